"""Finds the app that a job works on, and the variants of it that were asked for."""

from pathlib import Path

from workbench.domain.errors import InvalidInput
from workbench.domain.variants import App, Variant
from workbench.services.find_app import find_app


def app_in(path: Path) -> App:
    """The app in that folder, with or without variants; raises InvalidInput where it is no folder."""
    _require_folder(path)
    return find_app(path)


def app_with_variants(path: Path) -> App:
    """The app in that folder; raises InvalidInput where it is no folder or holds no variant."""
    app = app_in(path)
    if not app.variants:
        raise InvalidInput(
            f"{path} has no Dockerfile, so there is no variant of an app in it.",
            "Name another folder, or write the sample app with `workbench sample DIR`.",
        )
    return app


def chosen_variants(app: App, names: list[str] | None) -> tuple[Variant, ...]:
    """The variants of these names, in the app's order, or all; raises InvalidInput for an unknown one."""
    if not names:
        return app.variants
    for name in names:
        if app.variant(name) is None:
            known = ", ".join(each.name for each in app.variants)
            raise InvalidInput(f"{app.name} has no variant {name}.", f"It has: {known}.")
    return tuple(each for each in app.variants if each.name in names)


def _require_folder(path: Path) -> None:
    if path.is_dir():
        return
    what = "is a file, not a folder" if path.exists() else "does not exist"
    raise InvalidInput(f"{path} {what}.", "Give the folder of an app, or nothing for this one.")
