"""Every instruction and its common flags, said in plain words in both languages."""

import pytest

from workbench.domain.dockerfile_parser import KEYWORDS, parse_dockerfile
from workbench.domain.dockerfile_values import Instruction
from workbench.domain.explanation_texts import COMMANDS, FLAGS, INSTRUCTIONS, LANGUAGES
from workbench.domain.explanations import explain, language_of

_EXAMPLES = {
    "FROM": "FROM python:3.11",
    "CMD": 'CMD ["python"]',
    "ENTRYPOINT": 'ENTRYPOINT ["python"]',
    "HEALTHCHECK": "HEALTHCHECK CMD true",
    "ONBUILD": "ONBUILD RUN make",
    "EXPOSE": "EXPOSE 80",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("keyword", sorted(KEYWORDS))
def test_every_instruction_is_explained(keyword: str, language: str) -> None:
    said = explain(_EXAMPLES.get(keyword, f"{keyword} something"), language)
    assert said.endswith(".")
    assert said != explain("", language)
    assert "{" not in said


def test_both_languages_say_something_of_their_own() -> None:
    for pair in (*INSTRUCTIONS.values(), *FLAGS.values(), *COMMANDS.values()):
        assert len(pair) == len(LANGUAGES)
        assert pair[0] != pair[1]
        assert pair[0].count("{") == pair[1].count("{")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("FROM scratch", "from nothing"),
        ("FROM golang:1.22 AS build", "stage named build from golang:1.22"),
        ("FROM --platform=linux/arm64 alpine", "platform linux/arm64"),
        ("COPY --from=build --chown=app:app /out /", "come from build"),
        ("COPY --from=build --chown=app:app /out /", "belong to app:app"),
        ("COPY --link . .", "layer of its own"),
        ("ADD https://example.org/a.tar /", "Downloads a file from the web"),
        ("ADD --chmod=755 a /", "permissions become 755"),
        ("/bin/sh -c #(nop) ADD file:c3026f4bf41ce685205d51a3 in / ", "base image begins"),
        ("/bin/sh -c #(nop) COPY dir:89d1735f747ed42f in . ", "Copies files into the image."),
        ("USER root", "may do anything"),
        ("USER 0:0", "may do anything"),
        ("USER app", "as app"),
        ("CMD python app.py", "does not pass signals on"),
        ('CMD ["python"]', "default command"),
        ("HEALTHCHECK NONE", "Turns off"),
        ("HEALTHCHECK --interval=5m --retries=3 CMD true", "Every 5m. Unhealthy after 3 failures"),
        ("RUN --mount=type=cache,target=/root/.cache pip install flask", "cache kept between builds"),
        ("RUN --mount=type=secret,id=key cat /run/secrets/key", "no trace"),
        ("RUN --network=none true", "network none"),
        ("RUN apt-get update && apt-get install -y curl", "Installs system packages"),
        ("RUN apk add --no-cache git", "Installs system packages"),
        ("RUN /bin/sh -c pip install -r requirements.txt # buildkit", "Installs Python packages"),
        ("RUN npm ci", "Node.js"),
        ("RUN chown -R app /app", "stored once more"),
        ("RUN rm -rf /tmp/x", "frees space only for what this same step made"),
        ("RUN <<EOF\nuseradd app\nEOF", "user or a group"),
        ("ENV PASSWORD=hunter2 HOME=/root", "PASSWORD, HOME"),
        ("ENV A=1 B=two words # buildkit", "container: A, B."),
        ("ENV OPTIONS=-Xmx1g -Dcolour=red", "container: OPTIONS."),
        ("ENV OLD the value=1", "container: OLD."),
        ("ARG TOKEN=hunter2", "the history does: TOKEN"),
        ("bazel build ...", "tool that does not say"),
        ("", "tool that does not say"),
    ],
)
def test_forms_flags_and_commands_are_told_apart(text: str, told: str) -> None:
    assert told in explain(text)


def written(text: str) -> Instruction:
    [_, instruction] = parse_dockerfile(f"FROM a\n{text}\n").instructions
    return instruction


@pytest.mark.parametrize(
    ("told", "line", "said"),
    [
        ("COPY . /app # buildkit", "COPY . /app", "Copies files from the build context into the image."),
        (
            "COPY /out /app # buildkit",
            "COPY --from=build /out /app",
            "Copies files into the image. They come from build, not from the context.",
        ),
        ("COPY <<EOF /app # buildkit", "COPY <<EOF /app\nhi\nEOF", "Copies files into the image."),
        ("ENV A=1 B=two c=3 # buildkit", 'ENV A=1 B="two c=3"', "every container: A, B."),
        ("ARG A B=2", "ARG A B=2", "the history does: A, B."),
    ],
)
def test_where_the_line_is_known_it_is_what_is_explained(told: str, line: str, said: str) -> None:
    """A history leaves out flags and quotes."""
    assert explain(told, "en", written(line)).endswith(said)


def test_a_history_does_not_say_where_copied_files_come_from() -> None:
    assert explain("COPY /out /app # buildkit") == "Copies files into the image."
    assert explain("COPY /out /app # buildkit", "pt") == "Copia arquivos para a imagem."
    assert "contexto de construção" in explain("COPY . /app # buildkit", "pt", written("COPY . /app"))


def test_values_that_may_be_secret_are_never_repeated() -> None:
    for text in ("ENV PASSWORD=hunter2", "ARG PASSWORD=hunter2", "ENV PASSWORD hunter2"):
        assert "hunter2" not in explain(text) + explain(text, "pt")


def test_a_command_is_not_seen_in_part_of_another_word() -> None:
    assert "Compiles" not in explain("RUN ./makeshift --curly farm")
    assert "Removes" not in explain("RUN ./perform farm")


def test_hostile_text_stays_text() -> None:
    said = explain("WORKDIR /a\x1b[31m{stage}" + "x" * 500)
    assert "\x1b" not in said
    assert len(said) < 250


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "pt_BR.UTF-8"}, "pt"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "C", "LANG": "pt_BR.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "pt_PT", "LANG": "C"}, "pt"),
        ({}, "en"),
    ],
)
def test_the_locale_chooses_the_language(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_an_unknown_language_is_answered_in_english() -> None:
    assert explain("RUN true", "de") == explain("RUN true", "en")
    assert explain("RUN true", "pt_BR") == explain("RUN true", "pt")
