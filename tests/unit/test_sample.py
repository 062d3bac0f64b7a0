"""The sample app's files say what the lesson needs."""

from importlib.resources import files

import pytest
import yaml

SAMPLE = files("workbench.sample") / "giropops-senhas"
BASES = {
    "full": "python:3.11",
    "slim": "python:3.11-slim",
    "distroless": "cgr.dev/chainguard/python:latest",
    "alpine": "python:3.11-alpine",
    "hardened": "python:3.12.0-slim",
}


def dockerfile(name: str) -> str:
    return (SAMPLE / f"Dockerfile.{name}").read_text()


@pytest.mark.parametrize("name", BASES)
def test_each_variant_stands_on_its_base_and_runs_in_exec_form(name: str) -> None:
    lines = dockerfile(name).splitlines()
    assert [line for line in lines if line.startswith("FROM ")][-1] == f"FROM {BASES[name]}"
    assert lines[-1].startswith(("CMD [", "ENTRYPOINT ["))


@pytest.mark.parametrize("name", BASES)
def test_no_dockerfile_asks_a_registry_for_a_syntax_or_needs_buildkit(name: str) -> None:
    text = dockerfile(name)
    assert "syntax=" not in text
    assert "--mount" not in text


def test_the_distroless_variant_names_no_python_version() -> None:
    assert "python3." not in dockerfile("distroless")


def test_wherever_the_app_tells_that_redis_does_not_answer_it_logs_the_trace() -> None:
    source = (SAMPLE / "app.py").read_text()
    told = source.count('f"Redis does not answer: {error}"')
    assert told == source.count('log.exception("Redis does not answer")') == 2


def test_compose_names_the_network_the_services_and_the_five_variants() -> None:
    compose = yaml.safe_load((SAMPLE / "compose.yaml").read_text())
    assert compose["networks"]["giropops"]["name"] == "giropops"
    redis, app = compose["services"]["redis"], compose["services"]["giropops-senhas"]
    assert "ports" not in redis
    assert redis["healthcheck"]["test"] == "redis-cli ping"
    assert app["environment"] == {"REDIS_HOST": "redis"}
    assert app["ports"] == ["127.0.0.1:5000:5000"]
    assert app["depends_on"] == {"redis": {"condition": "service_healthy"}}
    variants = compose["x-workbench"]["variants"]
    assert {name: entry["tag"] for name, entry in variants.items()} == {
        name: f"giropops-senhas:{number}.0" for number, name in enumerate(BASES, start=1)
    }
    assert all((SAMPLE / entry["dockerfile"]).is_file() for entry in variants.values())
