"""Says in plain words what an instruction of a Dockerfile does, in English or in Brazilian Portuguese."""

import re
from collections.abc import Iterator, Mapping

from workbench.domain.dockerfile_lines import words
from workbench.domain.dockerfile_parser import exec_form, parse_dockerfile
from workbench.domain.dockerfile_values import Instruction
from workbench.domain.explanation_texts import COMMANDS, FLAGS, INSTRUCTIONS, LANGUAGES
from workbench.domain.image_user import names_root
from workbench.domain.instructions import keyword, readable_instruction
from workbench.domain.text import clean

_LONGEST_VALUE = 60
_CLASSIC_BASE = re.compile(r"file:[0-9a-f]{12,64} in /\s*$")
_WEB = re.compile(r"(?:https?|ftp)://|git@")
_PAIR = re.compile(r"""["']?\w[^\s="']*["']?=""")
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_COMMANDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?:^|[\s;&|(])(?:{pattern})(?=\s|$)"))
    for name, pattern in (
        (
            "system packages",
            r"(?:apt-get|apt|dnf|microdnf|yum)(?:\s+-\S+)*\s+install|apk(?:\s+-\S+)*\s+add|zypper\s+in\S*",
        ),
        (
            "python packages",
            r"(?:python3?\s+-m\s+)?pip3?(?:\s+-\S+)*\s+install|uv\s+(?:sync|pip)|poetry\s+install|pipenv\s+\S+",
        ),
        ("node packages", r"npm\s+(?:ci|install|i)|yarn(?:\s+install)?|pnpm\s+(?:i|install|fetch)"),
        (
            "build",
            r"make|cmake|go\s+build|go\s+install|cargo\s+build|mvn|gradle|\./gradlew|gcc|npm\s+run\s+build|dotnet\s+publish",
        ),
        ("download", r"curl|wget"),
        ("clone", r"git\s+clone"),
        ("user", r"useradd|adduser|groupadd|addgroup"),
        ("owner", r"chown|chmod|chgrp"),
        ("clean", r"rm|apt-get\s+(?:clean|purge|autoremove)|apk\s+del"),
        ("folder", r"mkdir|ln|install\s+-d"),
    )
)


def explain(instruction_text: str, language: str = "en", written: Instruction | None = None) -> str:
    """What an instruction does, in a sentence or a few; the text is a Dockerfile's or a history's.

    A history leaves out flags and quotes: where the Dockerfile's own line is known (`written`), that is told.
    Languages are `en` and `pt`; what begins like one of them (pt_BR) counts as it, all else as English.
    """
    place = LANGUAGES.index(language[:2]) if language[:2] in LANGUAGES else 0
    instruction = written or _parsed(instruction_text)
    if instruction is None:
        return INSTRUCTIONS[""][place]
    is_written = written is not None
    values = _values(instruction, is_written=is_written)
    sentences = [_filled(INSTRUCTIONS[_form(instruction, is_written=is_written)][place], values)]
    sentences += [_filled(COMMANDS[name][place], values) for name in _commands(instruction)]
    for name, value in instruction.flags:
        if pair := FLAGS.get(_flag(instruction.keyword, name, value)):
            sentences.append(_filled(pair[place], {"value": _short(value)}))
    return " ".join(sentences)


def language_of(environment: Mapping[str, str]) -> str:
    """The language that the locale asks for: `pt` or `en`."""
    locale = next((environment[name] for name in _LOCALE_VARIABLES if environment.get(name)), "")
    return "pt" if locale.lower().startswith("pt") else "en"


def _parsed(text: str) -> Instruction | None:
    text = readable_instruction(text)
    instructions = parse_dockerfile(text).instructions if keyword(text) else ()
    return next(iter(instructions), None)


def _form(instruction: Instruction, *, is_written: bool) -> str:
    """Which of an instruction's forms it is, by the key of its sentence."""
    name, arguments = instruction.keyword, instruction.arguments.strip()
    match name:
        case "FROM":
            parts = arguments.split()
            if parts[:1] == ["scratch"]:
                return "FROM scratch"
            return "FROM stage" if len(parts) == 3 and parts[1].upper() == "AS" else "FROM"
        case "COPY" if is_written and instruction.flag("from") is None and not instruction.heredocs:
            return "COPY context"
        case "ADD" if _CLASSIC_BASE.match(arguments):
            return "ADD base"
        case "ADD" if _WEB.match(arguments):
            return "ADD web"
        case "USER" if names_root(arguments):
            return "USER root"
        case "HEALTHCHECK" if arguments.upper() == "NONE":
            return "HEALTHCHECK none"
        case "CMD" | "ENTRYPOINT" if exec_form(arguments) is None:
            return f"{name} shell"
        case _:
            return name if name in INSTRUCTIONS else ""


def _values(instruction: Instruction, *, is_written: bool) -> dict[str, str]:
    """What the sentence of an instruction may name."""
    arguments = instruction.arguments.strip()
    match instruction.keyword:
        case "FROM":
            parts = arguments.split()
            return {
                "value": _short(" ".join(parts[:1])),
                "stage": _short(parts[2] if len(parts) == 3 else ""),
            }
        case "ENV" | "LABEL" | "ARG":
            return {"value": _short(", ".join(_names(instruction, is_written=is_written)))}
        case _:
            return {"value": _short(arguments)}


def _names(instruction: Instruction, *, is_written: bool) -> Iterator[str]:
    """The names of `A=1 B=2`, or of the old `A 1`; values may be secret or long.

    A history tells values without their quotes: there a word that is no pair belongs to the value before it.
    """
    found = words(instruction.arguments)
    if not (is_written and instruction.keyword == "ARG"):
        found = [word for word in found if _PAIR.match(word)] if _PAIR.match(" ".join(found)) else found[:1]
    for word in found:
        yield word.partition("=")[0].strip("\"'")


def _commands(instruction: Instruction) -> Iterator[str]:
    if instruction.keyword != "RUN":
        return
    text = "\n".join((instruction.arguments, *instruction.heredocs))
    for name, pattern in _COMMANDS:
        if pattern.search(text):
            yield name


def _flag(keyword: str, name: str, value: str) -> tuple[str, str]:
    if (keyword, name) == ("RUN", "mount"):
        kind = next((part[5:] for part in value.split(",") if part.startswith("type=")), "bind")
        return keyword, f"mount {kind}"
    if keyword == "ADD" and ("COPY", name) in FLAGS:
        return "COPY", name
    return keyword, name


def _short(text: str) -> str:
    return clean(" ".join(text.split()), _LONGEST_VALUE)


def _filled(sentence: str, values: Mapping[str, str]) -> str:
    """The sentence with its values, which may hold braces themselves."""
    for name, value in values.items():
        sentence = sentence.replace(f"{{{name}}}", value)
    return sentence
