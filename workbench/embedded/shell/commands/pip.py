"""pip: reads requirements, installs what the catalogue knows, says what it does not."""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass

from workbench.embedded.catalogue.expansion import spread
from workbench.embedded.payload import JsonObject, number_at, text_at, texts_at
from workbench.embedded.shell.session import Session
from workbench.embedded.world.files import Entry, Kind, file_of, join
from workbench.embedded.world.permissions import NotPermitted

_REQUIREMENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?\s*([^;#]*)")
_WITH_VALUE = (
    "--python",
    "-r",
    "--requirement",
    "-t",
    "--target",
    "-i",
    "--index-url",
    "--prefix",
    "-c",
    "--cache-dir",
    "--format",
)
_TITLES = ("Package", "Version")
_FACT = re.compile(r"^(Name|Version): (.*)$", re.MULTILINE)
_SECONDS_PER_PACKAGE = 0.25
_WHEEL_SHARE = 4


@dataclass(frozen=True, slots=True)
class _Place:
    """Where packages go: the folder of modules and the folder of programs."""

    modules: str
    programs: str


async def pip(argv: list[str], session: Session) -> int:
    """Carry out `pip install`, `list`, `freeze` and `--version`."""
    options, words = _split(argv[1:])
    verb = words[0] if words else ""
    place = _place(options.get("--python", ""), session)
    match verb:
        case "install":
            is_venv = "--python" in options or "VIRTUAL_ENV" in session.variables
            if not is_venv and not session.files.may_write(place.modules):
                await session.say(
                    "Defaulting to user installation because normal site-packages is not writeable"
                )
                place = _user_place(place, session)
            return await _install(options, words[1:], place, session)
        case "list" | "freeze":
            form = "freeze" if verb == "freeze" else options.get("--format", "columns")
            return await _list(_installed(place, session), form, session)
        case _ if "--version" in options:
            await session.say(f"pip 25.3 from /{place.modules}/pip (python {_minor(place)})")
            return 0
        case _:
            await session.complain(
                f"pip: the embedded engine knows install, list and freeze, not {verb or 'this'}"
            )
            return 1


def _minor(place: _Place) -> str:
    return posixpath.basename(posixpath.dirname(place.modules)).removeprefix("python")


def _installed(place: _Place, session: Session) -> list[tuple[str, str]]:
    """Give the names and versions of what is installed, as it says of itself."""
    tree, found = session.machine.tree, list[tuple[str, str]]()
    for folder in tree.children(place.modules):
        facts = session.read(f"/{place.modules}/{folder}/METADATA") if folder.endswith(".dist-info") else None
        if facts:
            lines = dict(_FACT.findall(facts.data.decode("utf-8", "replace").partition("\n\n")[0]))
            found.append((lines.get("Name", ""), lines.get("Version", "")))
    return sorted(found, key=lambda each: each[0].lower())


async def _list(packages: list[tuple[str, str]], form: str, session: Session) -> int:
    if form == "json":
        listed: list[JsonObject] = [{"name": name, "version": version} for name, version in packages]
        await session.say(json.dumps(listed))
    elif form == "freeze":
        for name, version in packages:
            await session.say(f"{name}=={version}")
    elif packages:
        name_width, version_width = (max(map(len, column)) for column in zip(_TITLES, *packages, strict=True))
        rule = ("-" * name_width, "-" * version_width)
        for name, version in (_TITLES, rule, *packages):
            await session.say(f"{name:{name_width}} {version}")
    return 0


def _split(words: list[str]) -> tuple[dict[str, str], list[str]]:
    options: dict[str, str] = {}
    plain: list[str] = []
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        name, equals, value = word.partition("=")
        if word in _WITH_VALUE and waiting:
            options[word] = waiting.pop(0)
        elif word.startswith("-"):
            options[name if equals else word] = value
        else:
            plain.append(word)
    return options, plain


def _place(python: str, session: Session) -> _Place:
    tree = session.machine.tree
    program = python or session.variables.get("VIRTUAL_ENV", "")
    if python:
        root = posixpath.dirname(posixpath.dirname(posixpath.join(f"/{session.folder}", python))).lstrip("/")
    else:
        found = program or _first_in_path(session)
        root = found.lstrip("/")
    names = [name for name in tree.children(f"{root}/lib") if re.fullmatch(r"python3\.\d+", name)]
    minor = names[0] if names else "python3"
    return _Place(f"{root}/lib/{minor}/site-packages", f"{root}/bin")


def _user_place(place: _Place, session: Session) -> _Place:
    root = join(session.variables.get("HOME", "/"), ".local")
    minor = posixpath.basename(posixpath.dirname(place.modules))
    return _Place(f"{root}/lib/{minor}/site-packages", f"{root}/bin")


def _first_in_path(session: Session) -> str:
    for folder in session.variables.get("PATH", "").split(":"):
        root = posixpath.dirname(folder).lstrip("/")
        if any(name.startswith("python3.") for name in session.machine.tree.children(f"{root}/lib")):
            return root
    return "usr/local"


async def _install(options: dict[str, str], words: list[str], place: _Place, session: Session) -> int:
    wanted = list(words)
    for option in ("-r", "--requirement"):
        if option in options:
            entry = session.read(options[option])
            if entry is None:
                reason = f"[Errno 2] No such file or directory: '{options[option]}'"
                await session.complain(f"ERROR: Could not open requirements file: {reason}")
                return 1
            wanted += entry.data.decode("utf-8", "replace").splitlines()
    chosen: dict[str, tuple[str, JsonObject]] = {}
    for line in wanted:
        found = _REQUIREMENT.match(line.strip())
        if found and not await _choose(found[1], found[2].strip(), chosen, session):
            return 1
    if not chosen:
        await session.complain(
            'ERROR: You must give at least one requirement to install (see "pip help install")'
        )
        return 1
    for name, (version, package) in chosen.items():
        if "--quiet" not in options and "-q" not in options:
            await session.say(f"Collecting {name}\n  Downloading {name}-{version}-py3-none-any.whl")
        await session.machine.clock.wait(_SECONDS_PER_PACKAGE)
        try:
            _put(name, version, package, place, session)
        except NotPermitted as error:
            await session.complain(
                f"ERROR: Could not install packages due to an OSError: [Errno 13] {error.reason}: '{error}'\n"
                "Check the permissions."
            )
            return 1
        if "--no-cache-dir" not in options and session.variables.get("PIP_NO_CACHE_DIR", "") in ("", "0"):
            _put_cache(name, package, session)
    if "--quiet" not in options and "-q" not in options:
        await session.say("Installing collected packages: " + ", ".join(chosen))
        await session.say(
            "Successfully installed " + " ".join(f"{name}-{chosen[name][0]}" for name in sorted(chosen))
        )
    return 0


async def _choose(name: str, spec: str, chosen: dict[str, tuple[str, JsonObject]], session: Session) -> bool:
    package = session.machine.catalogue.python_package(name)
    if package is None:
        await session.complain(
            f"ERROR: Could not find a version that satisfies the requirement {name}{spec} "
            "(from versions: none)\n"
            f"ERROR: No matching distribution found for {name}{spec}"
        )
        return False
    pinned = re.fullmatch(r"==\s*([\w.]+)", spec)
    key = name.lower()
    if key not in chosen or pinned:
        chosen[key] = (pinned[1] if pinned else text_at(package, "version"), package)
        for required in texts_at(package, "requires"):
            if required not in chosen and not await _choose(required, "", chosen, session):
                return False
    return True


def _put(name: str, version: str, package: JsonObject, place: _Place, session: Session) -> None:
    changing, owner = session.files, session.user_number
    folder = name.replace("-", "_")
    info = f"{place.modules}/{folder}-{version}.dist-info"
    files = {
        f"{info}/METADATA": file_of(
            f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n".encode(), owner=owner
        ),
        f"{info}/INSTALLER": file_of(b"pip\n", owner=owner),
    }
    for program in texts_at(package, "programs"):
        shebang = f"#!/{place.programs}/python\n# -*- coding: utf-8 -*-\nimport sys\n"
        files[f"{place.programs}/{program}"] = file_of(shebang.encode(), 0o755, owner)
    left = max(number_at(package, "size_bytes") - sum(entry.size_bytes for entry in files.values()), 0)
    count = max(number_at(package, "files"), 1)
    paths = [
        f"{place.modules}/{folder}/{'__init__' if not index else f'module{index}'}.py"
        for index in range(count)
    ]
    for path, entry in {**spread(paths, left), **files}.items():
        changing.put(path, Entry(entry.kind, entry.size_bytes, entry.mode, owner, entry.content))


def _put_cache(name: str, package: JsonObject, session: Session) -> None:
    home = session.variables.get("HOME", "/root").lstrip("/")
    size = number_at(package, "size_bytes") // _WHEEL_SHARE
    path = f"{home}/.cache/pip/http-v2/{name}"
    if session.files.may_write(path):
        session.files.put(path, Entry(Kind.FILE, size))
