"""Writes the digests of the layers into the catalogue: run it after a change to a layer's files."""

from __future__ import annotations

import json
from pathlib import Path

from workbench.embedded.catalogue import Catalogue
from workbench.embedded.world.layer_tars import layer_of


def main() -> None:
    """Hash every layer's tar and rewrite images.json."""
    path = Path(__file__).with_name("images.json")
    data: dict[str, dict[str, dict[str, object]]] = json.loads(path.read_text("utf-8"))
    catalogue = Catalogue()
    for name in catalogue.layer_names():
        data["layers"][name]["diff_id"] = layer_of(catalogue.layer_files(name)).diff_id
    path.write_text(json.dumps(data, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
