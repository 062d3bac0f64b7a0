"""The engine's own JSON as a screen may show it: pretty, harmless, its secrets hidden."""

import json

from workbench.domain.raw import Raw
from workbench.domain.secrets import masked_assignment
from workbench.domain.text import clean

_CONFIGURATIONS = ("Config", "ContainerConfig")


def shown_json(raw: Raw) -> str:
    """An inspect answer as indented lines; variables whose names tell of secrets are masked."""
    shown = dict(raw.fields)
    for key in _CONFIGURATIONS:
        configuration = raw.child(key)
        if variables := configuration.texts("Env"):
            shown[key] = {**configuration.fields, "Env": [masked_assignment(each) for each in variables]}
    text = json.dumps(shown, indent=2, ensure_ascii=False)
    return "\n".join(clean(line) for line in text.split("\n"))
