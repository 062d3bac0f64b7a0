"""Layers, differences and checks of archives on disk, from the command line and without any engine."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.image_tars import Item, config_of, docker_save, hard_link, layer, link, oci_layout, tar_of
from workbench.cli import main

BASE = layer(Item("etc/motd", b"hi"), Item("bin/sh", b"shell"))
APP = layer(Item("app/main.py", b"print()\n"), Item("etc/.wh.motd"), link("app/l", "main.py"))
Print = Callable[..., tuple[int, str, str]]


@pytest.fixture
def archive(tmp_path: Path) -> str:
    path = tmp_path / "shop.tar"
    path.write_bytes(docker_save(BASE, APP, config=config_of((BASE, APP), User="app")))
    return str(path)


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Print:
    """Run a job where no engine is to be had."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")

    def run(*words: str) -> tuple[int, str, str]:
        code = main(words)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def test_an_archives_history_and_files(printed: Print, archive: str) -> None:
    code, shown, _ = printed("layers", "--archive", archive, "--files")
    assert code == 0
    assert "-  -rw-r--r--  0:0     2 B  /etc/motd" in shown
    assert "/app/l → main.py" in shown
    document = json.loads(printed("layers", "--archive", archive, "--files", "--json")[1])
    assert document["image"] == "shop:1"
    assert [each["size_bytes"] for each in document["own_steps"]] == [0, 7, 15]
    assert document["own_steps"][0]["diff_id"] is None
    second = {each["path"]: each["what"] for each in document["layers"][1]["files"]}
    assert second == {"app": "added", "app/main.py": "added", "app/l": "added", "etc/motd": "removed"}


def test_no_name_of_a_file_hides_anything(printed: Print, tmp_path: Path) -> None:
    names = ("esc\x1b[31mred", "\u202egnp.exe", "\x9b31m", "a\nb")
    path = tmp_path / "odd.tar"
    path.write_bytes(docker_save(layer(*(Item(name, b"x") for name in names))))
    shown = printed("layers", "--archive", str(path), "--files")[1]
    for name in ("/esc␛[31mred", "/\ufffdgnp.exe", "/\ufffd31m", "/a␊b"):
        assert f"  {name}\n" in shown
    document = json.loads(printed("layers", "--archive", str(path), "--files", "--json")[1])
    assert {each["path"] for each in document["layers"][0]["files"]} == set(names)


def test_each_step_has_its_line_of_the_apps_dockerfile(printed: Print, archive: str, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nENV A=1\nRUN step 0\n\nRUN step 1\n")
    shown = printed("layers", "--archive", archive, "--app", str(tmp_path))[1]
    assert "its own steps from Dockerfile" in shown
    assert [word for line in shown.splitlines() for word in line.split() if word[0] == ":"] == [
        ":2",
        ":3",
        ":5",
    ]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert " from Dockerfile" not in printed("layers", "--archive", archive, "--app", str(elsewhere))[1]


def test_files_can_be_chosen_by_layer_and_pattern(printed: Print, archive: str) -> None:
    words = ("layers", "--archive", archive, "--files", "--json")
    one = json.loads(printed(*words, "--layer", "2", "--whole", "--match", r"^(bin|app)/")[1])["layers"]
    assert [[each["path"] for each in part["files"]] for part in one] == [["app/l", "app/main.py", "bin/sh"]]
    code, _, complaint = printed(*words, "--layer", "3")
    assert (code, "It has 1 to 2" in complaint) == (2, True)
    code, _, complaint = printed(*words, "--match", "[")
    assert (code, "regular expression" in complaint) == (2, True)


def test_instructions_are_explained_in_the_language_that_is_asked_for(printed: Print, archive: str) -> None:
    shown = printed("layers", "--archive", archive, "--explain", "--lang", "pt")[1]
    assert "Define variáveis de ambiente" in shown
    assert (
        "Sets environment variables"
        in printed("layers", "--archive", archive, "--explain", "--lang", "en")[1]
    )
    steps = json.loads(printed("layers", "--archive", archive, "--explain", "--json")[1])["own_steps"]
    assert steps[0]["explanation"].startswith("Sets environment variables")


def test_the_line_of_the_dockerfile_is_what_is_explained(printed: Print, tmp_path: Path) -> None:
    """What a builder writes into the history has no --from and no quotes."""
    steps = ["ENV A=two B=3 # buildkit", "COPY /out /app # buildkit", "COPY . /srv # buildkit"]
    history = [{"created_by": step, "empty_layer": step.startswith("ENV")} for step in steps]
    config = {**json.loads(config_of((BASE, APP))), "history": history}
    path = tmp_path / "made.tar"
    path.write_bytes(docker_save(BASE, APP, config=json.dumps(config).encode()))
    (tmp_path / "Dockerfile").write_text(
        'FROM x AS build\nFROM scratch\nENV A="two B=3"\nCOPY --from=build /out /app\nCOPY . /srv\n'
    )
    words = ("layers", "--archive", str(path), "--explain", "--lang", "en", "--app")
    for shown in (printed(*words, str(tmp_path))[1], printed(*words, str(tmp_path), "--json")[1]):
        assert "for every container: A." in shown
        assert "Copies files into the image. They come from build, not from the context." in shown
        assert "Copies files from the build context into the image." in shown
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shown = printed(*words, str(elsewhere))[1]
    assert shown.count("Copies files into the image.") == 2
    assert "context" not in shown


def test_a_hard_link_is_told_from_a_relative_link(printed: Print, tmp_path: Path) -> None:
    path = tmp_path / "linked.tar"
    path.write_bytes(docker_save(layer(Item("app/a", b"1"), hard_link("app/h", "app/a"), link("app/s", "a"))))
    shown = printed("layers", "--archive", str(path), "--files")[1]
    assert "/app/h hard link to /app/a" in shown
    assert "/app/s → a" in shown


def test_a_broken_archive_ends_with_one_and_shows_what_was_read(
    printed: Print, archive: str, tmp_path: Path
) -> None:
    path = tmp_path / "cut.tar"
    path.write_bytes(Path(archive).read_bytes()[: len(BASE) + 3000])
    code, shown, complaint = printed("layers", "--archive", str(path), "--files")
    assert code == 1
    assert "/etc/motd" in shown
    assert "breaks off" in complaint
    assert printed("check", str(path))[0] == 1
    assert printed("diff", str(path), archive)[0] == 1


def changed(archive: str, folder: Path) -> str:
    """The same archive with other bytes in a layer."""
    path = folder / "changed.tar"
    path.write_bytes(Path(archive).read_bytes().replace(b"shell", b"SHELL"))
    return str(path)


def test_a_damaged_layer_is_told_and_ends_with_one(printed: Print, archive: str, tmp_path: Path) -> None:
    path, problem = changed(archive, tmp_path), "Layer 1: It does not have the checksum"
    for words in (
        ("layers", "--archive", path),
        ("layers", "--archive", path, "--json"),
        ("diff", archive, path),
        ("diff", path, archive, "--json"),
        ("diff", path, archive, "--markdown"),
    ):
        code, shown, complaint = printed(*words)
        assert (code, problem in shown, problem in complaint) == (1, True, True), words
    assert json.loads(printed("layers", "--archive", path, "--json")[1])["problems"][0].startswith(problem)
    document = json.loads(printed("diff", archive, path, "--json")[1])
    # One tag is in both: what was typed tells them apart.
    assert (document["before"], document["after"]) == (archive, path)
    assert document["problems"][0].startswith(f"shop:1: {problem}")
    assert document["summary"].startswith("Not all is as it should be")
    no_tar = tmp_path / "no.tar"
    no_tar.write_bytes(docker_save(b"no tar at all" * 100))
    assert printed("layers", "--archive", str(no_tar))[0] == 1
    assert printed("diff", archive, str(no_tar))[0] == 1


def test_what_is_whole_has_no_problems(printed: Print, archive: str) -> None:
    assert json.loads(printed("layers", "--archive", archive, "--json")[1])["problems"] == []
    assert json.loads(printed("diff", archive, archive, "--json")[1])["problems"] == []


def test_the_whole_of_a_layer_holds_its_changed_folders_and_counts_files(
    printed: Print, archive: str
) -> None:
    words = ("layers", "--archive", archive, "--files", "--layer", "2")
    [whole] = json.loads(printed(*words, "--whole", "--json")[1])["layers"]
    assert {each["path"]: each["what"] for each in whole["files"]} == {
        "app": "added",
        "app/main.py": "added",
        "app/l": "added",
        "bin": "same",
        "bin/sh": "same",
        "etc": "changed",
        "etc/motd": "removed",
    }
    assert "   3 files, 1 removed\n" in printed(*words, "--whole")[1]
    [own] = json.loads(printed(*words, "--json")[1])["layers"]
    assert "etc" not in {each["path"] for each in own["files"]}
    assert "   2 files, 1 removed\n" in printed(*words)[1]


def test_a_path_that_leads_nowhere_is_no_image_of_the_engine(printed: Print, tmp_path: Path) -> None:
    code, _, complaint = printed("check", str(tmp_path / "missing.tar"))
    assert (code, "No such file" in complaint) == (2, True)


def test_a_check_fails_with_a_table_of_what_failed(printed: Print, archive: str) -> None:
    code, shown, _ = printed("check", archive, "--max-size", "10B", "--no-root")
    assert code == 1
    assert [line.split()[:2] for line in shown.splitlines()[1:4]] == [
        ["FAILED", "max-size"],
        ["FAILED", "no-root"],
        ["–", "max-waste"],
    ]
    assert "its number is not known" in shown
    assert printed("check", archive, "--max-size", "1kB", "--no-root")[0] == 1
    assert printed("check", archive, "--max-size", "1kB")[0] == 0
    document = json.loads(printed("check", archive, "--max-waste", "1", "--json")[1])
    assert (document["passed"], document["wasted_bytes"], document["user"]) == (False, 2, "app")
    assert document["waste"][0]["reason"] == "removed"


def test_a_user_is_looked_up_in_the_image(printed: Print, tmp_path: Path) -> None:
    users = layer(Item("etc/passwd", b"app:x:1000:1000::/:\nevil:x:0:0::/:/bin/sh\n"))
    path = tmp_path / "users.tar"
    path.write_bytes(docker_save(users, config=config_of((users,), User="app")))
    assert printed("check", str(path), "--no-root")[0] == 0
    path.write_bytes(docker_save(users, config=config_of((users,), User="evil:app")))
    code, shown, _ = printed("check", str(path), "--no-root")
    assert (code, "it is number 0" in shown) == (1, True)


def test_a_check_of_checksums_finds_a_changed_byte(printed: Print, archive: str, tmp_path: Path) -> None:
    code, shown, _ = printed("check", archive, "--checksums")
    assert (code, "2 of 2 layers verified" in shown) == (0, True)
    code, _, complaint = printed("check", changed(archive, tmp_path), "--checksums")
    assert (code, "Layer 1: It does not have the checksum" in complaint) == (1, True)


@pytest.mark.parametrize("words", [["--max-size", "big"], ["--min-efficiency", "2"], ["--max-waste", "-1"]])
def test_limits_that_are_none_are_wrong_usage(words: list[str], archive: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", archive, *words])
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--max-size", "1xB"], "--max-size: 1xB is no size: write it as 100MB"),
        (["--max-waste", "x"], "--max-waste: x is no size: write it as 100MB"),
        (
            ["--min-efficiency", "95%"],
            "--min-efficiency: 95% is no share between 0 and 1: write 95 % as 0.95",
        ),
    ],
)
def test_wrong_limits_are_told_with_an_example(
    words: list[str], told: str, archive: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["check", archive, *words])
    assert told in capsys.readouterr().err


def test_an_image_of_an_archive_of_several_is_named_by_a_tag(printed: Print, tmp_path: Path) -> None:
    path = tmp_path / "two.tar"
    manifest = [
        {"Config": f"{user}.json", "RepoTags": [f"{user}:1"], "Layers": ["layer.tar"]} for user in ("7", "0")
    ]
    configs = [(f"{user}.json", config_of((BASE,), User=user)) for user in ("7", "0")]
    path.write_bytes(
        tar_of([("layer.tar", BASE), *configs, ("manifest.json", json.dumps(manifest).encode())])
    )
    two = str(path)
    assert "Name one of them with --tag: 7:1, 0:1." in printed("check", two)[2]
    assert printed("check", two, "--no-root", "--tag", "7:1")[0] == 0
    assert printed("check", two, "--no-root", "--tag", "0:1")[0] == 1
    assert "with --tag-before: 7:1, 0:1." in printed("diff", two, two)[2]
    assert "with --tag-after: 7:1, 0:1." in printed("diff", two, two, "--tag-before", "0:1")[2]
    code, shown, _ = printed("diff", two, two, "--tag-before", "0:1", "--tag-after", "7:1", "--json")
    assert (code, json.loads(shown)["settings"]) == (0, [{"name": "user", "before": "0", "after": "7"}])
    code, _, complaint = printed("check", "shop:1", "--tag", "7:1")
    assert (code, "shop:1 is no archive" in complaint) == (2, True)


def test_two_archives_are_compared(printed: Print, archive: str, tmp_path: Path) -> None:
    other = tmp_path / "other.tar.gz"
    other.write_bytes(oci_layout(BASE, name="shop:2"))
    code, shown, _ = printed("diff", archive, str(other))
    assert code == 0
    assert shown.startswith("shop:2 is ")
    assert json.loads(printed("diff", archive, str(other), "--json")[1])["layers"]["shared"] != []
    assert printed("diff", archive, str(other), "--markdown")[1].startswith("### `shop:1` → `shop:2`")


def test_a_name_that_is_no_archive_is_asked_of_the_engine(printed: Print, archive: str) -> None:
    assert printed("check", "shop:1")[0] == 3
    assert printed("diff", archive, "missing.tar")[0] == 3
