"""`workbench up` and `down` on a real engine: the plan, the way up, what is left after a stop."""

from pathlib import Path

from tests.tools.docker_cli import DockerCli
from tests.tools.workbench_cli import WorkbenchCli

COMPOSE = """\
name: {name}
services:
  store:
    image: debian:bookworm-slim
    container_name: {name}-store
    command: [sleep, "1000"]
    networks: [net]
    healthcheck: {{test: ["CMD", "test", "{test}", "/"], interval: 100ms, timeout: 1s, retries: 1000}}
  web:
    build: {{context: ., dockerfile: Dockerfile.one}}
    image: {name}:one
    container_name: {name}-web
    networks: [net]
    depends_on: {{store: {{condition: service_healthy}}}}
networks:
  net: {{name: {name}-net}}
"""
DOCKERFILE = 'FROM debian:bookworm-slim\nCMD ["sleep", "1000"]\n'


def make_app(folder: Path, name: str, *, healthy: bool) -> str:
    app = folder / name
    app.mkdir()
    (app / "compose.yaml").write_text(COMPOSE.format(name=name, test="-d" if healthy else "-f"))
    (app / "Dockerfile.one").write_text(DOCKERFILE)
    return str(app)


def standing(docker: DockerCli, name: str) -> set[str]:
    match = f"name={name}"
    return {
        *docker.lines("ps", "--all", "--filter", match, "--format", "{{.Names}}"),
        *docker.lines("network", "ls", "--filter", match, "--format", "{{.Name}}"),
    }


def test_up_tells_its_plan_then_stands_and_down_leaves_nothing(
    workbench: WorkbenchCli, docker: DockerCli, unique_name: str, tmp_path: Path
) -> None:
    app = make_app(tmp_path, unique_name, healthy=True)
    planned = workbench("up", app, "--plan")
    assert planned.returncode == 0, planned.stderr
    assert "docker network create" in planned.stdout
    assert standing(docker, unique_name) == set()
    up = workbench("up", app)
    assert up.returncode == 0, up.stderr
    everything = {f"{unique_name}-store", f"{unique_name}-web", f"{unique_name}-net"}
    assert standing(docker, unique_name) == everything
    assert f"{unique_name}-web" in up.stdout
    again = workbench("up", app)
    assert again.returncode == 0
    assert "nothing to do" in again.stderr
    assert workbench("down", app, "--plan").stdout.count("docker ") >= 3
    assert standing(docker, unique_name) == everything
    down = workbench("down", app)
    assert down.returncode == 0, down.stderr
    assert standing(docker, unique_name) == set()


def test_a_named_volume_goes_only_when_down_is_asked_to(
    workbench: WorkbenchCli, docker: DockerCli, unique_name: str, tmp_path: Path
) -> None:
    app = make_app(tmp_path, unique_name, healthy=True)
    compose = Path(app) / "compose.yaml"
    mounting = compose.read_text().replace("    command:", '    volumes: ["data:/data"]\n    command:')
    compose.write_text(mounting + "volumes: {data: }\n")
    volumes = ("volume", "ls", "--quiet", "--filter", f"name={unique_name}")
    assert workbench("up", app).returncode == 0
    assert workbench("down", app).returncode == 0
    assert docker.lines(*volumes) == [f"{unique_name}_data"]
    asked = workbench("down", app, "--volumes")
    assert asked.returncode == 0
    assert f"lost for good: all data in volume {unique_name}_data" in asked.stderr
    assert docker.lines(*volumes) == []


def test_ctrl_c_during_up_says_what_stands_and_down_removes_it(
    workbench: WorkbenchCli, docker: DockerCli, unique_name: str, tmp_path: Path
) -> None:
    app = make_app(tmp_path, unique_name, healthy=False)
    with workbench.start(tmp_path, "up", app) as coming:
        coming.wait_for_progress("▸ wait until store")
        assert coming.interrupt() == 130
        assert f"{unique_name}-store" in coming.progress.partition("What stands now")[2]
        assert "Traceback" not in coming.progress
    assert standing(docker, unique_name) == {f"{unique_name}-store", f"{unique_name}-net"}
    assert workbench("down", app).returncode == 0
    assert standing(docker, unique_name) == set()


def test_an_up_that_fails_says_what_stands(
    workbench: WorkbenchCli, docker: DockerCli, unique_name: str, tmp_path: Path
) -> None:
    app = make_app(tmp_path, unique_name, healthy=True)
    (Path(app) / "Dockerfile.one").write_text("FROM debian:bookworm-slim\nRUN echo the reason; exit 3\n")
    done = workbench("up", app)
    assert done.returncode == 1
    assert "the reason" in done.stderr
    assert "What stands now" in done.stderr
    assert workbench("down", app).returncode == 0
    assert standing(docker, unique_name) == set()


def test_a_malformed_compose_file_is_told_before_anything_starts(
    workbench: WorkbenchCli, docker: DockerCli, unique_name: str, tmp_path: Path
) -> None:
    app = make_app(tmp_path, unique_name, healthy=True)
    (Path(app) / "compose.yaml").write_text("services: [")
    done = workbench("up", app)
    assert done.returncode == 1
    assert "compose.yaml" in done.stderr
    assert "Traceback" not in done.stderr
    assert standing(docker, unique_name) == set()


def test_read_only_refuses_at_once_and_still_tells_the_plan(
    workbench: WorkbenchCli, docker: DockerCli, unique_name: str, tmp_path: Path
) -> None:
    app = make_app(tmp_path, unique_name, healthy=True)
    refused = workbench("up", app, "--read-only")
    assert refused.returncode == 1
    assert refused.stderr == (
        f"workbench: Not done: up {unique_name}.\n  The workbench was started with --read-only.\n"
    )
    planned = workbench("up", app, "--read-only", "--plan")
    assert planned.returncode == 0
    assert "docker network create" in planned.stdout
    assert standing(docker, unique_name) == set()
