"""Advice on an app's variants: our own rules, and what hadolint and BuildKit say, in one list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.advice.merging import merged
from workbench.domain.advice.rules import own_advice
from workbench.domain.advice.subject import AdviceSubject, BaseFacts, advice_subject
from workbench.domain.advice.values import Advice
from workbench.domain.cancellation import Cancellation
from workbench.domain.dockerfile_parser import parse_dockerfile
from workbench.domain.dockerfile_stages import base_images
from workbench.domain.engines import BuilderKind
from workbench.domain.errors import NotFound
from workbench.domain.images import Image, ImageDetail
from workbench.domain.variants import Variant
from workbench.engine.engine import Engine
from workbench.services.advise_buildkit import buildkit_advice, find_checker
from workbench.services.advise_files import folder_entries, read_ignore, read_source
from workbench.services.advise_hadolint import find_hadolint, hadolint_advice
from workbench.services.advise_linters import LinterFailed
from workbench.services.variant_statuses import image_with_tag

# The first engine whose own BuildKit knows the checks; for an older one buildx would fetch an image.
_ENGINE_WITH_CHECKS = 27
_VERSION = re.compile(r"\d+\.\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Advised:
    """What was advised on a variant, on which texts, and which linters gave none and why."""

    variant: Variant
    subject: AdviceSubject
    advice: tuple[Advice, ...]
    problems: tuple[str, ...] = ()

    @property
    def fixable(self) -> tuple[Advice, ...]:
        """The advice that can be followed by itself."""
        return tuple(each for each in self.advice if each.fix is not None)


def advise(
    folder: Path,
    variant: Variant,
    engine: Engine | None = None,
    *,
    with_linters: bool = True,
    cancel: Cancellation | None = None,
) -> Advised:
    """Read a variant's Dockerfile and advise on it; an engine tells of base images and runs BuildKit's check.

    Raises DockerfileError where the Dockerfile cannot be read, EngineGone and Cancelled.
    """
    subject = read_subject(folder, variant, engine)
    found = list(own_advice(subject))
    problems: list[str] = []
    if with_linters:
        cancel = cancel or Cancellation()
        found += _linted(folder, variant, subject, engine, problems, cancel)
    return Advised(variant, subject, merged(found), tuple(problems))


def read_subject(folder: Path, variant: Variant, engine: Engine | None = None) -> AdviceSubject:
    """All that the rules read of a variant; raises DockerfileError where its Dockerfile cannot be read."""
    text = read_source(folder / variant.dockerfile)
    ignore_path, ignore_text = read_ignore(folder, variant.dockerfile)
    entries, is_whole = folder_entries(folder)
    return advice_subject(
        text,
        path=variant.dockerfile,
        ignore_path=ignore_path,
        ignore_text=ignore_text,
        entries=entries,
        knows_all_files=is_whole,
        target=variant.target,
        build_arguments=variant.build_arguments,
        bases=base_facts(engine, text, variant) if engine else (),
    )


def base_facts(engine: Engine, text: str, variant: Variant) -> tuple[BaseFacts, ...]:
    """What the engine knows of the base images that a Dockerfile names, and of their slim forms."""
    images = engine.images()
    references = base_images(parse_dockerfile(text), dict(variant.build_arguments))[:20]
    wanted = [name for each in references for name in (each, f"{each}-slim")]
    found: list[BaseFacts] = []
    for reference in wanted:
        image = image_with_tag(images, reference)
        if image is None:
            continue
        try:
            detail = engine.image(image.id)
        except NotFound:  # Removed since it was listed.
            continue
        found.append(
            BaseFacts(reference, image.size_bytes, _version(reference, detail), _digest(reference, image))
        )
    return tuple(found)


def _version(reference: str, detail: ImageDetail) -> str:
    """The version that an official image states in its environment, as PYTHON_VERSION."""
    name = re.sub(r"[^A-Z0-9]", "_", reference.rpartition("/")[2].partition(":")[0].upper())
    stated = dict(detail.environment).get(f"{name}_VERSION", "")
    return stated if _VERSION.fullmatch(stated) else ""


def _digest(reference: str, image: Image) -> str:
    """The digest under which the image was pulled by that name."""
    name = reference.partition("@")[0]
    tag = name.rpartition("/")[2].partition(":")[2]
    repository = name.removesuffix(f":{tag}") if tag else name
    return next((each.partition("@")[2] for each in image.digests if each.startswith(f"{repository}@")), "")


def _linted(
    folder: Path,
    variant: Variant,
    subject: AdviceSubject,
    engine: Engine | None,
    problems: list[str],
    cancel: Cancellation,
) -> Sequence[Advice]:
    found: list[Advice] = []
    try:
        if program := find_hadolint():
            is_sound = not subject.dockerfile.problems
            said = hadolint_advice(program, folder, subject.text, cancel, is_sound=is_sound)
            found += said.advice
            problems += said.problems
    except LinterFailed as error:
        problems.append(str(error))
    try:
        if engine is not None and (docker := find_checker()) and _knows_checks(engine):
            found += buildkit_advice(docker, engine.candidate, folder, variant, cancel)
    except LinterFailed as error:
        problems.append(str(error))
    return found


def _knows_checks(engine: Engine) -> bool:
    if engine.builder().kind is not BuilderKind.BUILDX:
        return False
    major = engine.facts().version.partition(".")[0]
    return major.isdigit() and int(major) >= _ENGINE_WITH_CHECKS
