"""Reading Dockerfiles as an engine does."""

from importlib.resources import files

import pytest

from workbench.domain.dockerfiles import (
    StageCommand,
    base_images,
    buildkit_features,
    final_base,
    final_settings,
    is_exact_tag,
    parse_dockerfile,
)


def sample(name: str) -> str:
    return (files("workbench.sample") / "giropops-senhas" / f"Dockerfile.{name}").read_text()


def test_continuations_are_joined_and_comments_inside_them_dropped() -> None:
    read = parse_dockerfile("FROM a\nRUN one && \\\n  # why\n\n    two \\  \n  three\nuser me\n")
    run = read.instructions[1]
    assert (run.keyword, run.arguments) == ("RUN", "one &&     two   three")
    assert (run.line, run.end_line) == (2, 6)
    assert run.original == "RUN one && \\\n  # why\n\n    two \\  \n  three"
    assert (read.instructions[2].keyword, read.instructions[2].line) == ("USER", 7)
    assert read.problems == ()


def test_an_escaped_escape_continues_nothing() -> None:
    assert len(parse_dockerfile("FROM a\nRUN dir c:\\\\\nRUN two").instructions) == 3


def test_the_escape_directive_changes_the_continuation() -> None:
    read = parse_dockerfile("# escape=`\nFROM a\nRUN dir c:\\\nRUN one `\n two")
    assert read.directives == (("escape", "`"),)
    assert [each.arguments for each in read.instructions] == ["a", "dir c:\\", "one  two"]


def test_a_directive_after_a_comment_is_a_comment() -> None:
    assert parse_dockerfile("# hello\n# escape=`\nFROM a").directives == ()


def test_directives_that_repeat_or_are_wrong_are_problems() -> None:
    assert parse_dockerfile("# escape=`\n# escape=`\nFROM a").problems[0].line == 2
    assert "escape" in parse_dockerfile("# escape=x\nFROM a").problems[0].message


def test_carriage_returns_and_a_byte_order_mark_are_no_content() -> None:
    read = parse_dockerfile("\ufeffFROM a\r\nRUN x \\\r\n y\r\n")
    assert [each.arguments for each in read.instructions] == ["a", "x  y"]


def test_heredocs_are_kept_apart_and_hold_no_instructions() -> None:
    text = 'FROM a\nRUN <<EOF cat\nFROM b\n# kept\nEOF\nCOPY <<-"one" <<two /to/\n\tx\n\tone\ny\ntwo\nUSER me'
    read = parse_dockerfile(text)
    run, copy, user = read.instructions[1:]
    assert run.heredocs == ("FROM b\n# kept",)
    assert (copy.heredocs, copy.arguments) == (("x", "y"), '<<-"one" <<two /to/')
    assert (user.keyword, user.line) == ("USER", 11)
    assert buildkit_features(read) == ("heredocs",)
    assert read.problems == ()


@pytest.mark.parametrize(
    "text", ["RUN echo $((1<<2))", 'RUN echo "<<EOF"', "RUN cat <<<word", "CMD cat <<EOF"]
)
def test_what_only_looks_like_a_heredoc_takes_no_lines(text: str) -> None:
    assert len(parse_dockerfile(f"FROM a\n{text}\nUSER me").instructions) == 3


def test_flags_are_taken_off_the_arguments() -> None:
    copy = parse_dockerfile("FROM a\nCOPY --from=build --link --chown=1:2 x --not-a-flag /y").instructions[1]
    assert copy.flags == (("from", "build"), ("link", ""), ("chown", "1:2"))
    assert copy.arguments == "x --not-a-flag /y"
    assert (copy.flag("link"), copy.flag("chmod")) == ("", None)


def test_what_the_classic_builder_refuses_is_named() -> None:
    text = "FROM a\nRUN --mount=type=cache,target=/x pip\nCOPY --chmod=755 a b\nCOPY --from=a --chown=b x y"
    assert buildkit_features(parse_dockerfile(text)) == ("RUN --mount", "COPY --chmod")


def test_stages_have_names_bases_and_platforms() -> None:
    read = parse_dockerfile(
        "ARG V=1\nFROM --platform=$BUILDPLATFORM a:$V AS Build\nRUN x\nFROM build as last\nCOPY --from=0 . ."
    )
    first, second = read.stages
    assert (first.name, first.base, first.platform, first.line) == ("Build", "a:$V", "$BUILDPLATFORM", 2)
    assert (second.name, second.base) == ("last", "build")
    assert [each.stage_index for each in read.instructions] == [-1, 0, 0, 1, 1]
    assert read.stage_named("BUILD") == first
    assert read.stage_named("1") == second
    assert read.stage_named("none") is None


def test_bases_follow_arguments_and_earlier_stages() -> None:
    read = parse_dockerfile(
        'ARG V=3.11\nARG TAG="${V}-slim"\nARG OTHER\nFROM python:${TAG} AS one\nFROM scratch AS two\n'
        "FROM ${OTHER:-debian:12} AS three\nFROM one"
    )
    assert base_images(read) == ("python:3.11-slim", "debian:12")
    assert base_images(read, {"V": "3.12", "OTHER": "x", "UNKNOWN": "y"}) == ("python:3.12-slim", "x")
    assert final_base(read) == "python:3.11-slim"
    assert final_base(read, target="three") == "debian:12"
    assert final_base(read, target="two") == "scratch"


def test_a_stage_named_like_its_base_does_not_stand_on_itself() -> None:
    read = parse_dockerfile("FROM redis AS redis\nRUN x")
    assert base_images(read) == ("redis",)
    assert final_base(read) == "redis"


def test_an_argument_without_a_value_is_left_standing() -> None:
    assert base_images(parse_dockerfile("ARG V\nFROM python:$V")) == ("python:$V",)


@pytest.mark.parametrize(
    ("reference", "exact"),
    [
        ("python:3.12.0-slim", True),
        ("python:3.11-slim", False),
        ("python", False),
        ("redis:latest", False),
        ("registry.example:5000/app", False),
        ("registry.example:5000/app:v1.2.3", True),
        ("debian:bookworm-20240110-slim", True),
        ("app@sha256:" + "0" * 64, True),
        ("node:20", False),
    ],
)
def test_exact_tags(reference: str, exact: bool) -> None:
    assert is_exact_tag(reference) is exact


def test_settings_of_the_last_stage_come_with_those_it_stands_on() -> None:
    read = parse_dockerfile(
        "FROM a AS base\nARG ID=7\nUSER $ID:9\nWORKDIR /app\nCMD old\nEXPOSE 80 443/tcp\n"
        "FROM b AS other\nUSER no\n"
        'FROM base\nWORKDIR sub\nENV A=1 B="x y"\nENV OLD old style\nEXPOSE 80 5000/udp\n'
        'ENTRYPOINT ["run", "a b"]\n'
        "HEALTHCHECK CMD true"
    )
    found = final_settings(read)
    assert (found.user, found.workdir) == ("7:9", "/app/sub")
    assert found.entrypoint == StageCommand(("run", "a b"), is_exec_form=True)
    assert found.command is None
    assert found.exposed_ports == ("80", "443/tcp", "5000/udp")
    assert found.environment == (("A", "1"), ("B", "x y"), ("OLD", "old style"))
    assert found.has_healthcheck
    assert final_settings(read, "base").command == StageCommand(("old",), is_exec_form=False)


@pytest.mark.parametrize("text", ["['a']", '["a", 1]', '["a"', '["a",]', '["a"] && x', '["\\q"]'])
def test_what_is_no_list_of_json_strings_is_the_shell_form(text: str) -> None:
    assert final_settings(parse_dockerfile(f"FROM a\nCMD {text}")).command == StageCommand((text,), False)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 0, "no instructions"),
        ("# only a comment\n\\\n", 0, "no instructions"),
        ("ARG A=1", 0, "no FROM"),
        ("FROM a\nRUM x", 2, "Is it RUN?"),
        ("FROM a\nXYZZY x", 2, "XYZZY is not an instruction"),
        ("FROM a\nRUN", 2, "needs an argument"),
        ("RUN x\nFROM a", 1, "before the first FROM"),
        ("FROM", 1, "FROM takes an image"),
        ("FROM a AS", 1, "FROM takes an image"),
        ("FROM a AS 1st", 1, "name of a stage"),
        ("FROM a\nCOPY x", 2, "source and a target"),
        ("FROM a\nRUN <<EOF\nx", 2, "EOF is not ended"),
    ],
)
def test_problems_name_their_line(text: str, line: int, words: str) -> None:
    found = parse_dockerfile(text).problems
    assert any(each.line == line and words in each.message for each in found), found


def test_the_sample_has_no_problems_and_the_classic_builder_takes_it() -> None:
    for name in ("full", "slim", "distroless", "alpine", "hardened"):
        read = parse_dockerfile(sample(name))
        assert (read.problems, buildkit_features(read)) == ((), ())
        assert final_settings(read).exposed_ports == ("5000",)
