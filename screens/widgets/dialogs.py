"""The dialogs, by one name."""

from screens.widgets.choice_dialog import Choice, ChoiceDialog
from screens.widgets.confirm_dialog import ConfirmDialog
from screens.widgets.form_dialog import Field, FormDialog
from screens.widgets.text_dialog import TextDialog

__all__ = ["Choice", "ChoiceDialog", "ConfirmDialog", "Field", "FormDialog", "TextDialog"]
