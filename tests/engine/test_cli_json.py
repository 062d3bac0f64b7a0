"""What a program reads of the reading jobs: the keys that their help names, bytes and ISO 8601 times."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.engine.equivalence import Json
from tests.tools.docker_cli import DockerCli
from tests.tools.waiting import wait_until
from tests.tools.workbench_cli import WorkbenchCli

IMAGE = "debian:bookworm-slim"
# Whoever takes a key away or renames it breaks somebody's script: add here, and to the help, only.
KEYS = {
    "doctor": """
        candidates url source name answered api_version failure hint
        engine product version minimum_api_version operating_system architecture kernel storage_driver
        image_store cgroup_version cpu_count memory_bytes root_folder containers_total containers_running
        images_total warnings is_embedded
        builder buildkit kind reason
    """,
    "containers": """
        id name image image_id command created_at state status health
        ports container_port protocol host_ip host_port networks ip_address aliases labels
    """,
    "images": """
        id tags digests created_at size_bytes shared_size_bytes unique_size_bytes container_count labels
    """,
    "layers": """
        image size_bytes told_base bases image_names image_id steps own_steps problems
        created_by instruction place created_at diff_id comment tags
    """,
    "compare": """
        app folder made_at workbench engine how
        variants variant base base_is_exact tag size_bytes transfer_bytes saving layers own_layers
        packages seconds cached cold_seconds cached_seconds user shell advice state built_at image_id failure
        proof
    """,
    "logs": "container stream timestamp text",
}


OF_A_REPORT = {"made_at", "workbench", "engine", "how"}
"""What the comparison tells of itself; a build tells of the variants alone."""


@pytest.fixture
def app(workbench: WorkbenchCli, tmp_path: Path, unique_name: str) -> str:
    """An app with one variant that is built."""
    folder = tmp_path / unique_name
    folder.mkdir()
    (folder / "Dockerfile.one").write_text(f"FROM {IMAGE}\nENV A=b\n", "utf-8")
    done = workbench("build", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    assert keys_of(json.loads(done.stdout)) == keys("compare") - OF_A_REPORT
    return str(folder)


def keys(job: str) -> set[str]:
    return set(KEYS[job].split())


def entries(document: Json) -> Iterator[tuple[str, Json]]:
    """Every key of a document with its value; the names of labels and figures are none of ours."""
    match document:
        case dict():
            for key, value in document.items():
                yield key, value
                if key not in ("labels", "how"):
                    yield from entries(value)
        case list():
            for each in document:
                yield from entries(each)
        case _:
            return


def keys_of(document: Json) -> set[str]:
    return {key for key, _ in entries(document)}


@pytest.mark.parametrize("job", KEYS)
def test_the_documented_keys_are_the_ones_that_come(
    job: str, workbench: WorkbenchCli, docker: DockerCli, app: str, unique_name: str
) -> None:
    script = ("sh", "-c", "echo said; sleep 1000")
    docker("run", "-d", "--name", unique_name, "-p", "127.0.0.1::80", IMAGE, *script, check=True)
    wait_until(lambda: docker.lines("logs", unique_name), what="a line in the log")
    subject = {"layers": ["python:3.11-slim"], "compare": [app], "logs": [unique_name]}.get(job, [])
    done = workbench(job, *subject, "--json")
    assert done.returncode == 0, done.stderr
    document: Json = json.loads(done.stdout)
    assert keys_of(document) == keys(job)
    documented = workbench(job, "--help").stdout.partition("JSON")[2]
    assert keys(job) <= set(re.findall(r"[a-z_]+", documented))
    for key, value in entries(document):
        if key.endswith("_bytes") and value is not None:
            assert isinstance(value, int), key
        if key in ("timestamp", "created_at", "built_at") and value is not None:
            assert datetime.fromisoformat(str(value)).tzinfo is not None
