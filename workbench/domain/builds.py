"""What a build tells while it runs, the same for every builder."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ContextSent:
    """So much of the build context was packed and sent; the total is None until it is known."""

    sent_bytes: int
    total_bytes: int | None
    file_count: int


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step began; the index counts from 1 in order of appearance, the total is 0 where unknown."""

    key: str
    index: int
    total: int
    title: str
    stage: str = ""


@dataclass(frozen=True, slots=True)
class StepOutput:
    """A step printed some lines (raw, without the newline)."""

    key: str
    line: str
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class StepProgress:
    """A step moves bytes: a pull, an export, a transfer."""

    key: str
    what: str
    current_bytes: int
    total_bytes: int | None


@dataclass(frozen=True, slots=True)
class StepCached:
    """A step's result was taken from the cache."""

    key: str


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step ended well, after so many seconds."""

    key: str
    seconds: float


@dataclass(frozen=True, slots=True)
class StepSized:
    """A step added so many bytes to the image; told at the end, of the steps whose layers are known."""

    key: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class StepFailed:
    """A step failed; the last lines that it printed say why."""

    key: str
    title: str
    message: str
    last_lines: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class ImageBuilt:
    """The build is done and this image stands."""

    image_id: str
    seconds: float


BuildEvent = (
    ContextSent
    | StepStarted
    | StepOutput
    | StepProgress
    | StepCached
    | StepDone
    | StepSized
    | StepFailed
    | ImageBuilt
)


@dataclass(frozen=True, slots=True)
class PullProgress:
    """One part of a pull moved on; totals are None where unknown."""

    part: str
    status: str
    current_bytes: int | None = None
    total_bytes: int | None = None


Progress = BuildEvent | PullProgress
