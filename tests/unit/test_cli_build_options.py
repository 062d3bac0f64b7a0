"""The options of `workbench build` that say how."""

import argparse
from pathlib import Path

import pytest

from workbench.cli import main
from workbench.cli_jobs.build_options import add_build_options, options_by_variant
from workbench.domain.build_options import BuildOptions
from workbench.domain.variants import App, Variant
from workbench.services.build_options_store import BuildOptionsStore


def read(app: App, *words: str) -> dict[str, BuildOptions]:
    parser = argparse.ArgumentParser()
    add_build_options(parser)
    return options_by_variant(parser.parse_args(words), app, app.variants)


@pytest.fixture
def app(tmp_path: Path) -> App:
    BuildOptionsStore(tmp_path).put("slim", BuildOptions((("A", "1"), ("B", "2")), target="run", pull=True))
    return App("shop", tmp_path, (Variant("slim", "Dockerfile", "shop:slim"),))


def test_every_option_reaches_the_build(app: App) -> None:
    words = (
        "--no-cache --pull --build-arg A=x=y --build-arg B= --label c=d --target t --platform p --network n"
    )
    assert read(app, *words.split()) == {
        "slim": BuildOptions((("A", "x=y"), ("B", "")), "t", True, True, "p", "n", (("c", "d"),))
    }


def test_what_is_remembered_is_used_only_when_asked_for(app: App) -> None:
    assert read(app) == {"slim": BuildOptions()}
    assert read(app, "--remembered", "--build-arg", "B=3") == {
        "slim": BuildOptions((("A", "1"), ("B", "3")), target="run", pull=True)
    }


def test_an_argument_without_a_value_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["build", "--build-arg", "A"])
    assert ended.value.code == 2
    assert "NAME=VALUE" in capsys.readouterr().err
