"""An app's variants are found by its files and by its compose file."""

from pathlib import Path

import pytest

from workbench.domain.errors import InvalidInput
from workbench.domain.variants import Variant
from workbench.services.find_app import find_app


def write(folder: Path, *names: str) -> None:
    """Writes Dockerfiles of these names."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("FROM scratch\n")


def test_variants_by_file_in_the_usual_order(tmp_path: Path) -> None:
    folder = tmp_path / "My App!"
    write(folder, "zeta.Dockerfile", "Dockerfile.slim", "Dockerfile", "Dockerfile.full", "Dockerfile.beta")
    app = find_app(folder, {})
    assert app.name == "myapp"
    assert [(each.name, each.dockerfile, each.tag) for each in app.variants] == [
        ("default", "Dockerfile", "myapp:default"),
        ("full", "Dockerfile.full", "myapp:full"),
        ("slim", "Dockerfile.slim", "myapp:slim"),
        ("beta", "Dockerfile.beta", "myapp:beta"),
        ("zeta", "zeta.Dockerfile", "myapp:zeta"),
    ]
    assert app.warnings == ()


def test_what_is_no_dockerfile_is_left_out(tmp_path: Path) -> None:
    write(
        tmp_path,
        "Dockerfile.slim.dockerignore",
        "Dockerfile.slim~",
        "Dockerfile.bak",
        ".Dockerfile",
        "Dockerfile.",
    )
    (tmp_path / "Dockerfile.folder").mkdir()
    assert find_app(tmp_path, {}).variants == ()


def test_a_folder_with_nothing_is_an_app_without_variants(tmp_path: Path) -> None:
    app = find_app(tmp_path, {})
    assert (app.variants, app.warnings) == ((), ())


def test_the_compose_file_names_orders_and_overrides(tmp_path: Path) -> None:
    write(
        tmp_path, "Dockerfile", "Dockerfile.full", "Dockerfile.slim", "Dockerfile.extra", "build/Dockerfile"
    )
    (tmp_path / "compose.yaml").write_text(
        "name: shop\nx-workbench:\n  variants:\n"
        "    slim: {tag: 'shop:2', args: {V: 1}}\n"
        "    prod: {dockerfile: ./Dockerfile.full, target: run}\n"
        "    deep: {dockerfile: build/Dockerfile}\n"
    )
    app = find_app(tmp_path, {})
    assert app.name == "shop"
    assert app.variants == (
        Variant("slim", "Dockerfile.slim", "shop:2", "", (("V", "1"),)),
        Variant("prod", "Dockerfile.full", "shop:prod", "run"),
        Variant("deep", "build/Dockerfile", "shop:deep"),
        Variant("default", "Dockerfile", "shop:default"),
        Variant("extra", "Dockerfile.extra", "shop:extra"),
    )


def test_what_is_odd_is_warned_of(tmp_path: Path) -> None:
    write(tmp_path, "Dockerfile.slim", "slim.Dockerfile", "Dockerfile.a b")
    (tmp_path / "compose.yaml").write_text(
        "name: shop\nx-workbench:\n  variants:\n"
        "    out: {dockerfile: ../Dockerfile}\n"
        "    gone: {dockerfile: Dockerfile.gone, tag: 'shop:slim'}\n"
    )
    app = find_app(tmp_path, {})
    assert [each.name for each in app.variants] == ["gone", "slim"]
    said = "\n".join(app.warnings)
    assert "Dockerfile.slim and slim.Dockerfile are both the variant slim" in said
    assert '"a b" cannot be a tag' in said
    assert "compose.yaml, line 4: the variant out is left out" in said
    assert "Dockerfile.gone is not there" in said
    assert "gone and slim have the same tag shop:slim" in said


def test_a_broken_compose_file_still_leaves_the_dockerfiles(tmp_path: Path) -> None:
    write(tmp_path, "Dockerfile.slim")
    (tmp_path / "compose.yaml").write_text("services: [\n")
    app = find_app(tmp_path, {})
    assert [each.name for each in app.variants] == ["slim"]
    assert "compose.yaml, line 2" in app.warnings[0]


def test_a_path_that_is_no_folder(tmp_path: Path) -> None:
    write(tmp_path, "file")
    with pytest.raises(InvalidInput, match="is not a folder") as caught:
        find_app(tmp_path / "file", {})
    assert caught.value.hint
    with pytest.raises(InvalidInput, match="is not there"):
        find_app(tmp_path / "nowhere", {})
