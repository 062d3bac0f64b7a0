"""What advice is given on: a Dockerfile, its ignore file, the app's folder, and the bases on an engine."""

from dataclasses import dataclass

from workbench.domain.copy_sources import taken_paths
from workbench.domain.dockerfile_parser import parse_dockerfile
from workbench.domain.dockerfile_stages import global_arguments, stage_chain
from workbench.domain.dockerfile_values import Dockerfile, Instruction, Stage
from workbench.domain.dockerignore import Ignore
from workbench.domain.errors import WorkbenchError


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """Something in the app's folder, with slashes; a folder's size is that of all in it, as far as read."""

    path: str
    is_folder: bool = False
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class BaseFacts:
    """A base image as an engine has it; version is what the image says of itself, in three numbers."""

    reference: str
    size_bytes: int
    version: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class AdviceSubject:
    """All that the rules read; without an ignore file its text is None.

    `kept` is what of the folder goes into the build context. `knows_all_files` is false where the folder was
    not read, or was too large to be read to its end.
    """

    dockerfile: Dockerfile
    text: str = ""
    path: str = "Dockerfile"
    ignore_path: str = ".dockerignore"
    ignore_text: str | None = None
    ignore: Ignore | None = None
    ignore_problem: str = ""
    entries: tuple[ContextEntry, ...] = ()
    kept: tuple[ContextEntry, ...] = ()
    knows_all_files: bool = False
    target: str = ""
    build_arguments: tuple[tuple[str, str], ...] = ()
    bases: tuple[BaseFacts, ...] = ()

    @property
    def arguments(self) -> dict[str, str]:
        """The values of the ARGs before the first FROM."""
        return global_arguments(self.dockerfile, dict(self.build_arguments))

    @property
    def chain(self) -> list[Stage]:
        """The stage that becomes the image, with those that it stands on, the lowest first."""
        return stage_chain(self.dockerfile, self.target, self.arguments)

    @property
    def final(self) -> tuple[Instruction, ...]:
        """The instructions of the stage that becomes the image."""
        chain = self.chain
        return self.dockerfile.in_stage(chain[-1].index) if chain else ()

    @property
    def in_image(self) -> tuple[Instruction, ...]:
        """The instructions of all stages that the image is made of."""
        return tuple(each for stage in self.chain for each in self.dockerfile.in_stage(stage.index))

    def taken(self, instruction: Instruction) -> tuple[ContextEntry, ...]:
        """What of the context a COPY or ADD takes."""
        kept = {each.path: each for each in self.kept}
        paths = taken_paths(instruction, tuple(kept), self.arguments)
        return tuple(kept[path] for path in paths)

    def base(self, reference: str) -> BaseFacts | None:
        """What the engine knows of this base image."""
        return next((each for each in self.bases if each.reference == reference), None)


def advice_subject(
    text: str,
    *,
    path: str = "Dockerfile",
    ignore_path: str = ".dockerignore",
    ignore_text: str | None = None,
    entries: tuple[ContextEntry, ...] = (),
    knows_all_files: bool = False,
    target: str = "",
    build_arguments: tuple[tuple[str, str], ...] = (),
    bases: tuple[BaseFacts, ...] = (),
) -> AdviceSubject:
    """Read the texts of a subject; an ignore file that the engine would refuse becomes its problem."""
    ignore: Ignore | None = None
    problem = ""
    if ignore_text is not None:
        try:
            ignore = Ignore.parse(ignore_text)
        except WorkbenchError as error:
            problem = error.message
    return AdviceSubject(
        parse_dockerfile(text),
        text,
        path,
        ignore_path,
        ignore_text,
        ignore,
        problem,
        entries,
        tuple(each for each in entries if ignore is None or not ignore.excludes(each.path)),
        knows_all_files,
        target,
        build_arguments,
        bases,
    )
