"""The package managers of Debian and Alpine, which install what the catalogue knows."""

from __future__ import annotations

from workbench.embedded.catalogue.expansion import spread
from workbench.embedded.shell.session import Session

_LISTS_BYTES = 19_400_000
_SECONDS_PER_MEGABYTE = 0.02


async def _apt(argv: list[str], session: Session) -> int:
    words = [word for word in argv[1:] if not word.startswith("-")]
    verb, names = (words[0], words[1:]) if words else ("", [])
    if session.user_number and verb in ("update", "install"):
        await session.complain(
            "E: Could not open lock file /var/lib/apt/lists/lock - open (13: Permission denied)"
        )
        return 100
    tree = session.machine.tree
    match verb:
        case "update":
            await session.say("Get:1 a mirror of Debian, bookworm InRelease [151 kB]")
            await session.machine.clock.wait(0.8)
            tree_files = spread(
                [f"var/lib/apt/lists/packages{number}" for number in range(1, 5)], _LISTS_BYTES
            )
            for path, entry in tree_files.items():
                tree.put(path, entry)
            await session.say("Fetched 9246 kB in 1s (8,512 kB/s)\nReading package lists...")
            return 0
        case "install":
            return await _install("apt", names, session)
        case "clean" | "autoremove" | "purge" | "remove" | "upgrade":
            return 0
        case _:
            await session.complain(f"E: Invalid operation {verb}")
            return 100


async def _install(manager: str, names: list[str], session: Session) -> int:
    known = {
        name: session.machine.catalogue.system_package_bytes(manager, name.split("=")[0]) for name in names
    }
    for name, size in known.items():
        if size is None:
            apk = f"ERROR: unable to select packages:\n  {name} (no such package):\n    required by: world"
            await session.complain(apk if manager == "apk" else f"E: Unable to locate package {name}")
            return 1 if manager == "apk" else 100
    for name, size in known.items():
        await session.say(f"({name}) Installing" if manager == "apk" else f"Setting up {name} ...")
        await session.machine.clock.wait((size or 0) / 1e6 * _SECONDS_PER_MEGABYTE)
        bare = name.split("=")[0]
        program = spread([f"usr/bin/{bare}"], 60_000, 0o755)
        library = spread(
            [f"usr/lib/{bare}/part{number}" for number in range(1, 9)], max((size or 0) - 60_000, 0)
        )
        for path, entry in {**program, **library}.items():
            session.machine.tree.put(session.machine.tree.resolve(path), entry)
    return 0


async def _apk(argv: list[str], session: Session) -> int:
    words = [word for word in argv[1:] if not word.startswith("-")]
    verb, names = (words[0], words[1:]) if words else ("", [])
    if session.user_number and verb in ("add", "del"):
        await session.complain("ERROR: Unable to lock database: Permission denied")
        return 99
    match verb:
        case "add":
            await session.say("fetch the index of a mirror of Alpine, v3.20/main")
            code = await _install("apk", [name for name in names if not name.startswith(".")], session)
            if not code:
                await session.say("OK: 12 MiB in 18 packages")
            return code
        case "update" | "upgrade" | "del":
            return 0
        case _:
            await session.complain("apk: the embedded engine knows add, del and update")
            return 1


COMMANDS = {"apt-get": _apt, "apt": _apt, "apk": _apk}
