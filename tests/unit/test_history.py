"""The history tree: base parts told apart from an image's own steps."""

from datetime import UTC, datetime

from workbench.domain.history import base_images, history_tree
from workbench.domain.images import Image, ImageDetail
from workbench.domain.layers import ForestImage, HistoryStep


def steps(text: str) -> tuple[HistoryStep, ...]:
    """Steps by letter: a small one makes the layer of that name, a capital one is an empty step."""
    return tuple(
        HistoryStep(letter, None, 0 if letter.isupper() else 10, None if letter.isupper() else letter)
        for letter in text
    )


def detail(history: str, *, identity: str = "sha256:app") -> ImageDetail:
    made = steps(history)
    image = Image(identity, ("app:1",), (), datetime(2024, 1, 1, tzinfo=UTC), 100)
    diff_ids = tuple(each.diff_id for each in made if each.diff_id is not None)
    return ImageDetail(image, "amd64", "linux", "", "", (), (), (), (), (), diff_ids, made)


def local(name: str, layers: str) -> ForestImage:
    return ForestImage(f"sha256:{name}", (name,), tuple(layers), (10,) * len(layers))


def parts(
    history: str, candidates: list[ForestImage], histories: dict[str, str] | None = None
) -> tuple[list[tuple[str, str]], str]:
    """The base parts as (names, letters of the steps), and the letters of the own steps."""
    known = {f"sha256:{name}": steps(text) for name, text in (histories or {}).items()}
    tree = history_tree(detail(history), candidates, known)
    bases = [
        ("+".join(base.image_names), "".join(step.created_by for step in base.steps)) for base in tree.bases
    ]
    return bases, "".join(step.created_by for step in tree.own_steps)


def test_an_image_with_no_local_base_has_only_own_steps() -> None:
    assert parts("abC", [local("other", "x")]) == ([], "abC")


def test_nested_bases_stand_innermost_first_and_share_no_step() -> None:
    candidates = [local("python", "abc"), local("debian", "a")]
    assert parts("abcd", candidates) == ([("debian", "a"), ("python", "bc")], "d")


def test_empty_steps_belong_to_the_base_whose_history_has_them() -> None:
    histories = {"python": "aEbC", "debian": "aE"}
    candidates = [local("python", "ab"), local("debian", "a")]
    assert parts("aEbCXd", candidates, histories) == ([("debian", "aE"), ("python", "bC")], "Xd")


def test_without_the_bases_history_its_part_ends_with_its_last_layer() -> None:
    assert parts("aEbCd", [local("python", "ab")]) == ([("python", "aEb")], "Cd")


def test_a_base_whose_history_reads_otherwise_counts_by_its_layers() -> None:
    assert parts("aEbCd", [local("python", "ab")], {"python": "aEbXX"}) == ([("python", "aEb")], "Cd")


def test_images_with_the_same_layers_are_one_part_up_to_the_longest_history() -> None:
    candidates = [local("python:3", "ab"), local("python:3.11", "ab")]
    histories = {"python:3": "abC", "python:3.11": "abCD"}
    assert parts("abCDe", candidates, histories) == ([("python:3+python:3.11", "abCD")], "e")


def test_the_image_itself_and_its_equals_and_nameless_images_are_no_base() -> None:
    nameless = ForestImage("sha256:none", (), ("a",), (10,))
    itself = ForestImage("sha256:app", ("old",), ("a",), (10,))
    assert base_images(detail("ab"), [local("equal", "ab"), nameless, itself, local("empty", "")]) == ()


def test_a_history_with_fewer_steps_than_layers_loses_no_step() -> None:
    short = detail("ab")
    squashed = ImageDetail(short.image, "", "", "", "", (), (), (), (), (), ("a", "b", "c"), steps("a"))
    tree = history_tree(squashed, [local("base", "ab")])
    assert [step.created_by for base in tree.bases for step in base.steps] == ["a"]
    assert tree.own_steps == ()
