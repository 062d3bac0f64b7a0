"""An error as the text of a page that has nothing else to show."""

from workbench.domain.errors import WorkbenchError
from workbench.domain.text import clean


def error_text(error: WorkbenchError) -> str:
    """What happened and, below it, what to do next; safe to be drawn."""
    return f"{clean(error.message)}\n\n{clean(error.hint)}".rstrip()
