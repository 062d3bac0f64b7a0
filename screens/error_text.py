"""An error as the text of a page that has nothing else to show."""

from workbench.domain.errors import WorkbenchError
from workbench.domain.text import clean_lines


def error_text(error: WorkbenchError) -> str:
    """What happened and, below it, what to do next; safe to be drawn."""
    return f"{clean_lines(error.message)}\n\n{clean_lines(error.hint)}".rstrip()
