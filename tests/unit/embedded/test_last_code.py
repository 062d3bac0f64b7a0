"""What `$?` is from line to line, in subshells and in traps, checked against dash."""

import pytest

from tests.unit.embedded.shell_runs import run


@pytest.mark.parametrize(
    ("lines", "written"),
    [
        (r"false\necho $?\n", "1\n"),
        (r"false\n\n  \necho $?\n", "1\n"),
        (r"nosuch 2>/dev/null\necho $?\necho $?\n", "127\n0\n"),
        (r"if false\nthen :\nfi\necho $?\n", "0\n"),
        (r"f() { return 3; }\nf\necho $?\n", "3\n"),
        (r"(exit 4)\nsh -c 'echo $?'\n", "0\n"),
    ],
)
async def test_a_shell_that_reads_lines_keeps_it(lines: str, written: str) -> None:
    quoted = lines.replace("'", "'\\''")
    assert await run(f"printf '{quoted}' | sh") == (0, written, "")


async def test_the_last_line_may_be_an_exit() -> None:
    assert await run(r"printf 'false\nexit\n' | sh") == (1, "", "")


@pytest.mark.parametrize(
    ("script", "written"),
    [
        ("false; (echo $?)", "1\n"),
        ("false; x=$(echo $?); echo $x", "1\n"),
        ("false; echo $? | cat", "1\n"),
        ("false; x=$(); echo $?", "0\n"),
        ("sh -c 'trap \"echo \\$?\" EXIT; exit 5'; echo $?", "5\n5\n"),
    ],
)
async def test_a_subshell_and_a_trap_begin_with_it(script: str, written: str) -> None:
    assert await run(script) == (0, written, "")
