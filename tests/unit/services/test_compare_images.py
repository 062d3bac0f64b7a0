"""Two images compared, and one held to limits: what is said of them."""

import json

import pytest

from tests.tools.image_tars import Item, config_of, docker_save, layer, link, reading
from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.archive.image_layouts import images_of
from workbench.domain.archive.members import scan_members
from workbench.domain.errors import WorkbenchError
from workbench.domain.file_nodes import Mark
from workbench.domain.history import told_base
from workbench.domain.image_checks import Limits
from workbench.domain.image_diff import image_diff
from workbench.domain.layers import ForestImage
from workbench.domain.sizes import parse_size
from workbench.services.check_image import check_image
from workbench.services.compare_images import as_json, as_markdown, as_text
from workbench.services.image_bases import shared_prefix

BASE = layer(
    Item("etc/a", b"1"),
    Item("etc/b", b"22"),
    Item("bin/sh", b"shell"),
    Item("var/lib/dpkg/status", b"Package: bash\nVersion: 5\n\nPackage: tar\nVersion: 1\n"),
)


def image(*tars: bytes, name: str = "shop:1", **config: object) -> ImageFiles:
    data = docker_save(*tars, names=(name,), config=config_of(tars, **config))
    [found] = images_of(scan_members(reading(data)))
    return found


OLD = image(BASE, layer(Item("app/main", b"x" * 100)), name="shop:1", User="root", Env=["A=1", "B=2"])
NEW = image(
    BASE,
    layer(
        Item("app/main", b"y" * 100),
        Item("app/new", b"z" * 50),
        Item("etc/.wh.a"),
        Item("etc/b", b"22", mode=0o600),
        Item("var/lib/dpkg/status", b"Package: bash\nVersion: 6\n\nPackage: curl\nVersion: 8\n"),
    ),
    name="shop:2",
    User="app",
    Env=["A=1", "C=3"],
    Labels={"team": "shop"},
    Entrypoint=["/main"],
)


def test_files_are_gained_lost_and_changed_by_folder() -> None:
    diff = image_diff(OLD, NEW)
    found = {each.path: (each.mark, each.delta_bytes) for folder in diff.folders for each in folder.files}
    assert found["app/new"] == (Mark.ADDED, 50)
    assert found["app/main"] == (Mark.CHANGED, 0)
    assert found["etc/a"] == (Mark.REMOVED, -1)
    assert found["etc/b"] == (Mark.CHANGED, 0)
    assert "bin/sh" not in found
    assert (diff.folders[0].folder, diff.folders[0].delta_bytes) == ("app", 50)


def test_layers_packages_and_settings_are_compared() -> None:
    diff = image_diff(OLD, NEW)
    assert [len(part) for part in (diff.shared_layers, diff.lost_layers, diff.gained_layers)] == [1, 1, 1]
    assert [(each.name, each.before, each.after) for each in diff.packages] == [
        ("bash", "5", "6"),
        ("curl", "", "8"),
        ("tar", "1", ""),
    ]
    assert {each.name: (each.before, each.after) for each in diff.settings} == {
        "user": ("root", "app"),
        "entrypoint": ("", "/main"),
        "environment B": ("2", ""),
        "environment C": ("", "3"),
        "label team": ("", "shop"),
    }


def test_an_image_is_like_itself() -> None:
    diff = image_diff(OLD, OLD)
    assert diff.is_same
    assert as_text(diff) == [
        "shop:1 is as large as shop:1, 158 B. They share 2 layers of 158 B. Their files are the same. "
        "The same packages are installed. They are configured alike."
    ]


def test_a_folder_in_place_of_a_file_is_lost_and_gained() -> None:
    before, after = image(layer(Item("x", b"1"))), image(layer(Item("x/y", b"1")))
    marks = {each.path: each.mark for folder in image_diff(before, after).folders for each in folder.files}
    assert marks == {"x": Mark.REMOVED, "x/y": Mark.ADDED}


def test_a_paragraph_stands_on_top_and_json_tells_all() -> None:
    diff = image_diff(OLD, NEW)
    document = json.loads(as_json(diff))
    assert as_text(diff)[0] == document["summary"]
    assert "2 gained" not in document["summary"]
    assert "Packages: 1 gained, 1 lost, 1 in another version." in document["summary"]
    assert {each["what"] for each in document["files"]} == {"gained", "lost", "changed"}
    assert document["delta_bytes"] == NEW.size_bytes - OLD.size_bytes


def test_bytes_that_later_layers_hide_are_told() -> None:
    """The image grew by more than its files."""
    twice = image(
        BASE, layer(Item("app/main", b"x" * 100)), layer(Item("app/main", b"y" * 90)), name="shop:2"
    )
    diff = image_diff(OLD, twice)
    assert diff.delta_bytes == sum(each.delta_bytes for each in diff.folders) + diff.hidden_delta_bytes
    assert "changed. 100 B more is stored but hidden by later layers." in as_text(diff)[0]
    assert "100 B less is stored but hidden by later layers." in as_text(image_diff(twice, OLD))[0]
    assert json.loads(as_json(diff))["hidden_delta_bytes"] == 100
    assert "hidden" not in as_text(image_diff(OLD, OLD))[0]


def test_a_health_check_that_only_one_has_or_that_differs_is_told() -> None:
    check = {
        "Test": ["CMD-SHELL", "curl -f x"],
        "Interval": 30 * 10**9,
        "Timeout": 1500 * 10**6,
        "Retries": 3,
    }
    with_check = image(BASE, Healthcheck=check)
    words = "--interval=30s --timeout=1500ms --retries=3 CMD curl -f x"
    assert settings(image(BASE), with_check) == [("health check", "", words)]
    other = image(BASE, Healthcheck={"Test": ["CMD", "true", "a b"]})
    assert settings(with_check, other) == [("health check", words, 'CMD ["true", "a b"]')]
    assert settings(with_check, with_check) == []
    assert settings(image(BASE), image(BASE, Healthcheck={"Test": ["NONE"]})) == [
        ("health check", "", "NONE")
    ]


@pytest.mark.parametrize("hostile", [float("inf"), float("nan"), 10**400, -1, "x", [1]])
def test_a_health_check_of_senseless_numbers_breaks_nothing(hostile: object) -> None:
    checked = image(BASE, Healthcheck={"Test": ["CMD", "true"], "Interval": hostile, "Retries": hostile})
    assert checked.config.health_check.endswith('CMD ["true"]')


def settings(before: ImageFiles, after: ImageFiles) -> list[tuple[str, str, str]]:
    return [(each.name, each.before, each.after) for each in image_diff(before, after).settings]


def test_hostile_names_break_no_table() -> None:
    evil = image(layer(Item("a|b/`<script>\n[x](y)", b"1")), name="shop:3")
    text = "\n".join(as_markdown(image_diff(OLD, evil)))
    assert "<script>" not in text
    assert "a\\|b" in text


def test_limits_that_are_kept_and_broken() -> None:
    strict = Limits(100, 0, 0.99, no_root=True, no_shell=True)
    checked = check_image(NEW, strict)
    assert {row.rule: row.passed for row in checked.rows} == {
        "max-size": False,
        "max-waste": False,
        "min-efficiency": False,
        "no-root": False,
        "no-shell": False,
        "checksums": True,
    }
    assert checked.measures.shells == ("/bin/sh",)
    assert check_image(OLD, Limits()).passed
    assert not check_image(OLD, Limits(no_root=True)).passed
    assert check_image(image(layer(Item("app/main", b"x")), User="1000:0"), strict).passed


def test_a_limit_and_what_breaks_it_never_read_alike() -> None:
    big = image(layer(Item("a", b"x" * 177_400), Item("b", b"y" * 10)), layer(Item("b", b"z" * 10)))

    def told(limits: Limits) -> dict[str, tuple[str, str, bool]]:
        return {row.rule: (row.asked, row.found, row.passed) for row in check_image(big, limits).rows}

    rows = told(Limits(177_000, 9, 0.99995))
    assert rows["max-size"] == ("at most 177,000 B", "177,420 B", False)
    assert rows["max-waste"] == ("at most 9 B", "10 B", False)
    assert rows["min-efficiency"] == ("at least 0.999950", "0.999944", False)
    assert told(Limits(177_420))["max-size"] == ("at most 177 kB", "177 kB", True)
    assert told(Limits(100_000))["max-size"] == ("at most 100 kB", "177 kB", False)
    assert told(Limits())["max-size"] == ("", "177 kB", True)


def test_checksums_that_nobody_reckoned_are_not_verified() -> None:
    assert not check_image(NEW, Limits(checksums=True)).passed
    [summed] = images_of(scan_members(reading(docker_save(BASE, BASE)), sums_layers=True))
    checked = check_image(summed, Limits(checksums=True))
    assert checked.passed
    assert checked.rows[-1].found == "2 of 2 layers verified"


USERS = layer(
    Item(
        "etc/passwd",
        b"root:x:0:0::/:/bin/sh\napp:x:1000:1000::/:\nevil:x:0:0::/:/bin/sh\nodd:x\nwraps:x:4294967296:0::/:\n",
    )
)


@pytest.mark.parametrize(
    "user", ["", "0", "root", "0:0", "root:app", "00", "+0", "-0:app", "evil", "evil:app", "odd"]
)
def test_root_is_root_by_any_name(user: str) -> None:
    checked = check_image(image(BASE, USERS, User=user), Limits(no_root=True))
    assert (checked.passed, checked.measures.user_number) == (False, 0)


@pytest.mark.parametrize(("user", "number"), [("app", 1000), ("app:root", 1000), ("1", 1), ("0010:0", 10)])
def test_a_user_has_the_number_that_the_images_files_tell(user: str, number: int) -> None:
    checked = check_image(image(BASE, USERS, User=user), Limits(no_root=True))
    assert (checked.passed, checked.measures.user_number) == (True, number)


@pytest.mark.parametrize(
    ("user", "over"),
    [
        ("ghost", Item("app/main", b"x")),
        ("wraps", Item("app/main", b"x")),
        ("4294967296", Item("app/main", b"x")),
        ("9" * 5000, Item("app/main", b"x")),
        ("app", Item("etc/.wh.passwd")),
        ("app", Item("etc/passwd")),
        ("app", link("etc/passwd", "../users")),
    ],
)
def test_a_user_whose_number_is_not_known_is_never_passed(user: str, over: Item) -> None:
    checked = check_image(image(BASE, USERS, layer(over), User=user), Limits(no_root=True))
    assert (checked.passed, checked.measures.user_number) == (False, None)
    assert "its number is not known" in next(row.detail for row in checked.rows if row.rule == "no-root")


def test_the_last_layer_says_who_a_user_is() -> None:
    over = layer(Item("etc/passwd", b"app:x:0:0::/:/bin/sh\n"))
    assert not check_image(image(USERS, over, User="app"), Limits(no_root=True)).passed
    twice = layer(Item("etc/passwd", b"app:x:7:7::/:\n app:x:0:0::/:\n"))
    assert not check_image(image(USERS, twice, User="app"), Limits(no_root=True)).passed


def test_what_could_not_be_read_whole_is_never_passed() -> None:
    broken = image(b"no tar at all" * 100)
    with pytest.raises(WorkbenchError, match="could not be read whole"):
        check_image(broken, Limits())
    [cut] = images_of(scan_members(reading(docker_save(BASE, cut=5000))))
    with pytest.raises(WorkbenchError, match="breaks off"):
        check_image(cut, Limits())


def test_the_base_is_the_largest_named_image_below() -> None:
    ids = tuple(each.diff_id for each in OLD.layers)
    named = ForestImage("1", ("base:1",), ids[:1], (1,))
    nameless = ForestImage("2", (), ids[:1], (1,))
    itself = ForestImage("3", ("shop:1",), ids, (1, 1))
    assert shared_prefix(OLD, (itself, nameless)) == 0
    assert shared_prefix(OLD, (itself, named)) == 1
    labels = {"org.opencontainers.image.base.name": "debian:12"}
    assert told_base(dict(image(BASE, Labels=labels).config.labels)) == "debian:12"


@pytest.mark.parametrize(
    ("text", "size_bytes"),
    [
        ("100MB", 100_000_000),
        ("1.5 GiB", 1_610_612_736),
        ("20k", 20_000),
        ("7", 7),
        ("3b", 3),
        ("1TB", 10**12),
    ],
)
def test_sizes_as_a_person_writes_them(text: str, size_bytes: int) -> None:
    assert parse_size(text) == size_bytes


@pytest.mark.parametrize("text", ["", "MB", "1 XB", "-5MB", "1iB", "1e9", "1.MB"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match="no size"):
        parse_size(text)
