"""The steps of a history tied to the lines that they were built from."""

from workbench.domain.dockerfile_ties import tie_steps
from workbench.domain.dockerfiles import parse_dockerfile
from workbench.domain.layers import HistoryStep

TWO_STAGES = """\
FROM python:3.11 AS build
WORKDIR /src
RUN pip install \\
    --no-cache-dir flask

FROM python:3.11-slim
WORKDIR /app
COPY --from=build --chown=1000 /src/venv venv
COPY . .
ENV PATH="/app/venv/bin:$PATH" LEVEL=1
CMD ["python", "app.py"]
"""
CLASSIC = (
    "/bin/sh -c #(nop) ADD file:1234567890abcdef in / ",
    '/bin/sh -c #(nop)  CMD ["python3"]',
    "/bin/sh -c #(nop) WORKDIR /app",
    "/bin/sh -c #(nop) COPY dir:e66fb0d1b3d5502f37d0b1492b72027969fb1659e34bcdfa5f86b6b7a4c4a94c in venv ",
    "/bin/sh -c #(nop) COPY dir:89d1735f747ed42fcbc848e307e8fe0cf30ad7faf503829893bdaaa4fd32eafb in . ",
    "/bin/sh -c #(nop)  ENV PATH=/app/venv/bin:/usr/bin LEVEL=1",
    '/bin/sh -c #(nop)  CMD ["python" "app.py"]',
)
BUILDKIT = (
    "# debian.sh --arch 'amd64' out/ 'bookworm'",
    'CMD ["python3"]',
    "WORKDIR /app",
    "COPY --chown=1000 /src/venv venv # buildkit",
    "COPY . . # buildkit",
    "ENV PATH=/app/venv/bin:/usr/bin LEVEL=1",
    'CMD ["python" "app.py"]',
)


def lines(history: tuple[str, ...], text: str, target: str = "") -> list[int | None]:
    ties = tie_steps(
        [HistoryStep(each, None, 1, "x") for each in history], parse_dockerfile(text), "D", target
    )
    return [each.instruction.line if each else None for each in ties.lines]


def test_both_builders_steps_are_tied_and_the_bases_are_not() -> None:
    expected = [None, None, 7, 8, 9, 10, 11]
    assert lines(CLASSIC, TWO_STAGES) == expected
    assert lines(BUILDKIT, TWO_STAGES) == expected


def test_a_line_knows_its_stage_and_where_its_files_come_from() -> None:
    ties = tie_steps(
        [HistoryStep(each, None, 1, "x") for each in BUILDKIT], parse_dockerfile(TWO_STAGES), "D"
    )
    copy = ties.lines[3]
    assert copy is not None
    assert copy.place == "D:8"
    assert (copy.stage.index, copy.stage_count) == (1, 2)
    assert copy.copied_from is not None
    assert (copy.copied_from.name, copy.copied_from.line) == ("build", 1)
    assert ties.is_likely


def test_the_stages_that_a_target_stands_on_are_part_of_it() -> None:
    text = "FROM debian AS one\nRUN apt-get update\nFROM one AS two\nRUN make\nFROM two\nRUN last\n"
    history = ("RUN /bin/sh -c apt-get update # buildkit", "RUN /bin/sh -c make # buildkit")
    assert lines(history, text, target="two") == [2, 4]


def test_a_command_that_was_changed_since_is_tied_to_nothing() -> None:
    text = "FROM debian\nRUN apt-get update && apt-get install -y gcc\nRUN make\nUSER app\n"
    history = ("RUN /bin/sh -c apt-get update", "RUN /bin/sh -c make", "USER app")
    assert lines(history, text) == [None, 3, 4]


def test_another_apps_image_is_not_likely_built_from_it() -> None:
    history = ("WORKDIR /srv", "COPY file:1234567890abcdef in /srv", 'CMD ["node"]')
    ties = tie_steps([HistoryStep(each, None, 1, "x") for each in history], parse_dockerfile(TWO_STAGES), "D")
    assert not ties.is_likely


def test_repeated_instructions_are_tied_in_order() -> None:
    text = "FROM x\nRUN a\nUSER root\nRUN a\nUSER app\n"
    assert lines(("RUN a", "RUN a", "USER root", "RUN a", "USER app"), text) == [None, 2, 3, 4, 5]
