"""Folding, filtering and scrolling the files of a layer, and the first sight of a history.

    python -m tests.bench.bench_layer_tree [--files COUNT]

CPU of this process for what one key does, from the key to the drawn lines.
"""

import argparse
import asyncio
import time
from collections.abc import Callable

from screens.file_rows import file_nodes, folders_to_unfold
from screens.history_nodes import history_nodes
from screens.widgets.line_tree import LineTree
from tests.bench.measure import Figure, median, show
from tests.screens.widgets.hosts import Host, screen_lines
from workbench.domain.archive.layer_files import FileKind, FileTable, LayerFiles
from workbench.domain.file_changes import next_change
from workbench.domain.file_search import FileSearch, path_pattern
from workbench.domain.file_trees import FileOrder, file_tree
from workbench.domain.layers import HistoryStep, HistoryTree

_AIM_MS = 20
_FIRST_SIGHT_AIM_MS = 50
_FILES_EACH_FOLDER = 100
_RUNS = 7


def main() -> None:
    """Measure, and print a table of figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    asyncio.run(_measure(parser.parse_args().files))


async def _measure(count: int) -> None:
    tree = file_tree([_layer(count)], 0)
    search = FileSearch(tree)
    view = LineTree(id="tree")
    app = Host(view)
    async with app.run_test(size=(160, 45)) as pilot:
        view.set_root_children(file_nodes(tree, tree.root, FileOrder.NAME))
        began = time.process_time()
        view.expand_nodes(folders_to_unfold(tree, 10_000)[0])
        unfolding = time.process_time() - began
        view.expand_all()
        await pilot.pause()
        middle = "usr/lib/python3.11/site-packages/package_5"

        def drawn(act: Callable[[], object]) -> Callable[[], object]:
            return lambda: (act(), screen_lines(app.screen))

        figures = [
            _figure("unfold as much as a person may look through", unfolding * 1000, None),
            _timed("fold a folder", drawn(lambda: view.collapse_node(middle))),
            _timed(
                "unfold it",
                drawn(lambda: view.expand_node(middle)),
                before=lambda: view.collapse_node(middle),
            ),
            _timed("scroll a page", drawn(lambda: view.action_page(1.0))),
            _timed(
                "to the last line", drawn(lambda: view.action_edge(-1)), before=lambda: view.action_edge(0)
            ),
            _timed("find a few by text", lambda: list(search.matches(path_pattern("module_777")))),
            _timed(
                "find a tenth by expression",
                lambda: list(search.matches(path_pattern("7[.]py$", is_regex=True))),
            ),
            _timed("show the few that were found", lambda: search.filtered(path_pattern("module_777"))),
            _timed("show the tenth that was found", lambda: search.filtered(path_pattern("7.py"))),
            _timed("the next change", lambda: next_change(tree, tree.find(f"{middle}/module_500.py"))),
            _timed("first sight of a history", _history_sight(view, app), aim_ms=_FIRST_SIGHT_AIM_MS),
        ]
    show(f"{count:,} files unfolded, on 160 columns and 45 lines", figures)


def _history_sight(view: LineTree, app: Host) -> Callable[[], object]:
    steps = tuple(
        HistoryStep(f"RUN make part-{n} && make check-{n}", None, n, f"sha256:{n}") for n in range(60)
    )
    tree = HistoryTree("app:1", 1000, (), steps)

    def act() -> object:
        view.set_root_children(history_nodes(tree))
        view.expand_node("own")
        return screen_lines(app.screen)

    return act


def _timed(
    name: str, act: Callable[[], object], before: Callable[[], object] | None = None, aim_ms: float = _AIM_MS
) -> Figure:
    taken: list[float] = []
    for _ in range(_RUNS):
        if before is not None:
            before()
        began = time.process_time()
        act()
        taken.append((time.process_time() - began) * 1000)
    return _figure(name, median(taken), aim_ms)


def _figure(name: str, milliseconds: float, aim_ms: float | None) -> Figure:
    aim = f"under {aim_ms} ms of CPU" if aim_ms is not None else ""
    return Figure(
        name, milliseconds, "ms", aim=aim, is_met=milliseconds < aim_ms if aim_ms is not None else None
    )


def _layer(count: int) -> LayerFiles:
    table = FileTable()
    for number in range(count):
        place = f"usr/lib/python3.11/site-packages/package_{number // _FILES_EACH_FOLDER}/module_{number}.py"
        table.add(place.encode(), FileKind.FILE.value, 100, 0o644, 0, 0, 0)
    return LayerFiles("sha256:one", "one/layer.tar", table)


if __name__ == "__main__":
    main()
