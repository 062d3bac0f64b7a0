"""Guesses why a variant does not answer, from its log, its sockets and how it ended."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Symptoms:
    """What is known of a variant that did not answer as it should; `listens_on` is None where unknown."""

    log: Sequence[str] = ()
    port: int | None = None
    listens_on: tuple[str, ...] | None = None
    is_running: bool = True
    exit_code: int | None = None
    out_of_memory: bool = False
    start_error: str = ""
    status: int | None = None
    path: str = "/"


_MODULE = re.compile(r"(?:ModuleNotFoundError|ImportError): No module named ['\"]?([\w.]+)")
_LIBRARY = re.compile(
    r"(?:error while loading shared libraries: |Error loading shared library |(?:Import|OS)Error: )"
    r"([\w.+-]+\.so[\w.]*)"
)
_PERMISSION = re.compile(r"(?:PermissionError|[Pp]ermission denied)[^'\"]*(?:['\"]([^'\"]+)['\"])?")
_LOOPBACK = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\]):(\d+)")
_LISTENING = re.compile(
    r"(?:listening|running|serving)\b.*?(?:https?://|port |on )\[?([\w.:*]*?)\]?:?(\d{2,5})\b", re.I
)
_UNKNOWN_HOST = re.compile(
    r"(?:Name or service not known|Temporary failure in name resolution|could not translate host name)", re.I
)
_NO_PROGRAM = re.compile(
    r'exec: "?([^":]+)"?: (?:executable file not found|stat .*no such file)'
    r"|The program (\S+) is not in the image"
)


def guess_reason(symptoms: Symptoms) -> str:
    """The likely reason in a sentence with what to do; empty where nothing points to one."""
    text = "\n".join((symptoms.start_error, *symptoms.log))
    rules: tuple[Callable[[Symptoms, str], str], ...] = (
        _missing_program,
        _other_platform,
        _missing_module,
        _missing_library,
        _out_of_memory,
        _permission,
        _address,
        _unknown_host,
        _refused_status,
        _ended,
    )
    return next(filter(None, (rule(symptoms, text) for rule in rules)), "")


def _missing_program(_symptoms: Symptoms, text: str) -> str:
    found = _NO_PROGRAM.search(text)
    if found is None:
        return ""
    program = found[1] or found[2]
    return f"The image has no program {program}: install it in the final stage, or mend ENTRYPOINT or CMD."


def _other_platform(_symptoms: Symptoms, text: str) -> str:
    if "exec format error" not in text:
        return ""
    return "The program is for another processor: build for this engine's platform."


def _missing_module(_symptoms: Symptoms, text: str) -> str:
    found = _MODULE.search(text)
    if found is None:
        return ""
    name = found[1]
    return f"The Python module {name} is not in the image: require it, or copy it into the final stage."


def _missing_library(_symptoms: Symptoms, text: str) -> str:
    found = _LIBRARY.search(text)
    if found is None:
        return ""
    return (
        f"The shared library {found[1]} is not in the image: install the package that brings it in the "
        "final stage, or take a base with the same C library as the build stage."
    )


def _out_of_memory(symptoms: Symptoms, _text: str) -> str:
    return "It needed more memory than it may use." if symptoms.out_of_memory else ""


def _permission(_symptoms: Symptoms, text: str) -> str:
    found = _PERMISSION.search(text)
    if found is None:
        return ""
    what = f" {found[1]}" if found[1] else " something"
    return f"Its user may not use{what}: copy with --chown, or write to a folder that the user owns."


def _address(symptoms: Symptoms, text: str) -> str:
    """Bound to loopback, or to another port than the one that is asked."""
    if symptoms.port is None or symptoms.status is not None or not symptoms.is_running:
        return ""
    for address, port in _addresses(symptoms, text):
        if port == symptoms.port and _is_loopback(address):
            return f"It listens on {address}:{port} alone, out of reach: bind it to 0.0.0.0."
    others = [(address, port) for address, port in _addresses(symptoms, text) if port != symptoms.port]
    if not others:
        return "" if symptoms.listens_on is None else "It runs and listens on no port: is it a server?"
    address, port = others[0]
    also = " and only on loopback" if _is_loopback(address) else ""
    remedy = f"change its port, or EXPOSE and publish {port}"
    return f"It listens on port {port}{also}, not on {symptoms.port}: {remedy}."


def _addresses(symptoms: Symptoms, text: str) -> list[tuple[str, int]]:
    """Where it listens: by its sockets, else by what its log says."""
    if symptoms.listens_on:
        parts = (each.rpartition(":") for each in symptoms.listens_on)
        return [(address, int(port)) for address, _, port in parts]
    said = [("127.0.0.1", int(port)) for port in _LOOPBACK.findall(text) if int(port) == symptoms.port]
    return said or [(address or "0.0.0.0", int(port)) for address, port in _LISTENING.findall(text)]


def _is_loopback(address: str) -> bool:
    return address.strip("[]") in ("127.0.0.1", "::1", "localhost")


def _unknown_host(_symptoms: Symptoms, text: str) -> str:
    if not _UNKNOWN_HOST.search(text):
        return ""
    return "It looks for a host that is not on its network: check the names in its environment."


def _refused_status(symptoms: Symptoms, _text: str) -> str:
    match symptoms.status:
        case None:
            return ""
        case 404:
            return f"It has no page {symptoms.path}: name another in `x-workbench: probe:`."
        case status if status >= 500:
            return "The app itself fails on this request: its log says more."
        case _:
            return "It answers, but otherwise than asked for."


def _ended(symptoms: Symptoms, _text: str) -> str:
    if symptoms.is_running or symptoms.exit_code is None:
        return ""
    if symptoms.exit_code == 0:
        return "Its process ended by itself: the command is no server."
    return f"Its process ended with exit code {symptoms.exit_code}."
