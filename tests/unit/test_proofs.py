"""What a proof concludes: from logs, sockets, ends and files."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from workbench.domain.proof_files import error_lines, listening_sockets
from workbench.domain.proof_reasons import Symptoms, guess_reason
from workbench.domain.proofs import Proof, ProofState

PROOF = Proof("slim", "shop:slim", "sha256:1", datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("symptoms", "said"),
    [
        (Symptoms(log=("ModuleNotFoundError: No module named 'flask'",)), "module flask is not in the image"),
        (
            Symptoms(log=("ImportError: libpq.so.5: cannot open shared object file: No such file",)),
            "shared library libpq.so.5",
        ),
        (
            Symptoms(log=("Error loading shared library libgcc_s.so.1: No such file (needed by /app/x.so)",)),
            "shared library libgcc_s.so.1",
        ),
        (
            Symptoms(log=("PermissionError: [Errno 13] Permission denied: '/data/x.db'",), exit_code=1),
            "may not use /data/x.db",
        ),
        (
            Symptoms(port=5000, listens_on=("127.0.0.1:5000",)),
            "listens on 127.0.0.1:5000 alone, out of reach",
        ),
        (Symptoms(port=5000, listens_on=("0.0.0.0:8000",)), "listens on port 8000, not on 5000"),
        (Symptoms(port=5000, log=(" * Running on http://127.0.0.1:5000",)), "127.0.0.1:5000 alone"),
        (Symptoms(port=5000, log=("Listening at: http://0.0.0.0:8000 (1)",)), "port 8000, not on 5000"),
        (Symptoms(port=5000, listens_on=()), "listens on no port"),
        (Symptoms(is_running=False, exit_code=0), "ended by itself"),
        (Symptoms(is_running=False, exit_code=7), "exit code 7"),
        (Symptoms(is_running=False, exit_code=137, out_of_memory=True), "more memory"),
        (Symptoms(start_error='exec: "gunicorn": executable file not found in $PATH'), "no program gunicorn"),
        (Symptoms(log=("exec /app/x: exec format error",), is_running=False), "another processor"),
        (Symptoms(status=404, path="/health"), "no page /health"),
        (Symptoms(status=500), "app itself fails"),
        (
            Symptoms(log=("Error -2 connecting to redis:6379. Name or service not known.",)),
            "host that is not",
        ),
    ],
)
def test_a_reason_is_guessed_from_what_is_known(symptoms: Symptoms, said: str) -> None:
    assert said in guess_reason(symptoms)


def test_nothing_is_guessed_where_nothing_points_to_a_reason() -> None:
    assert guess_reason(Symptoms(log=("all is well",))) == ""


def test_only_listening_sockets_count_and_not_those_of_the_engine_itself() -> None:
    table = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0B00007F:9133 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 23 1 0 100 0 0 10 0
   1: 00000000:1388 00000000:0000 0A 00000000:00000000 00:00000000 00000000 65532        0 24 1 0 100 0 0 10 0
   2: 030012AC:A636 020012AC:18EB 01 00000000:00000000 02:00000BA7 00000000 65532        0 25 3
   3: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 26 1 0 100 0 0 10 0
   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 0 0 0 0 0 27
   1: 00000000000000000000000001000000:0051 00000000000000000000000000000000:0000 0A 0 0 0 0 0 28
"""
    found = listening_sockets(table.splitlines())
    assert found == ("0.0.0.0:5000", "127.0.0.1:8080", "[::]:80", "[::1]:81")


def test_errors_are_told_from_words_that_only_look_like_them() -> None:
    bad = [
        "Traceback (most recent call last):",
        "[2026-11-21 05:44:39 +0000] [1] [ERROR] Control server error",
        "redis.exceptions.ConnectionError: Error 111",
        '{"level": "error", "msg": "no"}',
        "panic: runtime error",
    ]
    good = ["GET /errors 200", "0 errors", "error_log is set", "INFO no FATALITIES", "ValueErrors: 3"]
    assert error_lines([*good, *bad]) == tuple(bad)


@pytest.mark.parametrize(
    ("proof", "state"),
    [
        (replace(PROOF, stop_seconds=0.4, exit_code=0), ProofState.PASSED),
        (replace(PROOF, stop_seconds=0.4, exit_code=143), ProofState.PASSED),
        (replace(PROOF, stop_seconds=10.2, exit_code=137), ProofState.REMARKS),
        (replace(PROOF, log_errors=("ERROR no",)), ProofState.REMARKS),
        (replace(PROOF, failure="It does not answer.", log_errors=("ERROR no",)), ProofState.FAILED),
    ],
)
def test_a_remark_does_not_fail_and_a_failure_is_no_remark(proof: Proof, state: ProofState) -> None:
    assert proof.state is state
