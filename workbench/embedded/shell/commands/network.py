"""Commands that reach other containers."""

from __future__ import annotations

import re
import shlex

from workbench.embedded.processes.program import Program, WebRequest
from workbench.embedded.processes.redis_store import VERSION
from workbench.embedded.shell.session import Session

_URL = re.compile(r"(?:https?://)?([^/:]+)(?::(\d+))?(/.*)?")
_LOCAL = re.compile(r"localhost|0\.0\.0\.0|127(?:\.\d{1,3}){3}")
_REDIS_PORT = "6379"
_UNKNOWN_NAME_CODE = 2


def reach(name: str, session: Session) -> Program | None:
    """Find who answers under a name."""
    return session.machine.reach("localhost" if _LOCAL.fullmatch(name) else name)


async def fetch(url: str, session: Session, method: str = "GET") -> tuple[int, bytes] | str:
    """Ask a web server among the containers; a text says why there is no answer."""
    found = _URL.fullmatch(url)
    if not found:
        return "bad address"
    program = reach(found[1], session)
    if program is None:
        return "Name or service not known"
    answer = await program.respond(WebRequest(method, found[3] or "/"))
    return (answer.status, answer.body) if answer else "Connection refused"


async def _fetch_command(argv: list[str], session: Session) -> int:
    urls = [
        word for word in argv[1:] if not word.startswith("-") and ("." in word or "/" in word or ":" in word)
    ]
    if not urls:
        await session.complain(f"{argv[0]}: missing URL")
        return 1
    result = await fetch(urls[-1], session)
    if isinstance(result, str):
        await session.complain(f"{argv[0]}: {result}")
        return 6 if argv[0] == "curl" else 1
    status, body = result
    if status >= 400 and (
        argv[0] == "wget" or any("f" in word for word in argv if re.fullmatch(r"-[a-zA-Z]+", word))
    ):
        await session.complain(f"{argv[0]}: server returned error: {status}")
        return 22 if argv[0] == "curl" else 1
    await session.stdout.write(body)
    return 0


async def _redis_cli(argv: list[str], session: Session) -> int:
    host, port, words = "127.0.0.1", _REDIS_PORT, argv[1:]
    if words[:1] in (["--version"], ["-v"]):
        await session.say(f"redis-cli {VERSION}")
        return 0
    while words and words[0].startswith("-"):
        option = words.pop(0)
        if option in ("-h", "-p", "-a", "-n", "-u") and words:
            value = words.pop(0)
            host = value if option == "-h" else host
            port = value if option == "-p" else port
    if words:
        return 0 if await _ask_redis(host, port, words, session) else 1
    # What it reads from a pipe it carries out line by line; a lost connection is tried again at each.
    await _ask_redis(host, port, [], session)
    while line := await session.stdin.read_line():
        typed = _typed(line.decode("utf-8", "replace"))
        if typed and typed[0].lower() in ("quit", "exit"):
            return 0
        if typed is None:
            await session.say("Invalid argument(s)")
        elif typed:
            await _ask_redis(host, port, typed, session)
    return 0


async def _ask_redis(host: str, port: str, words: list[str], session: Session) -> bool:
    """Carry out a command, if one is given; say no where there is no connection."""
    program = reach(host, session)
    store = program.store if program and port == _REDIS_PORT else None
    if store is None:
        is_known = program is not None or _LOCAL.fullmatch(host)
        problem = "Connection refused" if is_known else "Name or service not known"
        await session.complain(f"Could not connect to Redis at {host}:{port}: {problem}")
    elif words:
        await session.say(store.shown(store.execute([word.encode() for word in words])))
    return store is not None


def _typed(line: str) -> list[str] | None:
    """Read a line's words, quoted or not; None where a quote is open."""
    try:
        return shlex.split(line)
    except ValueError:
        return None


async def _ping(argv: list[str], session: Session) -> int:
    name = next((word for word in argv[1:] if not word.startswith("-") and not word.isdigit()), "")
    if reach(name, session) is None:
        await session.complain(f"ping: bad address '{name}'")
        return 1
    await session.say(f"PING {name}: 56 data bytes\n64 bytes from {name}: seq=0 ttl=64 time=0.071 ms")
    return 0


async def _nslookup(argv: list[str], session: Session) -> int:
    if reach(argv[-1], session) is None:
        await session.complain(f"** server can't find {argv[-1]}: NXDOMAIN")
        return 2
    await session.say(argv[-1])
    return 0


async def _getent(argv: list[str], session: Session) -> int:
    """Show a host, a user or a group; the file of that name knows them, and of hosts the networks too."""
    kind, name = argv[1:3] if len(argv) > 2 else ("", "")
    entry = session.read(f"/etc/{kind}")
    lines = entry.data.decode("utf-8", "replace").splitlines() if entry else []
    if kind == "hosts":
        known = [line.split() for line in lines if name in line.split()[1:]]
        known.sort(key=lambda words: ":" not in words[0])  # addresses of IPv6 first
        known += [[address, name] for address in [session.machine.address_of(name)] if address]
        found = [f"{address:<15} {' '.join(names)}" for address, *names in known]
    else:
        found = [line for line in lines if name in (line.split(":")[::2][:2])]
    if not found:
        return _UNKNOWN_NAME_CODE
    await session.say(found[0])
    return 0


COMMANDS = {
    "curl": _fetch_command,
    "wget": _fetch_command,
    "redis-cli": _redis_cli,
    "ping": _ping,
    "getent": _getent,
    "nslookup": _nslookup,
}
