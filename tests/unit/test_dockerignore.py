"""The ignore file's patterns, as the engine reads them."""

import pytest

from workbench.domain.dockerignore import Ignore, ignore_file_names
from workbench.domain.errors import WorkbenchError


def excluded(patterns: str, path: str) -> bool:
    return Ignore.parse(patterns).excludes(path)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("a.txt", "a.txt", True),
        ("a.txt", "b/a.txt", False),
        ("/a.txt", "a.txt", True),
        ("//a.txt", "a.txt", True),
        ("dir", "dir/file", True),
        ("dir/", "dir/deep/file", True),
        ("./dir/../other", "other", True),
        ("dir", "dirs", False),
        ("*.txt", "a.txt", True),
        ("*.txt", "b/a.txt", False),
        ("*/*.txt", "b/a.txt", True),
        ("*/*.txt", "a/b/a.txt", False),
        (".*", ".hidden", True),
        (".*", "shown", False),
        ("abc.def", "abcZdef", False),
        ("a?c", "abc", True),
        ("a?c", "a/c", False),
        ("a?c", "a☺c", True),
        ("**", "any/thing", True),
        ("**/", "any/thing", True),
        ("**/*.txt", "a.txt", True),
        ("**/*.txt", "a/b/c.txt", True),
        ("**/dir", "a/dir/file", True),
        ("**/dir", "a/notdir", False),
        ("**file", "a/otherfile", True),
        ("**file*", "a/otherfile", False),
        ("**/dir2/**", "a/dir2/b/c", True),
        ("dir/**", "dir", False),
        ("dir/**", "dir/a/b", True),
        ("dir**", "directory/x", True),
        ("a**/*.txt", "a/b/c.txt", True),
        ("a[b-d]e", "ace", True),
        ("a[b-d]e", "aae", False),
        ("a[^b-d]e", "aze", True),
        ("a[^b-d]e", "ace", False),
        ("a[!b]e", "a!e", True),
        ("[\\]a]", "]", True),
        ("[x\\-]", "-", True),
        ("a]", "a]", True),
        ("a\\*b", "a*b", True),
        ("a\\*b", "axb", False),
        ("a(b)c+{}|$^", "a(b)c+{}|$^", True),
        (".", "a", False),
        ("/", "a", False),
        ("../a", "a", False),
        ("  spaced  ", "spaced", True),
        ("with space", "with space/x", True),
        ("# not", "# not", False),
        (" # kept", "# kept", True),
        ("\\!a", "!a", True),
        ("a\r", "a", True),
        ("\ufeffa", "a", True),
    ],
)
def test_one_pattern(pattern: str, path: str, expected: bool) -> None:
    assert excluded(pattern, path) is expected


@pytest.mark.parametrize(
    ("patterns", "path", "expected"),
    [
        ("*.md\n!README.md", "README.md", False),
        ("*.md\n!README.md", "OTHER.md", True),
        ("!README.md\n*.md", "README.md", True),
        ("*.md\n!README*.md\nREADME-secret.md", "README-secret.md", True),
        ("docs\n!docs/keep.md", "docs/keep.md", False),
        ("docs\n!docs/keep.md", "docs/other.md", True),
        ("docs\n! docs/keep.md ", "docs/keep.md", False),
        ("**\n!util/web", "util/web/deep/file", False),
        ("**\n!util/web\nutil/web/file", "util/web/file", True),
        ("a\n!a/b\na/b/c", "a/b/c/d", True),
        ("a\n!a/b\na/b/c", "a/b/x", False),
        ("node_modules\n!**/keep", "node_modules/x/keep", False),
    ],
)
def test_the_last_match_decides(patterns: str, path: str, expected: bool) -> None:
    assert excluded(patterns, path) is expected


def test_the_top_of_the_context_is_never_excluded() -> None:
    assert not excluded("*\n**", ".")


@pytest.mark.parametrize(
    "pattern", ["[", "a[", "[^", "[^bc", "[]a]", "[-]", "[x-]", "[-x]", "[a-b-c]", "[z-a]", "\\", "!"]
)
def test_a_pattern_that_the_engine_refuses_is_named_with_its_line(pattern: str) -> None:
    with pytest.raises(WorkbenchError, match="line 2"):
        Ignore.parse(f"good\n{pattern}")


@pytest.mark.parametrize(
    ("exception", "folder", "expected"),
    [
        ("!a/b/c", "a", True),
        ("!a/b/c", "a/b", True),
        ("!a/b/c", "a/b/c", False),
        ("!a/b/c", "a/x", False),
        ("!a/*/c", "a/x", True),
        ("!*.md", "a", False),
        ("!**/keep", "a/b/c", True),
        ("a/b", "a", False),
    ],
)
def test_only_folders_that_an_exception_points_into_are_walked(
    exception: str, folder: str, expected: bool
) -> None:
    assert Ignore.parse(exception).may_hold_exceptions(folder) is expected


def test_files_that_must_be_sent_are_taken_back_in() -> None:
    ignore = Ignore.parse("*\nsub").with_exceptions(("Dockerfile", "sub/Docker[file]", "not/excluded"))
    assert not ignore.excludes("Dockerfile")
    assert not ignore.excludes("sub/Docker[file]")
    assert ignore.may_hold_exceptions("sub")
    assert ignore.excludes("sub/other")


def test_a_dockerfile_has_its_own_ignore_file_first() -> None:
    assert ignore_file_names("deep/Dockerfile.slim") == ("deep/Dockerfile.slim.dockerignore", ".dockerignore")
