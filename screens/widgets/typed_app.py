"""The application as widgets see it, with its type."""

from textual.app import App


def any_app() -> type[App[object]]:
    """Any Textual application: for `app = getters.app(any_app)`, which gives `self.app` a known type."""
    return App
