"""Tells text from other bytes, and writes other bytes in hexadecimal."""

HEX_BYTES = 16
"""How many bytes stand on a line."""
_LONGEST_LETTER_BYTES = 4
_LANGUAGES_BY_NAME = {
    "dockerfile": "docker",
    "containerfile": "docker",
    "makefile": "make",
    "gemfile": "ruby",
    "pipfile": "toml",
    "os-release": "ini",
    "passwd": "text",
}
_LANGUAGES_BY_PROGRAM = {"python": "python", "bash": "bash", "sh": "bash", "perl": "perl", "ruby": "ruby"}
_LANGUAGES_BY_ENDING = {"py": "python", "conf": "ini", "cfg": "ini", "service": "ini", "txt": "text"}


def text_of(content: bytes, *, is_cut: bool = False) -> str | None:
    """The content as text; None for bytes that are none. What is cut may end within a letter."""
    if b"\0" in content:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if is_cut and error.start >= len(content) - _LONGEST_LETTER_BYTES:
            return content[: error.start].decode("utf-8")
        return None


def hex_line(content: bytes, line: int) -> str:
    """One line of sixteen bytes: their place, the bytes, and what of them is a plain letter."""
    start = line * HEX_BYTES
    part = content[start : start + HEX_BYTES]
    pairs = part.hex(" ").ljust(HEX_BYTES * 3 - 1)
    letters = "".join(chr(each) if 0x20 <= each < 0x7F else "·" for each in part)
    return f"{start:08x}  {pairs[:23]}  {pairs[24:]}  {letters}"


def hex_line_count(content: bytes) -> int:
    """How many lines the bytes take."""
    return -(-len(content) // HEX_BYTES)


def language_of(path: str, text: str) -> str:
    """The language that a file is written in, by its name or its first line, as highlighters call it."""
    name = path.rpartition("/")[2].lower()
    stem, dot, ending = name.rpartition(".")
    if found := _LANGUAGES_BY_NAME.get(name) or (_LANGUAGES_BY_NAME.get(stem) if dot else None):
        return found
    first = text.partition("\n")[0]
    if first.startswith("#!"):
        program = first.removeprefix("#!").strip().removeprefix("/usr/bin/env ").split()[:1]
        base = program[0].rpartition("/")[2].rstrip("0123456789.") if program else ""
        return _LANGUAGES_BY_PROGRAM.get(base, "text")
    return _LANGUAGES_BY_ENDING.get(ending, ending) if dot and ending else "text"
