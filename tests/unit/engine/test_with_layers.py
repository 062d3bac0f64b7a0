"""Which steps of a history are told to have made which layers."""

from workbench.domain.layers import HistoryStep
from workbench.domain.raw import Raw
from workbench.engine.translate_history import history_step, is_ambiguous, with_layers

CLASSIC = "/bin/sh -c #(nop) "


def step(created_by: str, size_bytes: int = 0, comment: str = "") -> HistoryStep:
    return HistoryStep(created_by, None, size_bytes, None, comment)


def layers_of(steps: list[HistoryStep], diff_ids: str, counts: tuple[int | None, ...] = ()) -> str:
    """One sign for a step: the letter of its layer, or a dot."""
    return "".join(each.diff_id or "." for each in with_layers(steps, list(diff_ids), counts))


def test_steps_with_a_size_made_the_layers() -> None:
    steps = [step("ADD rootfs", 10), step('CMD ["sh"]'), step("RUN apt", 5), step("ENV A=b")]
    assert layers_of(steps, "ab") == "a.b."


def test_instructions_of_the_configuration_never_made_one() -> None:
    words = "ENV CMD LABEL EXPOSE ENTRYPOINT USER ARG STOPSIGNAL HEALTHCHECK SHELL MAINTAINER VOLUME ONBUILD"
    steps = [
        *(step(f"{word} x") for word in words.split()),
        *(step(f"{CLASSIC} {word} x") for word in words.split()),
        step("WORKDIR /app"),
    ]
    assert layers_of(steps, "a") == "." * 26 + "a"


def test_buildkit_steps_without_a_size_made_layers() -> None:
    steps = [
        step("ADD rootfs", 9, "buildkit.dockerfile.v0"),
        step("WORKDIR /app", 0, "buildkit.dockerfile.v0"),
        step("RUN /bin/sh -c true # buildkit"),
        step("COPY . . # buildkit", 3),
        step("USER 1000", 0, "buildkit.dockerfile.v0"),
    ]
    assert layers_of(steps, "abcd") == "abcd."


def test_a_run_by_buildkit_goes_before_one_by_the_classic_builder() -> None:
    steps = [step("/bin/sh -c true"), step("RUN /bin/sh -c true # buildkit")]
    assert layers_of(steps, "a") == ".a"


def test_a_new_folder_is_likelier_than_an_empty_run() -> None:
    steps = [step("/bin/sh -c true"), step(f"{CLASSIC}WORKDIR /app"), step("|1 X=1 /bin/sh -c :")]
    assert layers_of(steps, "a") == ".a."


def test_equal_likelihood_goes_to_the_older_step() -> None:
    assert layers_of([step("RUN a"), step("RUN b"), step("RUN c")], "xy") == "xy."


def test_known_counts_settle_what_is_doubtful() -> None:
    steps = [
        step(f"{CLASSIC}WORKDIR /tmp"),
        step(f"{CLASSIC}WORKDIR /new"),
        step("/bin/sh -c true"),
        step("RUN x", 4),
    ]
    assert layers_of(steps, "ab", (0, 1, 1, 2)) == ".a.b"


def test_known_counts_may_have_gaps() -> None:
    steps = [step("ADD rootfs", 9), step("WORKDIR /a"), step("WORKDIR /b"), step("WORKDIR /c")]
    assert layers_of(steps, "ab", (None, None, 1, None)) == "a..b"


def test_known_counts_that_contradict_the_image_are_passed_over() -> None:
    steps = [step("ADD rootfs", 9), step("RUN x", 4)]
    assert layers_of(steps, "ab", (7, 1)) == "ab"


def test_every_layer_comes_back_even_if_no_step_tells_of_it() -> None:
    told = with_layers([step("ADD rootfs", 9)], ["a", "b", "c"])
    assert [each.diff_id for each in told] == ["a", "b", "c"]
    assert [each.created_by for each in told[1:]] == ["", ""]


def test_an_image_without_a_history_has_its_layers() -> None:
    assert layers_of([], "ab") == "ab"


def test_more_sized_steps_than_layers_lose_the_last() -> None:
    assert layers_of([step("RUN a", 1), step("RUN b", 1)], "x") == "x."


def test_only_an_open_choice_is_ambiguous() -> None:
    sized, folder, silent = step("RUN a", 1), step("WORKDIR /a"), step("ENV A=b")
    assert not is_ambiguous([sized, folder, silent], 1)
    assert not is_ambiguous([sized, folder, silent], 2)
    assert is_ambiguous([sized, folder, folder, silent], 2)


def test_an_instruction_is_kept_in_full_and_harmless() -> None:
    script = "RUN " + "echo a; " * 2000 + "\x1b[2J"
    read = history_step(Raw({"CreatedBy": script, "Created": 1_700_000_000, "Size": 3, "Tags": None}))
    assert read.created_by == script.removesuffix("\x1b[2J")
    assert read.tags == ()
