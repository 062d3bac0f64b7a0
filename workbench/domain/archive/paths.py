"""Paths inside an image: relative to its root, cleaned as the engine cleans them, never leading out."""

LONGEST_BYTES = 4096
_NEEDS_CLEANING = (b"/", b".")


def inner_path(raw: bytes) -> bytes | None:
    """The path below the root, empty for the root itself; None where it leads out or names nothing."""
    # To ask whether bytes are `in` others takes three times as long: they might be a number.
    find = raw.find
    if find(b"/.") >= 0 or find(b"//") >= 0 or raw.startswith(_NEEDS_CLEANING):
        return _cleaned(raw)
    path = raw[:-1] if raw.endswith(b"/") else raw
    return None if len(path) > LONGEST_BYTES or find(b"\0") >= 0 else path


def linked_path(path: bytes, target: bytes) -> bytes | None:
    """Where a symbolic link at that path leads, inside the image; None where it leads out of it."""
    if target.startswith(b"/"):
        return inner_path(target)
    return inner_path(path.rpartition(b"/")[0] + b"/" + target)


def shown(path: bytes) -> str:
    """A path as text; bytes that are no UTF-8 stay distinct and can be turned back."""
    return path.decode("utf-8", "surrogateescape")


def _cleaned(raw: bytes) -> bytes | None:
    parts: list[bytes] = []
    for part in raw.split(b"/"):
        if part == b"..":
            if not parts:
                return None
            parts.pop()
        elif part not in (b"", b"."):
            parts.append(part)
    path = b"/".join(parts)
    return None if len(path) > LONGEST_BYTES or b"\0" in path else path
