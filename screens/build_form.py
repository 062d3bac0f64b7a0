"""The form of a variant's build options, remembered for its next builds."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from screens.widgets.dialogs import Field, FormDialog
from workbench.domain.build_options import BuildOptions
from workbench.domain.variants import Variant
from workbench.services.build_options_store import BuildOptionsStore

if TYPE_CHECKING:
    from screens.variant_list import VariantListScreen

_NAME = re.compile(r"[^\s=]+")
_PLATFORM = re.compile(r"[a-z0-9]+(?:/[a-z0-9]+){0,2}")
_NO_BLANKS = re.compile(r"\S*")
_YES, _NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0", "")


def ask_build_options(screen: VariantListScreen) -> None:
    """Show how the variant under the cursor is built, and remember what is changed."""
    project, variant = screen.workspace.project, screen.current
    if project is None or variant is None:
        return
    store = BuildOptionsStore(project.folder)

    def remember(values: dict[str, str] | None) -> None:
        if values is not None:
            store.put(variant.name, options_of(values))
            screen.say(store.warning or "b builds with them.", title=f"Build options of {variant.name}")

    known = store.all().get(variant.name, BuildOptions())
    form = build_form(variant, known, stages_of(project.folder / variant.dockerfile))
    screen.app.push_screen(form, remember)


def build_form(variant: Variant, options: BuildOptions, stages: tuple[str, ...]) -> FormDialog:
    """The form with what is remembered; of the stages one may be the target."""
    known = ", ".join(stages)
    fields = (
        Field(
            "build_arguments",
            "Build arguments",
            _written(options.build_arguments),
            _written(variant.build_arguments) or 'VERSION=3.12 NOTE="two words"',
            "NAME=VALUE, apart by blanks; quotes keep blanks together",
            _wrong_pairs,
        ),
        Field(
            "target",
            "Target stage",
            options.target,
            variant.target or "the last one",
            f"Stages here: {known}" if known else "",
            _wrong_target(stages),
        ),
        Field("no_cache", "Without the cache", _word(options.no_cache), "yes or no", validate=_wrong_switch),
        Field("pull", "Look for newer base images", _word(options.pull), "yes or no", validate=_wrong_switch),
        Field(
            "platform",
            "Platform",
            options.platform,
            "the engine's own, as linux/amd64",
            validate=lambda text: _unlike(_PLATFORM, text, "Write it as linux/arm64."),
        ),
        Field(
            "network",
            "Network while building",
            options.network,
            "default, none, host",
            validate=lambda text: _unlike(_NO_BLANKS, text, "A network's name has no blanks."),
        ),
        Field(
            "labels",
            "Labels",
            _written(options.labels),
            "org.opencontainers.image.version=1.0",
            validate=_wrong_pairs,
        ),
    )
    return FormDialog(f"How {variant.name} is built", fields, "Remembered for this variant.", "Remember")


def options_of(values: dict[str, str]) -> BuildOptions:
    """The options that a filled form asks for."""
    return BuildOptions(
        _pairs(values["build_arguments"]),
        values["target"].strip(),
        values["no_cache"].strip().lower() in _YES,
        values["pull"].strip().lower() in _YES,
        values["platform"].strip(),
        values["network"].strip(),
        _pairs(values["labels"]),
    )


def stages_of(path: Path) -> tuple[str, ...]:
    """The names of a Dockerfile's stages; none where it cannot be read."""
    from workbench.domain.dockerfiles import parse_dockerfile
    from workbench.domain.errors import DockerfileError
    from workbench.services.advise_files import read_source

    try:
        return tuple(each.name for each in parse_dockerfile(read_source(path)).stages if each.name)
    except DockerfileError:
        return ()


def _written(pairs: tuple[tuple[str, str], ...]) -> str:
    return shlex.join(f"{name}={value}" for name, value in pairs)


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    found = (word.partition("=") for word in shlex.split(text))
    return tuple({name: value for name, _, value in found}.items())


def _word(switch: bool) -> str:
    return "yes" if switch else "no"


def _wrong_pairs(text: str) -> str | None:
    try:
        split = shlex.split(text)
    except ValueError:
        return "A quote is not closed."
    for word in split:
        name, equals, _ = word.partition("=")
        if not equals or not _NAME.fullmatch(name):
            return f"{word} is not NAME=VALUE."
    return None


def _wrong_switch(text: str) -> str | None:
    return None if text.strip().lower() in (*_YES, *_NO) else "Write yes or no."


def _wrong_target(stages: tuple[str, ...]) -> Callable[[str], str | None]:
    def wrong(text: str) -> str | None:
        word = text.strip()
        if not word or word.isdigit() or word.lower() in {each.lower() for each in stages}:
            return None
        return f"There is no stage {word}."

    return wrong


def _unlike(pattern: re.Pattern[str], text: str, otherwise: str) -> str | None:
    return None if not text.strip() or pattern.fullmatch(text.strip()) else otherwise
