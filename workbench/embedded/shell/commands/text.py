"""Commands that write and cut text."""

from __future__ import annotations

import asyncio
import re

from workbench.embedded.shell.session import Session
from workbench.embedded.world.files import ReadOnly, file_of
from workbench.embedded.world.permissions import NotPermitted

_BREATH_EVERY = 500
_RANGE = re.compile(r"(.)-(.)", re.DOTALL)
# Where nothing is kept, and what a copy of the output is not wanted in.
_DEVICES = ("/dev/null", "/dev/stdout", "/dev/stderr")


def _plain(argv: list[str]) -> tuple[set[str], list[str]]:
    options = {letter for word in argv[1:] if word.startswith("-") and word != "-" for letter in word[1:]}
    return options, [word for word in argv[1:] if not word.startswith("-") or word == "-"]


async def gather(names: list[str], session: Session, command: str) -> bytes | None:
    """Read the files named, or the input when none is; None after a complaint."""
    if not names or names == ["-"]:
        return await session.stdin.read_all()
    parts: list[bytes] = []
    for name in names:
        entry = session.read(name)
        if entry is None:
            reason = (
                "Is a directory"
                if session.machine.tree.is_folder(session.path(name))
                else "No such file or directory"
            )
            shown = f"cannot open '{name}' for reading" if command in ("head", "tail") else name
            await session.complain(f"{command}: {shown}: {reason}")
            return None
        parts.append(entry.data)
    return b"".join(parts)


def _byte(number: int) -> str:
    # A byte that is no character by itself travels as Python's own stand-in for it.
    return chr(number) if number < 128 else chr(0xDC00 + number % 256)


def _unescape(text: str) -> str:
    table = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "e": "\033", "a": "\a", "0": "\0"}

    def replace(found: re.Match[str]) -> str:
        code = found[1]
        if code[0] == "x" and len(code) > 1:
            return _byte(int(code[1:], 16))
        if code[0] in "01234567":
            return _byte(int(code, 8))
        return table.get(code, found[0])

    return re.sub(r"\\(x[0-9a-fA-F]{1,2}|0?[0-7]{1,3}|.)", replace, text)


async def _echo(argv: list[str], session: Session) -> int:
    words = argv[1:]
    ends = "\n"
    while words and re.fullmatch(r"-[neE]+", words[0]):
        option = words.pop(0)
        ends = "" if "n" in option else ends
    text = " ".join(words)
    data = (_unescape(text) if "\\" in text else text) + ends
    await session.stdout.write(data.encode("utf-8", "surrogateescape"))
    return 0


async def _printf(argv: list[str], session: Session) -> int:
    if len(argv) < 2:
        return 2
    form, waiting = _unescape(argv[1]), argv[2:]
    while True:
        before = len(waiting)
        text = re.sub(r"%([-0-9.]*)([sdixbuc%])", lambda found: _filled(found, waiting), form)
        await session.stdout.write(text.encode("utf-8", "surrogateescape"))
        if not waiting or len(waiting) == before:
            return 0


def _filled(found: re.Match[str], waiting: list[str]) -> str:
    if found[2] == "%":
        return "%"
    value = waiting.pop(0) if waiting else ""
    if found[2] == "b":
        return _unescape(value)
    number = int(value) if value.lstrip("-").isdigit() else 0
    return f"%{found[1]}{found[2]}" % (value if found[2] == "s" else number)


async def _cat(argv: list[str], session: Session) -> int:
    _, names = _plain(argv)
    if not names or names == ["-"]:
        while line := await session.stdin.read_line():
            await session.stdout.write(line)
        return 0
    code = 0
    for name in names:
        data = await gather([name], session, "cat")
        if data is None:
            code = 1
        else:
            await session.stdout.write(data)
    return code


def _count(argv: list[str], default: int) -> tuple[str, int, list[str]]:
    unit, count, names = "n", default, list[str]()
    words = argv[1:]
    while words:
        word = words.pop(0)
        found = re.fullmatch(r"-([nc]?)\+?(\d*)", word)
        if found and word != "-":
            unit = found[1] or "n"
            number = found[2] or (words.pop(0).lstrip("+") if words else "")
            count = int(number) if number.isdigit() else count
        elif not word.startswith("-"):
            names.append(word)
    return unit, count, names


async def _head(argv: list[str], session: Session) -> int:
    unit, count, names = _count(argv, 10)
    if names == ["/dev/zero"]:
        await session.stdout.write(bytes(count if unit == "c" else 0))
        return 0
    if names or unit == "c":
        data = await gather(names, session, "head") or b""
        await session.stdout.write(
            data[:count] if unit == "c" else b"".join(data.splitlines(keepends=True)[:count])
        )
        return 0
    for _ in range(count):
        line = await session.stdin.read_line()
        if not line:
            break
        await session.stdout.write(line)
    return 0


async def _tail(argv: list[str], session: Session) -> int:
    unit, count, names = _count(argv, 10)
    if names == ["/dev/zero"]:
        await session.machine.clock.sleep_in_container(2)
        session.machine.run_out_of_memory()
        return 137
    if names != ["/dev/null"]:
        data = await gather(names, session, "tail")
        if data is None:
            return 1
        lines = data.splitlines(keepends=True)
        await session.stdout.write(
            data[-count:] if unit == "c" else b"".join(lines[-count:] if count else [])
        )
    if any(word in ("-f", "-F") for word in argv):
        await asyncio.Event().wait()
    return 0


async def _grep(argv: list[str], session: Session) -> int:
    options, names = _plain(argv)
    if not names:
        return 2
    pattern = re.escape(names[0]) if "F" in options else names[0]
    try:
        wanted = re.compile(
            pattern.encode("utf-8", "surrogateescape"), re.IGNORECASE if "i" in options else 0
        )
    except re.error:
        wanted = re.compile(re.escape(names[0].encode("utf-8", "surrogateescape")))
    data = await gather(names[1:], session, "grep")
    if data is None:
        return 2
    found = [line for line in data.splitlines(keepends=True) if bool(wanted.search(line)) != ("v" in options)]
    if "c" in options:
        await session.say(str(len(found)))
    elif "q" not in options:
        await session.stdout.write(b"".join(found))
    return 0 if found else 1


async def _wc(argv: list[str], session: Session) -> int:
    options, names = _plain(argv)
    data = await gather(names, session, "wc")
    if data is None:
        return 1
    counts = {"l": data.count(b"\n"), "w": len(data.split()), "c": len(data)}
    chosen = [counts[key] for key in "lwc" if not options or key in options]
    label = f" {names[0]}" if names else ""
    await session.say(" ".join(str(count) for count in chosen) + label)
    return 0


async def _sorted_lines(argv: list[str], session: Session) -> int:
    options, names = _plain(argv)
    data = await gather(names, session, argv[0])
    if data is None:
        return 1
    lines = data.splitlines()
    if argv[0].endswith("sort"):
        lines.sort(reverse="r" in options)
    if argv[0].endswith("uniq") or "u" in options:
        lines = [line for index, line in enumerate(lines) if not index or line != lines[index - 1]]
    await session.stdout.write(b"".join(line + b"\n" for line in lines))
    return 0


async def _seq(argv: list[str], session: Session) -> int:
    words, form = argv[1:], "%d"
    if words[:1] == ["-f"] and len(words) > 1:
        form, words = words[1].replace("%g", "%d").replace("%.0f", "%d"), words[2:]
    line = f"{form}\n".encode("utf-8", "surrogateescape")
    numbers = [int(word) for word in words if word.lstrip("-").isdigit()]
    if not numbers:
        return 1
    first = numbers[0] if len(numbers) > 1 else 1
    step = numbers[1] if len(numbers) > 2 else 1
    values = range(first, numbers[-1] + (1 if step > 0 else -1), step or 1)
    for start in range(0, len(values), _BREATH_EVERY):
        piece = values[start : start + _BREATH_EVERY]
        await session.stdout.write(b"".join(line % number for number in piece))
        await asyncio.sleep(0)
    return 0


async def _yes(argv: list[str], session: Session) -> int:
    line = (" ".join(argv[1:]) or "y").encode("utf-8", "surrogateescape") + b"\n"
    while True:
        await session.machine.unpaused.wait()
        await session.stdout.write(line)
        await asyncio.sleep(0)


async def _tr(argv: list[str], session: Session) -> int:
    options, words = _plain(argv)
    data = (await session.stdin.read_all()).decode("utf-8", "surrogateescape")
    first, second = (_RANGE.sub(_spelled_out, _unescape(word)) for word in [*words, "", ""][:2])
    second = second.ljust(len(first), second[-1:] or " ")
    table = {ord(a): None if "d" in options else b for a, b in zip(first, second, strict=False)}
    await session.stdout.write(data.translate(table).encode("utf-8", "surrogateescape"))
    return 0


def _spelled_out(found: re.Match[str]) -> str:
    return "".join(map(chr, range(ord(found[1]), ord(found[2]) + 1)))


async def _tee(argv: list[str], session: Session) -> int:
    data = await session.stdin.read_all()
    code = 0
    for name in _plain(argv)[1]:
        path = session.path(name)
        if f"/{path}" in _DEVICES:
            continue
        try:
            session.files.put(path, file_of(data))
        except (ReadOnly, NotPermitted) as error:
            await session.complain(f"tee: {name}: {error.reason}")
            code = 1
    await session.stdout.write(data)
    return code


async def _basename(argv: list[str], session: Session) -> int:
    path = argv[1].rstrip("/") if len(argv) > 1 else ""
    head, _, tail = path.rpartition("/")
    await session.say(tail if argv[0] == "basename" else head or ".")
    return 0


COMMANDS = {
    "echo": _echo,
    "printf": _printf,
    "cat": _cat,
    "head": _head,
    "tail": _tail,
    "grep": _grep,
    "wc": _wc,
    "sort": _sorted_lines,
    "uniq": _sorted_lines,
    "seq": _seq,
    "yes": _yes,
    "tr": _tr,
    "tee": _tee,
    "basename": _basename,
    "dirname": _basename,
}
