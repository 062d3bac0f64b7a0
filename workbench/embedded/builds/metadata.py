"""Steps that change an image's settings and none of its files."""

from __future__ import annotations

import json
import re

from workbench.domain.dockerfile_lines import words
from workbench.domain.dockerfile_parser import exec_form
from workbench.domain.dockerfile_values import Instruction
from workbench.embedded.builds.failure import BuildFailure
from workbench.embedded.builds.stage import StageState
from workbench.embedded.builds.variables import fill_in, pairs_of, word_value
from workbench.embedded.durations import duration_ns, go_duration
from workbench.embedded.errors import BadParameter
from workbench.embedded.payload import JsonObject, JsonValue, number_at, object_at, text_map_at, texts_at
from workbench.embedded.processes.program import SIGTERM
from workbench.embedded.signals import signal_number

_GO_ESCAPES = {7: "\\a", 8: "\\b", 11: "\\v", 12: "\\f", 39: "\\'"}
_PORT = re.compile(r"\d+(-\d+)?(/(tcp|udp|sctp))?")
_WHOLE_NUMBER = re.compile(r"[-+]?[0-9]+")
_MOST_RETRIES = 2**31 - 1
_LAST_CHARACTER = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)
_NO_CHARACTER = "\N{REPLACEMENT CHARACTER}"


def settings_after(instruction: Instruction, stage: StageState) -> tuple[str, dict[str, JsonValue]]:
    """Give how the history tells a step, and the settings that it leaves."""
    config, text = dict(stage.config), instruction.arguments
    known = stage.known
    match instruction.keyword:
        case "ENV":
            pairs = pairs_of(text, known)
            config["Env"] = [f"{name}={value}" for name, value in {**stage.environment, **pairs}.items()]
            return "ENV " + " ".join(f"{name}={value}" for name, value in pairs.items()), config
        case "LABEL":
            labels = pairs_of(text, known)
            config["Labels"] = {**text_map_at(config, "Labels"), **labels}
            return "LABEL " + " ".join(f"{name}={value}" for name, value in labels.items()), config
        case "EXPOSE":
            return _expose(text, stage, config)
        case "USER":
            config["User"] = word_value(text, known)
            return f"USER {config['User']}", config
        case "VOLUME":
            places = [fill_in(each, known) for each in exec_form(text) or words(text)]
            config["Volumes"] = {**object_at(config, "Volumes"), **{place: {} for place in places}}
            return f"VOLUME [{' '.join(places)}]", config
        case "CMD" | "ENTRYPOINT":
            return _command(instruction.keyword, text, stage, config)
        case "SHELL":
            config["Shell"] = list(exec_form(text) or ())
            return f"SHELL [{' '.join(exec_form(text) or ())}]", config
        case "STOPSIGNAL":
            config["StopSignal"] = _checked_signal(word_value(text, known))
            return f"STOPSIGNAL {config['StopSignal']}", config
        case "HEALTHCHECK":
            return _health_check(instruction, stage, config)
        case "ONBUILD":
            config["OnBuild"] = [*texts_at(config, "OnBuild"), text]
            return f"ONBUILD {text}", config
        case keyword:
            return f"{keyword} {text}", config


def _checked_signal(text: str) -> str:
    try:
        signal_number(text, SIGTERM)
    except BadParameter as error:
        raise BuildFailure(error.message) from error
    return text


def _expose(text: str, stage: StageState, config: dict[str, JsonValue]) -> tuple[str, dict[str, JsonValue]]:
    ports: list[str] = []
    asked = sorted(fill_in(text, stage.known).split())
    for word in asked:
        if not _PORT.fullmatch(word):
            raise BuildFailure(f"Invalid containerPort: {word}")
        ports.append(word if "/" in word else f"{word}/tcp")
    config["ExposedPorts"] = {**object_at(config, "ExposedPorts"), **{port: {} for port in ports}}
    return "EXPOSE " + " ".join(asked), config


def _command(
    keyword: str, text: str, stage: StageState, config: dict[str, JsonValue]
) -> tuple[str, dict[str, JsonValue]]:
    given = exec_form(text)
    argv = list(given) if given is not None else [*stage.shell, text]
    config["Cmd" if keyword == "CMD" else "Entrypoint"] = argv or None
    if keyword == "ENTRYPOINT":
        # A new entrypoint would not understand the arguments meant for the one of the base.
        config["Cmd"] = None if config.get("CmdIsInherited", True) else config.get("Cmd")
    else:
        config["CmdIsInherited"] = False
    return f"{keyword} [{' '.join(_quoted(word) for word in argv)}]", config


def _quoted(word: str) -> str:
    """Quote a word as Go does, which is how JSON does it."""
    return json.dumps(word, ensure_ascii=False)


def _health_check(
    instruction: Instruction, stage: StageState, config: dict[str, JsonValue]
) -> tuple[str, dict[str, JsonValue]]:
    kind, _, rest = instruction.arguments.partition(" ")
    if kind.upper() == "NONE":
        none: JsonObject = {"Test": ["NONE"]}
        config["Healthcheck"] = none
        return _check_as_told(none), config
    if kind.upper() != "CMD":
        raise BuildFailure(f"Unknown type {kind!r} in HEALTHCHECK (try CMD)")
    given = exec_form(rest.strip())
    test = ["CMD", *given] if given is not None else ["CMD-SHELL", rest.strip()]
    check: dict[str, JsonValue] = {"Test": test}
    for flag, key in (("interval", "Interval"), ("timeout", "Timeout"), ("start-period", "StartPeriod")):
        value = instruction.flag(flag)
        if value:
            check[key] = _nanoseconds(value)
    retries = instruction.flag("retries")
    if retries:
        check["Retries"] = _retries(retries)
    config["Healthcheck"] = check
    return _check_as_told(check), config


def _check_as_told(check: JsonObject) -> str:
    """Write a health check as Docker prints its own record of it."""
    test = " ".join(_quoted(word) for word in texts_at(check, "Test"))
    lengths = [f'"{go_duration(number_at(check, key))}"' for key in ("Interval", "Timeout", "StartPeriod")]
    return f"HEALTHCHECK &{{[{test}] {' '.join(lengths)} {_rune(number_at(check, 'Retries'))}}}"


def _rune(number: int) -> str:
    """Write a number as Go quotes a character, which is what Docker does with the retries."""
    if number in _GO_ESCAPES:
        return f"'{_GO_ESCAPES[number]}'"
    is_character = number <= _LAST_CHARACTER and number not in _SURROGATES
    return repr(chr(number) if is_character else _NO_CHARACTER)


def _retries(text: str) -> int:
    if not _WHOLE_NUMBER.fullmatch(text):
        raise BuildFailure(f'strconv.ParseInt: parsing "{text}": invalid syntax')
    # Python refuses to read a number of thousands of digits, and none above ten can be in range.
    digits = text.lstrip("+-").lstrip("0")
    number = int(digits or "0") if len(digits) <= len(str(_MOST_RETRIES)) else _MOST_RETRIES + 1
    if number > _MOST_RETRIES:
        raise BuildFailure(f'strconv.ParseInt: parsing "{text}": value out of range')
    if text.startswith("-") and number:
        raise BuildFailure(f"--retries cannot be negative (-{number})")
    return number


def _nanoseconds(text: str) -> int:
    length_ns = duration_ns(text)
    if length_ns is None:
        raise BuildFailure(f'time: invalid duration "{text}"')
    return length_ns
