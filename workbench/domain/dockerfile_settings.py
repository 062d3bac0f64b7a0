"""Answers what the image of a Dockerfile will be set to: its user, folder, command, ports."""

import posixpath
from dataclasses import dataclass, replace

from workbench.domain.dockerfile_lines import words
from workbench.domain.dockerfile_parser import exec_form
from workbench.domain.dockerfile_stages import global_arguments, stage_chain, substitute
from workbench.domain.dockerfile_values import Dockerfile, Instruction


@dataclass(frozen=True, slots=True)
class StageCommand:
    """An ENTRYPOINT or CMD: its words in the exec form, the shell's text as one word in the shell form."""

    words: tuple[str, ...]
    is_exec_form: bool


@dataclass(frozen=True, slots=True)
class StageSettings:
    """What a stage and the stages under it set; None or empty where that is left to the base image."""

    user: str = ""
    workdir: str = ""
    entrypoint: StageCommand | None = None
    command: StageCommand | None = None
    exposed_ports: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    has_healthcheck: bool = False


def final_settings(dockerfile: Dockerfile, target: str = "") -> StageSettings:
    """What the last stage (or the target) sets, with what it takes over from earlier stages."""
    outer = global_arguments(dockerfile, {})
    settings = StageSettings()
    for stage in stage_chain(dockerfile, target, outer):
        settings = _stage_settings(dockerfile.in_stage(stage.index), settings, outer)
    return settings


def _stage_settings(
    instructions: tuple[Instruction, ...], settings: StageSettings, outer: dict[str, str]
) -> StageSettings:
    known: dict[str, str] = {}
    for each in instructions:
        if each.keyword == "ARG":
            for word in words(each.arguments):
                name, _, default = word.partition("=")
                known[name] = outer.get(name, substitute(_bare(default), known))
        settings = _with(settings, each, known | dict(settings.environment))
    keywords = {each.keyword for each in instructions}
    # A new ENTRYPOINT makes the engine forget the CMD that stands further down.
    if "ENTRYPOINT" in keywords and "CMD" not in keywords:
        return replace(settings, command=None)
    return settings


def _with(settings: StageSettings, instruction: Instruction, known: dict[str, str]) -> StageSettings:
    text = instruction.arguments
    match instruction.keyword:
        case "USER":
            return replace(settings, user=_bare(substitute(text, known)))
        case "WORKDIR":
            folder = posixpath.join(settings.workdir or "/", _bare(substitute(text, known)))
            return replace(settings, workdir=posixpath.normpath(folder))
        case "ENTRYPOINT":
            return replace(settings, entrypoint=_command(text))
        case "CMD":
            return replace(settings, command=_command(text))
        case "EXPOSE":
            ports = settings.exposed_ports + tuple(words(substitute(text, known)))
            return replace(settings, exposed_ports=tuple(dict.fromkeys(ports)))
        case "ENV":
            changed = dict(settings.environment) | _environment(text, known)
            return replace(settings, environment=tuple(changed.items()))
        case "HEALTHCHECK":
            return replace(settings, has_healthcheck=text.upper() != "NONE")
        case _:
            return settings


def _command(text: str) -> StageCommand:
    found = exec_form(text)
    return StageCommand((text,), False) if found is None else StageCommand(found, True)


def _environment(text: str, known: dict[str, str]) -> dict[str, str]:
    found = words(text)
    if found and "=" not in found[0]:
        # The old form: one name, and all the rest is its value.
        name, _, value = text.partition(" ")
        return {name: substitute(value.strip(), known)}
    pairs = (word.partition("=") for word in found)
    return {name: substitute(_bare(value), known) for name, _, value in pairs}


def _bare(word: str) -> str:
    if len(word) >= 2 and word[0] == word[-1] and word[0] in "\"'":
        return word[1:-1]
    return word
