"""What a Dockerfile is once read: instructions in stages, and what was wrong with it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction; lines count from 1, a stage index of -1 means before the first FROM.

    The keyword is in capitals. The arguments are one logical line: continuations are joined, comments inside
    them gone, flags taken off, heredocs kept apart. The original is the text as it stands in the file.
    """

    keyword: str
    arguments: str
    flags: tuple[tuple[str, str], ...]
    line: int
    end_line: int
    stage_index: int
    original: str
    heredocs: tuple[str, ...] = ()

    def flag(self, name: str) -> str | None:
        """A flag's value, without its dashes: empty for a bare flag, None where it is not given."""
        return next((value for key, value in self.flags if key == name), None)


@dataclass(frozen=True, slots=True)
class Stage:
    """One FROM; the base is as written, so variables still stand in it. A stage without AS has no name."""

    index: int
    name: str
    base: str
    line: int
    platform: str = ""


@dataclass(frozen=True, slots=True)
class DockerfileProblem:
    """Something an engine would refuse, and where; line 0 means the file as a whole."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """A Dockerfile, read as far as it could be; directives are the `# key=value` lines at its top."""

    stages: tuple[Stage, ...]
    instructions: tuple[Instruction, ...]
    problems: tuple[DockerfileProblem, ...] = ()
    directives: tuple[tuple[str, str], ...] = ()

    def in_stage(self, index: int) -> tuple[Instruction, ...]:
        """The instructions of one stage, its FROM first; index -1 gives those before the first FROM."""
        return tuple(each for each in self.instructions if each.stage_index == index)

    def stage_named(self, name: str) -> Stage | None:
        """The stage of that name (in any case) or number; None where there is none."""
        for stage in reversed(self.stages):
            if stage.name and stage.name.lower() == name.lower():
                return stage
        if name.isascii() and name.isdigit() and int(name) < len(self.stages):
            return self.stages[int(name)]
        return None
