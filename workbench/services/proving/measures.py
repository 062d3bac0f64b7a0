"""Looks into a running container, whether it has a shell or not.

Users and processes come from the engine's `top`, memory from its statistics, written files from its `diff`,
shells and writable paths from the files of the image. Sockets are read by a second container that shares the
network of the first and prints the kernel's table: with a program of the same image, or of a neighbour's.
"""

from dataclasses import dataclass

from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import RunContainer
from workbench.domain.containers import ChangeKind
from workbench.domain.errors import Cancelled, EngineGone, WorkbenchError
from workbench.domain.file_trees import FileTree
from workbench.domain.proof_files import listening_sockets
from workbench.domain.text import clean, decode
from workbench.engine.engine import Engine
from workbench.services.proving.made import Made

_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
_PROGRAM_FOLDERS = ("bin", "usr/bin", "usr/local/bin", "busybox")
_PRINT = "import sys; [print(open(p).read()) for p in sys.argv[1:]]"
_SOCKET_SECONDS = 10.0
_MEMORY_SAMPLES = 2
_LOG_LINES = 2000


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the first process of a container runs as, by numbers; None where the engine does not tell."""

    user_id: int | None = None
    group_id: int | None = None


def person_of(engine: Engine, container: str) -> Person:
    """Whom the main process runs as."""
    try:
        table = engine.processes(container, "-eo pid,uid,gid,args")
    except EngineGone:
        raise
    except WorkbenchError:
        return Person()
    titles = [title.upper() for title in table.titles]
    if not table.rows or "UID" not in titles:
        return Person()
    row = dict(zip(titles, table.rows[0], strict=False))
    return Person(_number(row.get("UID", "")), _number(row.get("GID", "")))


def _number(text: str) -> int | None:
    # an engine that knows no columns tells a name, and root is the one that means the same everywhere
    return int(text) if text.isdecimal() else 0 if text == "root" else None


def memory_at_rest(engine: Engine, container: str, cancel: Cancellation) -> int | None:
    """What it uses a moment after it answered."""
    try:
        stream = engine.stats(container)
        forget = cancel.on_cancel(stream.close)
        try:
            with stream:
                for number, sample in enumerate(stream, 1):
                    if number == _MEMORY_SAMPLES:
                        return sample.memory_bytes or None
        finally:
            forget()
    except EngineGone:
        raise
    except WorkbenchError:
        pass
    cancel.check()
    return None


def written_paths(engine: Engine, container: str) -> tuple[str, ...] | None:
    """The files that it has written so far; None where the engine does not tell."""
    try:
        found = engine.changes(container)
    except EngineGone:
        raise
    except WorkbenchError:
        return None
    added = [clean(each.path) for each in found if each.kind is ChangeKind.ADDED]
    folders = {path.rpartition("/")[0] for path in added}
    return tuple(path for path in added if path not in folders)


def last_log_lines(engine: Engine, container: str, most: int = _LOG_LINES) -> tuple[str, ...]:
    """The end of its log, as text; none where it cannot be had."""
    try:
        with engine.logs(container, tail=most, follow=False) as stream:
            return tuple(clean(decode(line.text)) for batch in stream for line in batch)
    except EngineGone:
        raise
    except WorkbenchError:
        return ()


@dataclass(frozen=True, slots=True)
class Printer:
    """A way to print files: an image, and the program in it with its first arguments."""

    image: str
    entrypoint: tuple[str, ...]


def printer_in(image: str, tree: FileTree) -> Printer | None:
    """How an image can print a file; None where it holds nothing that could."""
    for name, arguments in (
        ("cat", ()),
        ("busybox", ("cat",)),
        ("python3", ("-c", _PRINT)),
        ("python", ("-c", _PRINT)),
    ):
        for folder in _PROGRAM_FOLDERS:
            if tree.find(f"{folder}/{name}") is not None:
                return Printer(image, (f"/{folder}/{name}", *arguments))
    return None


def printer_of_neighbour(engine: Engine, image: str, container: str) -> Printer | None:
    """How the image of a container that stands can print a file; one with a shell has `cat`."""
    try:
        return Printer(image, ("cat",)) if engine.shells(container) else None
    except EngineGone:
        raise
    except WorkbenchError:
        return None


def sockets_of(
    engine: Engine, made: Made, container: str, printer: Printer, cancel: Cancellation
) -> tuple[str, ...] | None:
    """Where it listens; None where that could not be found out."""
    name = f"{container}-sockets"
    labels = engine.container(container).container.labels
    # the whole of the image's labels is not ours to repeat
    ours = tuple(pair for pair in labels if pair[0].startswith("workbench."))
    run = RunContainer(
        image=printer.image,
        name=name,
        entrypoint=printer.entrypoint,
        command=_TABLES,
        network=f"container:{container}",
        labels=ours,
    )
    try:
        made.do(run)
        waited = 0.0
        while engine.container(name).container.is_running and waited < _SOCKET_SECONDS:
            cancel.wait(0.05)
            cancel.check()
            waited += 0.05
        lines = last_log_lines(engine, name)
        made.undo(name)
    except (EngineGone, Cancelled):
        raise
    except WorkbenchError:
        return None
    return listening_sockets(lines) if any("local_address" in line for line in lines) else None
