"""Subshells, traps, loops and calls of the small shell: what stays within them, checked against dash."""

import pytest

from tests.unit.embedded.shell_runs import run


@pytest.mark.parametrize(
    ("script", "written"),
    [
        ("(trap 'echo bye' EXIT; echo in); echo after", "in\nbye\nafter\n"),
        ("f() (trap 'echo bye' EXIT; echo in); f; echo after", "in\nbye\nafter\n"),
        ("{ trap 'echo bye' EXIT; echo in; } | cat; echo after", "in\nbye\nafter\n"),
        ("(trap 'echo bye' EXIT; true) & wait; echo after", "bye\nafter\n"),
        ("(trap 'echo bye' EXIT; exec echo in); echo after", "in\nafter\n"),
        ("(trap 'exit 9' EXIT; exit 2); echo $?", "9\n"),
        (
            'sh -c \'trap "echo own" EXIT; x=$(trap "echo sub" EXIT; echo in); echo [$x]; (true)\'',
            "[in sub]\nown\n",
        ),
    ],
)
async def test_a_subshell_has_traps_of_its_own(script: str, written: str) -> None:
    assert await run(script) == (0, written, "")


@pytest.mark.parametrize(
    ("script", "written"),
    [
        ("false; break; echo $?; false; continue; echo $?", "0\n0\n"),
        ("f() { break; }; for i in 1 2; do f; echo $i; done", "1\n2\n"),
        ("for i in 1 2; do sh -c break; echo $i; done", "1\n2\n"),
        ("for i in 1 2; do (break; echo in); echo $i; done", "1\n2\n"),
        ("for i in 1 2; do x=$(continue; echo in); echo $i$x; done", "1\n2\n"),
        ("for i in 1 2; do break | cat; echo $i; done", "1\n2\n"),
        ("for i in 1; do break & wait; echo $i; done", "1\n"),
        ("for i in 1 2; do for j in 1 2; do echo $i$j; break 2; done; echo in; done", "11\n"),
        ("for i in 1 2; do for j in 1 2; do echo $i$j; continue 2; done; echo in; done", "11\n21\n"),
        ("while :; do until false; do for i in 1; do break 9; done; done; done; echo after", "after\n"),
        ("for i in 1 2; do for j in 1; do (break 2; echo in); echo $i; done; done", "1\n2\n"),
        ("while break; do echo in; done; echo after", "after\n"),
        ("for i in 1 2; do eval break; echo $i; done; break; echo after", "after\n"),
    ],
)
async def test_a_loop_is_left_from_within_it_alone(script: str, written: str) -> None:
    assert await run(script) == (0, written, "")


@pytest.mark.parametrize(
    ("script", "written"),
    [
        ("FOO=1; f() { echo $FOO; }; FOO=2 f; echo $FOO", "2\n1\n"),
        ("f() { env | grep ^FOO; FOO=3; BAR=4; }; FOO=2 f; echo [$FOO] $BAR", "FOO=2\n[] 4\n"),
        ("FOO=1; f() { unset FOO; return 3; }; FOO=2 f; echo $? $FOO", "3 1\n"),
    ],
)
async def test_what_is_assigned_for_a_call_ends_with_it(script: str, written: str) -> None:
    assert await run(script) == (0, written, "")
