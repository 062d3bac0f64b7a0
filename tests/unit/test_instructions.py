"""Histories as builders really write them, put as a person wrote them."""

import pytest

from workbench.domain.instructions import broken_lines, keyword, readable_instruction


@pytest.mark.parametrize(
    ("created_by", "expected"),
    [
        # The classic builder.
        ('/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'),
        ('/bin/sh -c #(nop)  ENTRYPOINT ["a" "b\\"c"]', 'ENTRYPOINT ["a", "b\\"c"]'),
        ("/bin/sh -c #(nop) ADD file:c302 in / ", "ADD file:c302 in /"),
        ("/bin/sh -c #(nop) COPY multi:ab in ./ ", "COPY multi:ab in ./"),
        ("/bin/sh -c #(nop)  VOLUME [/data /other]", "VOLUME /data /other"),
        ("/bin/sh -c #(nop)  EXPOSE 80 90/udp", "EXPOSE 80 90/udp"),
        ("/bin/sh -c #(nop)  ENV A=1 B=two words", "ENV A=1 B=two words"),
        ("/bin/bash -o pipefail -c #(nop) WORKDIR /tmp", "WORKDIR /tmp"),
        (
            "/bin/sh -c #(nop)  SHELL [/bin/bash -o pipefail -c]",
            'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
        ),
        ('/bin/sh -c echo $A &&     echo "$B   x"', 'RUN echo $A && echo "$B   x"'),
        ('|2 A=one B=two words /bin/sh -c echo $A &&     echo "$B"', 'RUN echo $A && echo "$B"'),
        ("|2 A=one B=two words /bin/bash -o pipefail -c echo hi | cat", "RUN echo hi | cat"),
        ("|2 A=one B=two echo x", "RUN echo x"),
        # BuildKit.
        ("RUN /bin/sh -c set -eux; apt-get update # buildkit", "RUN set -eux; apt-get update"),
        ("RUN |1 A=one /bin/sh -c echo $A # buildkit", "RUN echo $A"),
        ("RUN |1 A=one echo x # buildkit", "RUN echo x"),
        ("RUN echo x # buildkit", "RUN echo x"),
        ("COPY --chown=a:b Dockerfile /x # buildkit", "COPY --chown=a:b Dockerfile /x"),
        ("EXPOSE map[80/tcp:{} 90/udp:{}]", "EXPOSE 80/tcp 90/udp"),
        ("EXPOSE [5000/tcp]", "EXPOSE 5000/tcp"),
        ('CMD ["python3"]', 'CMD ["python3"]'),
        ("LABEL a=b c", "LABEL a=b c"),
        ("RUN /bin/sh -c cat <<EOF\n  a\n  b\nEOF # buildkit", "RUN cat <<EOF\n  a\n  b\nEOF"),
        # Health checks, printed by Go.
        ("""HEALTHCHECK &{["NONE"] "0s" "0s" "0s" '\\x00'}""", "HEALTHCHECK NONE"),
        (
            """/bin/sh -c #(nop)  HEALTHCHECK &{["CMD" "a" "b c"] "10s" "5s" "5s" '\\x00'}""",
            'HEALTHCHECK --interval=10s --timeout=5s --start-period=5s CMD ["a", "b c"]',
        ),
        (
            """HEALTHCHECK &{["CMD-SHELL" "echo \\"hi\\" || exit 1"] "30s" "0s" "0s" "2s" '\\x03'}""",
            'HEALTHCHECK --interval=30s --start-interval=2s --retries=3 CMD echo "hi" || exit 1',
        ),
        # Buildah, apko, and images made by scripts.
        ('/bin/sh -c #(nop) LABEL "io.buildah.version"="1.28"', 'LABEL "io.buildah.version"="1.28"'),
        ("FROM docker.io/library/python:3.11", "FROM docker.io/library/python:3.11"),
        ("apko", "apko"),
        ("# debian.sh --arch 'amd64' out/", "# debian.sh --arch 'amd64' out/"),
        ("", ""),
    ],
)
def test_readable(created_by: str, expected: str) -> None:
    assert readable_instruction(created_by) == expected


@pytest.mark.parametrize(
    ("created_by", "expected"),
    [
        ("/bin/sh -c #(nop)  ENV A=1", "ENV"),
        ("/bin/sh -c pip install x", "RUN"),
        ("COPY a b # buildkit", "COPY"),
        ("apko", ""),
        ("", ""),
    ],
)
def test_keyword(created_by: str, expected: str) -> None:
    assert keyword(created_by) == expected


@pytest.mark.parametrize("text", ["RUN x", "COPY a;b c", "ENV A=1;2 B=3&&4", "apko", ""])
def test_what_is_one_command_stays_one_line(text: str) -> None:
    assert broken_lines(text) == (text,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN a && b || c", ["RUN a", "    && b", "    || c"]),
        ("RUN a; b ;c", ["RUN a;", "    b ;", "    c"]),
        ('RUN echo \'a && b; c\' "d;\\"e;" f\\;g', ['RUN echo \'a && b; c\' "d;\\"e;" f\\;g']),
        ('RUN x="$(a; b && c)"; (d; e) | f', ['RUN x="$(a; b && c)";', "    (d; e) | f"]),
        ("RUN x=$(a; b); c", ["RUN x=$(a; b);", "    c"]),
        (
            "RUN set -e; for i in a b; do c; d && e; done; f",
            [
                "RUN set -e;",
                "    for i in a b; do",
                "        c;",
                "        d",
                "        && e;",
                "    done;",
                "    f",
            ],
        ),
        (
            "RUN if a; then b; else c; fi; d",
            ["RUN if a; then", "        b;", "    else", "        c;", "    fi;", "    d"],
        ),
        (
            "RUN case x in a) b;; c) d; e;; esac; f",
            ["RUN case x in a) b;;", "        c) d;", "        e;;", "    esac;", "    f"],
        ),
        ("RUN cat <<EOF\n  a; b\nEOF", ["RUN cat <<EOF", "  a; b", "EOF"]),
        ('CMD ["sh", "-c", "a; b"]', ['CMD ["sh", "-c", "a; b"]']),
    ],
)
def test_commands_get_lines_of_their_own(text: str, expected: list[str]) -> None:
    assert list(broken_lines(text)) == expected


def test_no_word_is_lost_in_breaking() -> None:
    text = 'RUN set -eux; a="$(x | y)"; if a; then b && c; else { d; e; }; fi; unclosed \'quote && x; \\'
    assert "".join("".join(broken_lines(text)).split()) == "".join(text.split())


@pytest.mark.long
@pytest.mark.parametrize(
    "piece", ["|1 ", "a/", "\"'", "((", "\\", " ", "; do ", "/bin/", "sh -", "# buildkit "]
)
def test_a_hostile_history_is_read_in_reasonable_time(piece: str) -> None:
    text = "RUN |1 " + piece * 50_000
    assert readable_instruction(text).startswith("RUN ")
    assert "".join("".join(broken_lines(text)).split()) == "".join(text.split())
