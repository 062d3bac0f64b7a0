"""Our packed context holds what the docker CLI's does, shown by what COPY . finds on a real engine."""

import subprocess
from pathlib import Path

import pytest

from tests.tools.docker_cli import DockerCli
from workbench.engine.builders.context import pack_context

DOCKERFILE = """\
FROM debian:bookworm-slim
COPY . /ctx
RUN cd /ctx && find . -printf '%P %y %#m %U:%G %l\\n' | sort > /list
CMD ["cat", "/list"]
"""
IGNORE = r"""# comment
 # no comment

.git
*/*.pyc
**/deep/*.pyc
/docs/
!docs/keep.md
build/**
!build/keep
tmp[0-9]
**/generated
q/a?
c[1-3]
!c2
foo
!foo/keep
foo/keep/deep
logs/*.log
!logs/b.log
Dockerfile
.dockerignore
emptyex
lead/
star\*name
d/../trail
excl
!excl
excl/a
"""
# Today's BuildKit honours these where the classic builder of the CLI does not.
WILD_EXCEPTIONS = "node_modules\n!**/keep.md\nvendor\n!vendor/*/LICENSE\n"
FILES = """a.txt README.md .hidden .git/config src/a.py src/a.pyc src/deep/b.pyc src/deep/c.py docs/a.md
docs/keep.md docs/sub/x.md build/out/a build/out/b build/keep tmp1/x tmp2/x tmpA/x generated x/generated
d/file [odd]/f q/a q/ab q/abc c1 c2 c3 c9 spä/ü.txt foo/bar/baz foo/keep/baz foo/keep/deep/x logs/a.log
logs/b.log logs/deep/c.log lead/x trail star*name star1name excl/a excl/b
node_modules/x/keep.md node_modules/x/y.js
vendor/one/LICENSE vendor/one/code vendor/two/deep/LICENSE""".split()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with all that makes a context nasty."""
    for name in [*FILES, "with space/x"]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (tmp_path / "empty").mkdir()
    (tmp_path / "emptyex" / "in").mkdir(parents=True)
    (tmp_path / "link").symlink_to("a.txt")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "linked-folder").symlink_to("src")
    (tmp_path / "a.txt").chmod(0o750)
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / ".dockerignore").write_text(IGNORE)
    return tmp_path


def listed(docker: DockerCli, tag: str) -> list[str]:
    return docker.lines("run", "--rm", "--network", "none", tag)


def ours(docker: DockerCli, tag: str, tree: Path) -> list[str]:
    """What COPY . finds of a context that we packed, sent to the classic builder as it is."""
    with pack_context(tree, "Dockerfile") as context:
        done = subprocess.run(
            ["docker", "--host", docker.url, "build", "--no-cache", "-q", "-t", tag, "-"],
            stdin=context.file,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return listed(docker, tag)


def test_the_same_as_the_classic_builder_of_the_cli(
    docker: DockerCli, unique_name: str, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_BUILDKIT", "0")
    (tree / ".dockerignore").write_text(IGNORE + "node_modules\nvendor\n")
    docker("build", "--no-cache", "-q", "-t", unique_name, str(tree), check=True)
    expected = listed(docker, unique_name)
    assert len(expected) > 30
    assert ours(docker, unique_name, tree) == expected


def test_the_same_as_buildkit_where_exceptions_have_wildcards(
    buildx: DockerCli, unique_name: str, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tree / ".dockerignore").write_text(IGNORE + WILD_EXCEPTIONS)
    words = ("--provenance=false", "--load", "--no-cache", "-q", "-t", unique_name)
    buildx("buildx", "build", *words, str(tree), check=True)
    expected = listed(buildx, unique_name)
    assert any(line.startswith("node_modules/x/keep.md ") for line in expected)
    monkeypatch.setenv("DOCKER_BUILDKIT", "0")
    assert ours(buildx, unique_name, tree) == expected
