"""`workbench prove` on a real engine: what works, what is broken and why, and that nothing is left."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.relay import Relay
from tests.tools.docker_cli import DockerCli
from tests.tools.own_sample import free_port, write_own_sample
from tests.tools.workbench_cli import WorkbenchCli

_SERVER = """\
import http.server, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
http.server.HTTPServer(("{host}", {port}), http.server.SimpleHTTPRequestHandler).serve_forever()
"""
_DOCKERFILE = """\
FROM python:3.11-slim
WORKDIR /app
COPY app.py .
EXPOSE 8000
CMD ["python", "app.py"]
"""

Write = Callable[..., Path]


@pytest.fixture
def app(tmp_path: Path, unique_name: str) -> Write:
    """Writes a small app of this test's own."""

    def write(code: str, dockerfile: str = _DOCKERFILE, compose: str = "") -> Path:
        folder = tmp_path / unique_name
        folder.mkdir()
        (folder / "app.py").write_text(code)
        (folder / "Dockerfile.one").write_text(dockerfile)
        if compose:
            (folder / "compose.yaml").write_text(compose)
        return folder

    return write


def proved(workbench: WorkbenchCli, folder: Path, *options: str) -> tuple[int, dict[str, object]]:
    built = workbench("build", str(folder))
    assert built.returncode == 0, built.stderr
    done = workbench("prove", str(folder), "--json", *options)
    assert 'Traceback (most recent call last)\n  File "/' not in done.stderr
    [proof] = json.loads(done.stdout)["proofs"]
    return done.returncode, proof


def left_over(docker: DockerCli) -> list[str]:
    named = "name=workbench-proof"
    return [
        *docker.lines("ps", "--all", "--quiet", "--filter", named),
        *docker.lines("network", "ls", "--quiet", "--filter", named),
        *docker.lines("volume", "ls", "--quiet", "--filter", named),
    ]


def test_a_variant_that_works_is_looked_into_with_and_without_a_shell(
    workbench: WorkbenchCli, docker: DockerCli, tmp_path: Path, unique_name: str
) -> None:
    folder = tmp_path / unique_name
    write_own_sample(folder, unique_name, free_port())
    names = ["--variant", "slim", "--variant", "distroless", "--variant", "hardened"]
    assert workbench("build", str(folder), *names).returncode == 0
    done = workbench("prove", str(folder), "--json", *names)
    assert done.returncode == 0, done.stderr
    slim, distroless, hardened = json.loads(done.stdout)["proofs"]
    for proof in (slim, distroless, hardened):
        assert proof["state"] == "proved", proof
        assert (proof["path"], proof["status"], proof["port"]) == ("/health", 200, 5000)
        assert proof["first_answer_seconds"] > 0
        assert proof["memory_bytes"] > 1_000_000
        assert proof["listens_on"] == ["0.0.0.0:5000"]
        assert proof["exit_code"] == 0
    assert (slim["user_id"], slim["writable_paths"]) == (0, ["/"])
    assert slim["shells"]
    assert (distroless["user_id"], distroless["shells"]) == (65532, [])
    assert "/" not in distroless["writable_paths"]
    assert "/tmp" in distroless["writable_paths"]
    assert left_over(docker) == []
    assert docker.lines("ps", "--all", "--quiet", "--filter", f"name={unique_name}") == []


@pytest.mark.parametrize(
    ("code", "dockerfile", "reason"),
    [
        ("import nowhere\n", _DOCKERFILE, "module nowhere is not in the image"),
        (_SERVER.format(host="127.0.0.1", port=8000), _DOCKERFILE, "127.0.0.1:8000 alone"),
        (_SERVER.format(host="0.0.0.0", port=8123), _DOCKERFILE, "port 8123, not on 8000"),
        ("print('done')\n", _DOCKERFILE, "ended by itself"),
        ("open('/secret', 'w')\n", _DOCKERFILE.replace("EXPOSE", "USER 1000\nEXPOSE"), "may not use /secret"),
        ("import ctypes; ctypes.CDLL('libnone.so.1')\n", _DOCKERFILE, "library libnone.so.1"),
        ("", _DOCKERFILE.replace('"python"', '"pythn"'), "no program pythn"),
    ],
    ids=["module", "loopback", "port", "ends", "permission", "library", "program"],
)
def test_a_broken_variant_is_found_and_its_reason_guessed(
    workbench: WorkbenchCli, docker: DockerCli, app: Write, code: str, dockerfile: str, reason: str
) -> None:
    compose = "services: {web: {build: {context: ., dockerfile: Dockerfile.one}, ports: ['8000']}}\n"
    compose += "x-workbench: {app: web, probe: {path: /, timeout: 4s}}\n"
    code_given, proof = proved(workbench, app(code, dockerfile, compose))
    assert code_given == 1
    assert proof["state"] == "failed"
    assert reason in str(proof["reason"]), proof
    assert left_over(docker) == []


def test_the_expected_text_and_status_are_held_to(
    workbench: WorkbenchCli, docker: DockerCli, app: Write
) -> None:
    compose = "services: {web: {build: {context: ., dockerfile: Dockerfile.one}, ports: ['8000']}}\n"
    compose += "x-workbench: {app: web, probe: {path: /, status: 200, text: Welcome}}\n"
    folder = app(_SERVER.format(host="0.0.0.0", port=8000), compose=compose)
    code, proof = proved(workbench, folder)
    assert code == 1
    assert 'without "Welcome"' in str(proof["failure"])
    (folder / "compose.yaml").write_text(compose.replace("Welcome", "Directory listing"))
    code, proof = proved(workbench, folder)
    assert (code, proof["state"]) == (0, "proved")
    assert left_over(docker) == []


def test_what_ignores_the_signal_and_what_serves_no_port_is_told(workbench: WorkbenchCli, app: Write) -> None:
    server = _SERVER.format(host="0.0.0.0", port=8000).replace("lambda *_: sys.exit(0)", "signal.SIG_IGN")
    folder = app(server)
    code, proof = proved(workbench, folder)
    assert (code, proof["state"], proof["exit_code"]) == (0, "proved, with remarks", 137)
    assert workbench("prove", str(folder), "--strict").returncode == 1
    (folder / "app.py").write_text("print('one row')\n")
    (folder / "Dockerfile.one").write_text(_DOCKERFILE.replace("EXPOSE 8000\n", ""))
    code, proof = proved(workbench, folder)
    assert (code, proof["state"], proof["port"]) == (0, "proved", None)


def test_no_port_is_opened_on_another_machine_unless_that_is_allowed(
    engine_url: str, docker: DockerCli, app: Write
) -> None:
    folder = app(_SERVER.format(host="0.0.0.0", port=8000))
    with Relay(Path(engine_url.removeprefix("unix://")), address="127.0.0.2") as relay:
        remote = WorkbenchCli(relay.url)
        code, proof = proved(remote, folder)
        assert (code, proof["state"]) == (1, "failed")
        assert "127.0.0.2: to be asked, port 8000 must be open" in str(proof["failure"])
        assert "--open-ports" in str(proof["reason"])
        code, proof = proved(remote, folder, "--open-ports")
        assert (code, proof["state"]) == (0, "proved"), proof
    assert left_over(docker) == []


def test_an_unbuilt_variant_fails_and_a_read_only_engine_is_not_touched(
    workbench: WorkbenchCli, docker: DockerCli, app: Write
) -> None:
    folder = app("")
    done = workbench("prove", str(folder))
    assert done.returncode == 1
    assert "not built" in done.stdout
    refused = workbench("prove", str(folder), "--read-only")
    assert refused.returncode == 1
    assert "read-only" in refused.stderr
    assert left_over(docker) == []


def test_ctrl_c_takes_down_everything_that_was_made(
    workbench: WorkbenchCli, docker: DockerCli, app: Write, tmp_path: Path
) -> None:
    compose = "services: {web: {build: {context: ., dockerfile: Dockerfile.one}, ports: ['8000'],"
    compose += " volumes: ['data:/data']}}\nvolumes: {data: {}}\n"
    folder = app("import time; time.sleep(1000)\n", compose=compose)
    assert workbench("build", str(folder)).returncode == 0
    with workbench.start(tmp_path, "prove", str(folder)) as proving:
        proving.wait_for_progress("asking")
        assert len(left_over(docker)) == 3
        assert proving.interrupt() == 130
        assert "Traceback" not in proving.progress
    assert left_over(docker) == []
