"""What a changed file means for each variant of an app: which steps run again, and for how long."""

from dataclasses import dataclass
from pathlib import Path

from workbench.domain.errors import InvalidInput, WorkbenchError
from workbench.domain.variants import App
from workbench.domain.what_if import CachePlan, WhatIf, cache_plan
from workbench.services.advise_variants import read_subject
from workbench.services.what_if_times import StepTimes


@dataclass(frozen=True, slots=True)
class Foresight:
    """An app's files and the plans of its variants; variants whose Dockerfile cannot be read have none."""

    files: tuple[str, ...]
    plans: tuple[CachePlan, ...]
    problems: tuple[str, ...] = ()

    def changed(self, path: str) -> tuple[WhatIf, ...]:
        """What a change of this file means, a variant each."""
        return tuple(plan.changed(path) for plan in self.plans)


def foresee(app: App, times: StepTimes | None = None) -> Foresight:
    """Read an app's folder and what is remembered of its builds."""
    remembered = times or StepTimes(app.folder)
    plans: list[CachePlan] = []
    problems: list[str] = []
    files: tuple[str, ...] = ()
    for variant in app.variants:
        try:
            subject = read_subject(app.folder, variant)
        except WorkbenchError as error:
            problems.append(f"{variant.name}: {error.message}")
            continue
        files = tuple(each.path for each in subject.entries if not each.is_folder)
        plans.append(cache_plan(variant.name, subject, remembered.of(variant.name)))
    return Foresight(files, tuple(plans), tuple(problems))


def nothing_again(found: WhatIf) -> str:
    """Why a change runs no step again, as people say it."""
    if found.is_recipe:
        return "it says how to build: steps run again from the changed line on"
    if found.is_in_context:
        return "nothing runs again, no step takes it"
    return "nothing runs again, it is not in the build context"


def file_in(app: App, name: str) -> str:
    """A file's path in the app's folder, named from there or from here; raises InvalidInput."""
    given = Path(name)
    candidates = [app.folder / given, Path.cwd() / given]
    path = next((each for each in candidates if each.exists() or each.is_symlink()), candidates[0])
    try:
        return path.parent.resolve().joinpath(path.name).relative_to(app.folder).as_posix()
    except ValueError as error:
        raise InvalidInput(
            f"{name} does not lie in {app.folder}.", "Name a file of the app, from its folder."
        ) from error
