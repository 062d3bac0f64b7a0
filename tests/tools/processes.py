"""The processes of this machine, those in containers of a local engine among them."""

from pathlib import Path


def runs_here(*words: str) -> bool:
    """Whether a process with exactly these words runs on this machine."""
    wanted = "\0".join(words).encode() + b"\0"
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                if (folder / "cmdline").read_bytes() == wanted:
                    return True
            except OSError:
                continue
    return False
