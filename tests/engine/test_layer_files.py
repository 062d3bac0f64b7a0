"""What is read of an image's layers, against the truth: what docker exports, and what the engine counts."""

import json
import subprocess
import tarfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.tools.disk_blocks import disk_bytes
from tests.tools.docker_cli import DockerCli
from tests.tools.waiting import wait_until
from tests.tools.workbench_cli import WorkbenchCli
from workbench.domain.archive.image_files import ImageFiles
from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import Cancelled, NotFound, WorkbenchError
from workbench.domain.file_trees import FileTree, file_tree, final_files
from workbench.domain.image_diff import image_diff
from workbench.domain.packages import PackageManager, installed_packages
from workbench.domain.waste import find_waste
from workbench.engine.connect import connect
from workbench.engine.engine import Engine
from workbench.services.image_sources import engine_source
from workbench.services.read_contents import read_content
from workbench.services.read_files import FilesCache, ReadProgress, read_archive, read_files
from workbench.services.write_sample import write_sample

BASES = (
    "debian:bookworm-slim",
    "python:3.11",
    "python:3.11-slim",
    "python:3.11-alpine",
    "python:3.12.0-slim",
    "cgr.dev/chainguard/python:latest",
    "cgr.dev/chainguard/python:latest-dev",
    "redis",
)
SMALL = "debian:bookworm-slim"
# What an engine puts into every container, and no image holds.
_MADE_BY_ENGINE = frozenset(
    ".dockerenv dev dev/console dev/pts dev/shm etc proc sys "
    "etc/hosts etc/hostname etc/mtab etc/resolv.conf".split()
)


@pytest.fixture(scope="module")
def engine(engine_url: str) -> Iterator[Engine]:
    engine = connect(host=engine_url, environment={})
    yield engine
    engine.close()


CACHE = FilesCache()


@pytest.fixture
def workbench(engine_url: str) -> WorkbenchCli:
    return WorkbenchCli(engine_url)


def exported(docker: DockerCli, image: str) -> dict[str, tuple[str, int]]:
    """Every path of a created container, with its kind and the size of its content."""
    [identity] = docker.lines("create", image, "true")
    try:
        with (
            subprocess.Popen(
                ["docker", "--host", docker.url, "export", identity], stdout=subprocess.PIPE
            ) as export,
            tarfile.open(fileobj=export.stdout, mode="r|", bufsize=1 << 20) as tar,
        ):
            return {each.name.rstrip("/"): (_kind(each), _size(each)) for each in tar}
    finally:
        docker("rm", "--volumes", identity, check=True)


def _kind(member: tarfile.TarInfo) -> str:
    # Which of a file's names comes first, and is the file, differs from one tar to another.
    return "file" if member.isreg() or member.islnk() else member.type.decode()


def _size(member: tarfile.TarInfo) -> int:
    return 0 if member.islnk() else len(member.linkname.encode()) if member.issym() else member.size


def listed(tree: FileTree) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for node in tree.walk():
        entry = tree.entry(node)
        kind = "5" if entry is None else chr(entry.kind.value)
        kind = "file" if kind in "01" else kind
        found[node.path] = (kind, 0 if node.is_folder else node.size_bytes)
    return found


def assert_as_exported(docker: DockerCli, image: ImageFiles, name: str) -> None:
    truth = without_the_engines_own(exported(docker, name))
    ours = without_the_engines_own(listed(final_files(image.layers)))
    assert ours.keys() - truth.keys() == set()
    assert truth.keys() - ours.keys() == set()
    assert {path for path in ours if ours[path][0] != truth[path][0]} == set()
    # A file with several names has its bytes at any one of them.
    assert sum(size for _, size in ours.values()) == sum(size for _, size in truth.values())


def without_the_engines_own(files: dict[str, tuple[str, int]]) -> dict[str, tuple[str, int]]:
    return {path: found for path, found in files.items() if path not in _MADE_BY_ENGINE}


@pytest.mark.parametrize("name", BASES)
def test_the_files_up_to_the_last_layer_are_those_of_a_container(
    engine: Engine, docker: DockerCli, name: str
) -> None:
    image = read_files(engine, name, cache=CACHE)
    assert image.problems == ()
    assert_as_exported(docker, image, name)


@pytest.mark.parametrize("name", BASES)
def test_layers_are_as_large_as_the_engine_counts_them(engine: Engine, name: str) -> None:
    detail = engine.image(name)
    image = read_files(engine, name, cache=CACHE)
    assert [each.diff_id for each in image.layers] == list(detail.diff_ids)
    told = [step.size_bytes for step in detail.history if not step.is_empty]
    ours = [each.size_bytes for each in image.layers]
    if engine.facts().image_store != "containerd":
        assert ours == told
        return
    # It counts what its disk gives to a layer: whole blocks, folders too.
    for layer, size_bytes in zip(image.layers, told, strict=True):
        least, most = disk_bytes(layer.files)
        assert least <= size_bytes <= most, layer.created_by


@pytest.fixture(scope="module")
def variants(
    engine_url: str, tmp_path_factory: pytest.TempPathFactory, docker: DockerCli
) -> Iterator[Mapping[str, str]]:
    """The sample's variants, built, by name."""
    folder = tmp_path_factory.mktemp("variants") / "wb-files"
    write_sample(folder)
    compose = folder / "compose.yaml"
    compose.write_text(compose.read_text().replace("giropops-senhas", "wb-files"))
    done = WorkbenchCli(engine_url)("build", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    yield {row["variant"]: row["tag"] for row in json.loads(done.stdout)["variants"]}
    docker.remove_named("wb-files")


def test_every_variants_files_are_those_of_a_container(
    engine: Engine, docker: DockerCli, variants: Mapping[str, str]
) -> None:
    assert len(variants) == 5
    for tag in variants.values():
        image = read_files(engine, tag, cache=CACHE)
        assert image.problems == ()
        assert_as_exported(docker, image, tag)


def test_variants_are_compared_by_layers_files_and_packages(
    engine: Engine, variants: Mapping[str, str]
) -> None:
    slim, alpine = (read_files(engine, variants[name], cache=CACHE) for name in ("slim", "alpine"))
    base = read_files(engine, "python:3.11-slim", cache=CACHE)
    diff = image_diff(base, slim)
    assert len(diff.shared_layers) == len(base.layers)
    assert {"flask", "redis"} <= {each.name for each in diff.packages if not each.before}
    assert not [each for each in diff.packages if not each.after]
    managers = {each.manager for each in installed_packages(final_files(alpine.layers))}
    assert managers == {PackageManager.APK, PackageManager.PIP}


@pytest.fixture
def built(engine_url: str, docker: DockerCli, unique_name: str, tmp_path: Path) -> str:
    """An image whose layers overwrite, remove, empty, replace and give away what others made."""
    tag = f"{unique_name}:1"
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "b.txt").write_text("b" * 5000)
    (tmp_path / "Dockerfile").write_text(
        f"FROM {SMALL}\n"
        "RUN mkdir -p /w/dir/deep && head -c 70000 /dev/urandom > /w/big && cp /w/big /w/dir/deep/copy"
        " && echo one > /w/over && ln -s big /w/link && ln /w/big /w/hard && mkfifo /w/pipe\n"
        "RUN echo two > /w/over && rm /etc/debian_version"
        " && rm -r /w/dir && mkdir /w/dir && echo new > /w/dir/new\n"
        "RUN chown 1000:1000 /w/big && rm /w/link && mkdir /w/link && touch /w/link/file\n"
        "COPY notes /w/notes\n"
        "RUN rm -r /w/notes && chmod 4755 /usr/bin/env\n"
    )
    docker("build", "--network", "none", "-t", tag, str(tmp_path), check=True)
    return tag


def test_whatever_layers_do_to_one_another_comes_out_as_in_a_container(
    engine: Engine, docker: DockerCli, built: str
) -> None:
    image = read_files(engine, built, cache=CACHE)
    assert_as_exported(docker, image, built)
    layers = {path: node for node in file_tree(image.layers, 2).walk() for path in [node.path]}
    assert {
        path: layers[path].mark.value
        for path in ("w/over", "etc/debian_version", "w/dir/deep/copy", "w/dir/new")
    } == {
        "w/over": "~",
        "etc/debian_version": "-",
        "w/dir/deep/copy": "-",
        "w/dir/new": "+",
    }
    waste = {each.path: each for each in find_waste(image.layers, 1).files}
    assert waste["w/dir/deep/copy"].reason.value == "removed"
    assert waste["w/notes/b.txt"].size_bytes == 5000
    assert waste["w/over"].reason.value == "overwritten"
    assert waste["usr/bin/env"].reason.value == "same content again"
    assert waste["usr/bin/env"].written_in == (5,)


def test_the_content_of_a_file_is_that_of_a_container(engine: Engine, docker: DockerCli) -> None:
    image = read_files(engine, SMALL, cache=CACHE)
    tree = final_files(image.layers)
    node = tree.find("etc/debian_version")
    assert node is not None
    content = read_content(engine_source(engine, image.image_id), image, node.layer, node.number)
    assert content.decode().splitlines() == docker.lines("run", "--rm", SMALL, "cat", "/etc/debian_version")


def test_what_docker_saved_is_read_as_the_engine_is(
    engine: Engine, docker: DockerCli, tmp_path: Path
) -> None:
    path = tmp_path / "saved.tar"
    docker("save", "-o", str(path), SMALL, "python:3.11-alpine", check=True)
    for name in (SMALL, "python:3.11-alpine"):
        saved, asked = read_archive(path, name=name), read_files(engine, name, cache=CACHE)
        assert listed(final_files(saved.layers)) == listed(final_files(asked.layers))
        assert saved.config == asked.config


def test_an_image_that_is_not_there_is_told(engine: Engine, unique_name: str) -> None:
    with pytest.raises(NotFound):
        read_files(engine, unique_name)
    with pytest.raises(NotFound):
        engine.archive(unique_name).read()


def test_reading_is_cancelled_while_the_engine_prepares(engine: Engine) -> None:
    cancel, is_preparing, ended = Cancellation(), threading.Event(), list[WorkbenchError]()

    def report(progress: ReadProgress) -> None:
        if progress.is_preparing:
            is_preparing.set()

    def read() -> None:
        try:
            read_files(engine, "python:3.11", report=report, cancel=cancel)
        except WorkbenchError as error:
            ended.append(error)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    assert is_preparing.wait(30)
    cancel.cancel()
    wait_until(lambda: not reader.is_alive(), 10, "the end of the reading")
    assert [type(each) for each in ended] == [Cancelled]


def test_the_command_line_tells_layers_files_checks_and_differences(
    workbench: WorkbenchCli, docker: DockerCli, built: str
) -> None:
    document = json.loads(workbench("layers", built, "--files", "--json").stdout)
    files = {each["path"]: each for layer in document["layers"] for each in layer["files"]}
    assert files["w/hard"]["target"] == "w/big"
    assert files["usr/bin/env"]["mode"] == "4755"
    done = workbench("check", built, "--max-waste", "1kB", "--no-root", "--no-shell", "--json")
    assert done.returncode == 1
    rules = {each["rule"]: each["passed"] for each in json.loads(done.stdout)["rules"]}
    assert rules == {
        "max-size": True,
        "max-waste": False,
        "min-efficiency": True,
        "no-root": False,
        "no-shell": False,
        "checksums": True,
    }
    done = workbench("check", built, "--max-size", "1GB", "--checksums", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["verified_layers"] > 1
    diff = json.loads(workbench("diff", SMALL, built, "--json").stdout)
    assert len(diff["layers"]["shared"]) == 1
    assert {"path": "etc/debian_version", "what": "lost"}.items() <= next(
        each for each in diff["files"] if each["path"] == "etc/debian_version"
    ).items()
