"""Packages as the records of dpkg, apk and pip tell them."""

from tests.tools.image_tars import Item, docker_save, folder, layer, link, reading
from workbench.domain.archive.image_layouts import images_of
from workbench.domain.archive.members import scan_members
from workbench.domain.file_trees import FileTree, final_files
from workbench.domain.packages import distribution, installed_packages

_STATUS = b"""\
Package: adduser
Status: install ok installed
Version: 3.134
Description: add and remove users
 Version: not this one

Package: gone
Status: deinstall ok config-files
Version: 1.0

Package: bash
Status: install ok installed
Version: 5.2.15-2+b7
"""
_APK = b"C:Q1abc\nP:busybox\nV:1.36.1-r2\nA:x86_64\n\nC:Q1def\nP:musl\nV:1.2.4-r2\n"


def tree_of(*tars: bytes) -> FileTree:
    [image] = images_of(scan_members(reading(docker_save(*tars))))
    return final_files(image.layers)


def told(*items: Item) -> list[str]:
    return [
        f"{each.manager.value} {each.name} {each.version}"
        for each in installed_packages(tree_of(layer(*items)))
    ]


def test_dpkg_tells_what_is_installed_and_not_what_was() -> None:
    assert told(Item("var/lib/dpkg/status", _STATUS)) == ["dpkg adduser 3.134", "dpkg bash 5.2.15-2+b7"]


def test_images_without_dpkg_have_a_record_for_each_package() -> None:
    records = [
        Item(f"var/lib/dpkg/status.d/{name}", b"Package: %s\nVersion: 1\n" % name.encode()) for name in "ab"
    ]
    assert told(*records) == ["dpkg a 1", "dpkg b 1"]


def test_apk_tells_name_and_version() -> None:
    assert told(Item("lib/apk/db/installed", _APK)) == ["apk busybox 1.36.1-r2", "apk musl 1.2.4-r2"]
    assert told(Item("usr/lib/apk/db/installed", _APK))[0] == "apk busybox 1.36.1-r2"


def test_python_packages_are_found_wherever_python_looks() -> None:
    place = "usr/local/lib/python3.11/site-packages"
    assert told(
        Item(f"{place}/Flask-3.0.0.dist-info/METADATA"),
        Item(f"{place}/old_thing-1.2-py3.11.egg-info/PKG-INFO"),
        Item("opt/venv/lib/python3.12/site-packages/redis-5.0.dist-info/METADATA"),
        Item("usr/lib/python3/dist-packages/apt.egg-info"),
        Item("home/notes-1.0.dist-info/METADATA"),
    ) == ["pip flask 3.0.0", "pip old-thing 1.2", "pip redis 5.0"]


def test_the_last_layers_record_counts() -> None:
    before = layer(Item("var/lib/dpkg/status", _STATUS))
    after = layer(Item("var/lib/dpkg/status", b"Package: only\nVersion: 2\n"))
    assert [each.name for each in installed_packages(tree_of(before, after))] == ["only"]
    assert installed_packages(tree_of(before, layer(Item("var/lib/.wh.dpkg")))) == ()


def test_the_system_names_itself_also_behind_a_link() -> None:
    text = b'NAME="Debian"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n'
    linked = layer(
        Item("usr/lib/os-release", text), folder("etc"), link("etc/os-release", "../usr/lib/os-release")
    )
    assert distribution(tree_of(linked)) == "Debian GNU/Linux 12 (bookworm)"
    assert distribution(tree_of(layer(Item("a")))) == ""


def test_damaged_records_tell_what_they_can() -> None:
    assert told(Item("var/lib/dpkg/status", b"\xff\xfe\n\n\nPackage: a\n:::\n\n")) == ["dpkg a "]
