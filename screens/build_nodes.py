"""A build's steps as the nodes of a tree, each step's output folded under it."""

from __future__ import annotations

from collections.abc import Sequence

from screens.widgets.spans import Span
from screens.widgets.tree_nodes import TreeNode
from workbench.domain.build_steps import BuildProgress, BuildStep, StepState
from workbench.domain.dockerfile_parser import parse_dockerfile
from workbench.domain.errors import DockerfileError, WorkbenchError
from workbench.formatting import added, bar, count, duration, size

_STATE_CELLS = 9
_SIGNS = {
    StepState.RUNNING: ("▸", "warn"),
    StepState.CACHED: ("≡", "accent"),
    StepState.DONE: ("✓", "good"),
    StepState.FAILED: ("✗", "bad"),
    StepState.CANCELLED: ("■", "warn"),
}


def build_nodes(
    progress: BuildProgress, dockerfile: str = "", name: str = "", error: WorkbenchError | None = None
) -> list[TreeNode]:
    """The context, then a node a step, by stage where there are several.

    Of the step that failed, the lines of the Dockerfile that it stands in are shown in place; an
    error that came before any step, or at none of them, stands at the end with its line.
    """
    failed = progress.failed_step
    quoted = _quoted(dockerfile, name, failed.title) if failed and dockerfile else ()
    nodes = [*_context_nodes(progress), *_step_nodes(progress, quoted)]
    return nodes if failed or error is None else [*nodes, *_error_nodes(error, dockerfile, name)]


def how_far(progress: BuildProgress, error: WorkbenchError | None = None) -> str:
    """A build in a few words: how many of its steps are over, and how it ended if it ended early."""
    end = "cancelled" if progress.is_cancelled else "failed" if error is not None else ""
    if end and not progress.steps:
        return f"{end} before its first step"
    finished, total = progress.finished_count, progress.known_total
    # Podman numbers the steps of each stage by themselves, which makes no total.
    steps = f"{finished} of {count(total, 'step')}" if total else f"{count(finished, 'step')} done"
    return f"{f'{end} after ' if end else ''}{steps}, {progress.cached_count} cached"


def _error_nodes(error: WorkbenchError, dockerfile: str, name: str) -> list[TreeNode]:
    lines = dockerfile.splitlines()
    nodes = [TreeNode("error", (Span("✗ ", "bad"), Span(error.message, "bad")))]
    if isinstance(error, DockerfileError) and 0 < error.line <= len(lines):
        place = f"  {name}:{error.line}  "
        nodes.append(TreeNode("error/line", (Span(place, "muted"), Span(lines[error.line - 1], "warn"))))
    if error.hint:
        nodes.append(TreeNode("error/hint", (Span(f"  {error.hint}", "muted"),)))
    return nodes


def _context_nodes(progress: BuildProgress) -> list[TreeNode]:
    nodes: list[TreeNode] = []
    if progress.context is not None:
        sent = progress.context
        total = f" of {size(sent.total_bytes)}" if sent.total_bytes else ""
        # BuildKit fetches what it needs, and tells no number of files.
        files = f", {count(sent.file_count, 'file')}" if sent.file_count else ""
        is_over = sent.sent_bytes == sent.total_bytes or progress.built or progress.failed_step
        sign = "✓ " if is_over else "■ " if progress.is_cancelled else "▸ "
        label = (
            Span(sign, "muted"),
            Span(f"build context{files}", "muted"),
        )
        nodes.append(
            TreeNode("context", label, None, None, (Span(f"{size(sent.sent_bytes)}{total}", "muted"),))
        )
    return nodes


def _step_nodes(progress: BuildProgress, quoted: Sequence[str]) -> list[TreeNode]:
    stages = list(dict.fromkeys(step.stage for step in progress.steps.values()))
    if len([stage for stage in stages if stage]) < 2:
        return [_step_node(step, quoted) for step in progress.steps.values()]
    nodes: list[TreeNode] = []
    for stage in stages:
        steps = [step for step in progress.steps.values() if step.stage == stage]
        nodes += (
            [_stage_node(stage, steps, quoted)] if stage else [_step_node(step, quoted) for step in steps]
        )
    return nodes


def stage_keys(progress: BuildProgress) -> list[str]:
    """The keys of the stages, for whoever wants them unfolded."""
    return [
        f"stage {stage}" for stage in dict.fromkeys(step.stage for step in progress.steps.values()) if stage
    ]


def _stage_node(stage: str, steps: list[BuildStep], quoted: Sequence[str]) -> TreeNode:
    cached = sum(step.state is StepState.CACHED for step in steps)
    # One without a name is called stage-1 by builders.
    title = stage if stage.startswith("stage-") else f"stage {stage}"
    label = (Span(f"{title}  ", "accent"), Span(f"{cached} of {len(steps)} cached", "muted"))
    sizes = [step.size_bytes for step in steps if step.size_bytes is not None]
    total = duration(sum(step.seconds or 0.0 for step in steps))
    return TreeNode(
        f"stage {stage}",
        label,
        [_step_node(step, quoted) for step in steps],
        None,
        (*_added(sum(sizes) if sizes else None), Span(f"{total:>{_STATE_CELLS}}", "muted")),
    )


def _step_node(step: BuildStep, quoted: Sequence[str]) -> TreeNode:
    sign, style = _SIGNS[step.state]
    number = f"{step.index}/{step.total} " if step.total else f"{step.index} "
    label = (Span(f"{sign} ", style), Span(number, "muted"), Span(step.title))
    first = step.line_count - len(step.lines)
    output = [
        TreeNode(
            f"{step.key}/{first + index}",
            (Span(line, "bad" if is_error and step.state is StepState.FAILED else "muted"),),
        )
        for index, (line, is_error) in enumerate(step.lines)
    ]
    if step.state is StepState.FAILED:
        output += [
            TreeNode(f"{step.key}/line {index}", (Span(line, "warn"),)) for index, line in enumerate(quoted)
        ]
    if step.failure:
        output.append(TreeNode(f"{step.key}/failure", (Span(step.failure, "bad"),)))
    return TreeNode(step.key, label, output or None, step, (*_added(step.size_bytes), *_state(step)))


def _quoted(dockerfile: str, name: str, title: str) -> tuple[str, ...]:
    """The lines of a Dockerfile that an instruction stands in, each with its place."""
    wanted = _bare(title)
    for each in parse_dockerfile(dockerfile).instructions:
        if wanted in (_bare(each.original), _bare(f"{each.keyword} {each.arguments}")):
            lines = dockerfile.splitlines()[each.line - 1 : each.end_line]
            return tuple(f"{name}:{number}  {line}" for number, line in enumerate(lines, each.line))
    return ()


def _bare(text: str) -> str:
    """An instruction without its blanks and continuations, which each builder writes in its own way."""
    return "".join(text.replace("\\\n", "").split()).lower()


def _added(size_bytes: int | None) -> tuple[Span, ...]:
    """What was added to the image, where that is known; dim where it is nothing."""
    return () if size_bytes is None else (Span(added(size_bytes), "" if size_bytes else "muted"),)


def _state(step: BuildStep) -> tuple[Span, ...]:
    _, style = _SIGNS[step.state]
    match step.state:
        case StepState.CACHED:
            return (Span(f"{'CACHED':>{_STATE_CELLS}}", style),)
        case StepState.RUNNING if step.progress is not None and step.progress.total_bytes:
            moved = step.progress
            share = moved.current_bytes / moved.total_bytes if moved.total_bytes else 0.0
            return (Span(f"{bar(share, 10)} {size(moved.current_bytes)}", style),)
        case StepState.RUNNING:
            return (Span(f"{'running':>{_STATE_CELLS}}", style),)
        case StepState.CANCELLED:
            return (Span(f"{'cancelled':>{_STATE_CELLS}}", style),)
        case _:
            return (Span(f"{duration(step.seconds):>{_STATE_CELLS}}", style),)
