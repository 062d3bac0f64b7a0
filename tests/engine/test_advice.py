"""What advice costs is measured on a real engine: in its images, and in the image that was built."""

from pathlib import Path

import pytest

from tests.tools.docker_cli import DockerCli
from workbench.domain.advice.values import Advice
from workbench.domain.commands import BuildImage
from workbench.domain.errors import NotFound
from workbench.domain.variants import Variant
from workbench.engine.engine import Engine
from workbench.services.advise_costs import with_file_costs, with_layer_costs
from workbench.services.advise_fixes import apply_change, change_of_all
from workbench.services.advise_variants import Advised, advise

MEGABYTE = 1_000_000
DOCKERFILE = f"""FROM python:3.11
WORKDIR /app
COPY . .
RUN head -c {MEGABYTE} /dev/urandom > data && mkdir -p /root/.cache/pip && true pip install
RUN head -c {MEGABYTE} /dev/urandom > /root/.cache/pip/wheel || pip install x
RUN chown -R 7:7 /app
USER 7
CMD ["python"]
"""


@pytest.fixture
def variant(unique_name: str, docker: DockerCli) -> Variant:
    return Variant("one", "Dockerfile", f"{unique_name}:one")


def the(rule: str, line: int, advised: Advised) -> Advice:
    (found,) = [each for each in advised.advice if (each.rule, each.line) == (rule, line)]
    return found


def test_what_advice_costs_is_measured(engine: Engine, variant: Variant, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
    advised = advise(tmp_path, variant, engine)
    slim = the("slim-base", 1, advised)
    assert slim.cost is not None
    assert slim.cost.size_bytes is not None
    assert slim.cost.size_bytes > 100 * MEGABYTE
    exact = the("exact-base", 1, advised)
    assert "python:3.11." in exact.fix_hint

    assert with_layer_costs(engine, advised) == advised
    with pytest.raises(NotFound):
        with_file_costs(engine, advised)
    engine.execute(BuildImage(str(tmp_path), "Dockerfile", variant.tag))
    layers = with_layer_costs(engine, advised)
    chown = the("chown-layer", 6, layers).cost
    assert chown is not None
    assert chown.size_bytes is not None
    assert MEGABYTE <= chown.size_bytes < 1.1 * MEGABYTE

    files = with_file_costs(engine, layers)
    for rule, line, size_bytes in (("pip-no-cache", 4, 0), ("pip-no-cache", 5, MEGABYTE)):
        cost = the(rule, line, files).cost
        assert cost is not None
        assert cost.size_bytes == size_bytes


def test_an_edited_step_is_not_taken_for_the_one_that_was_built(
    engine: Engine, variant: Variant, tmp_path: Path
) -> None:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
    engine.execute(BuildImage(str(tmp_path), "Dockerfile", variant.tag))
    edited = DOCKERFILE.replace("RUN chown -R 7:7", "RUN chown -R 8:8")
    (tmp_path / "Dockerfile").write_text(edited, encoding="utf-8")
    advised = with_layer_costs(engine, advise(tmp_path, variant, engine))
    assert the("chown-layer", 6, advised).cost is None


def test_the_sample_still_builds_when_all_advice_is_followed(
    engine: Engine, variant: Variant, tmp_path: Path
) -> None:
    (tmp_path / "Dockerfile").write_text(
        "FROM python:3.12.0-slim\nCOPY . .\nEXPOSE 80\nCMD python -m http.server 80\n", encoding="utf-8"
    )
    (tmp_path / ".git").mkdir()
    for change in change_of_all(advise(tmp_path, variant, engine).subject):
        apply_change(tmp_path, change)
    assert advise(tmp_path, variant, engine).fixable == ()
    engine.execute(BuildImage(str(tmp_path), "Dockerfile", variant.tag))
    detail = engine.image(variant.tag)
    assert detail.user == "10001:10001"
    assert detail.working_directory == "/app"
    assert detail.command == ("python", "-m", "http.server", "80")
