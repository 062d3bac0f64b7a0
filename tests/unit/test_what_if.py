"""Which steps a changed file runs again: by COPY, by stages, by mounts, and what is kept out."""

from pathlib import Path

import pytest

from workbench.domain.advice.subject import ContextEntry, advice_subject
from workbench.domain.advice.values import Cost
from workbench.domain.what_if import CachePlan, RerunCause, cache_plan, step_key
from workbench.services.advise_costs import with_known_costs
from workbench.services.advise_variants import advise
from workbench.services.find_app import find_app
from workbench.services.what_if import file_in, foresee
from workbench.services.what_if_times import StepTimes

FILES = ("app.py", "docs/a.md", "lib/a.py", "requirements.txt", "secret.txt", "static/x.css")
STAGES = """FROM base AS build
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY lib lib
FROM base AS unused
COPY . .
FROM build AS tested
RUN test
FROM base
COPY --from=build /venv /venv
COPY *.py ./
RUN --mount=type=bind,source=static,target=/s compile
RUN --mount=from=tested,target=/t true
"""


def plan(text: str, ignore: str = "secret.txt\n", **seconds: float) -> CachePlan:
    entries = tuple(ContextEntry(path) for path in FILES)
    return cache_plan("v", advice_subject(text, ignore_text=ignore, entries=entries), seconds)


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("requirements.txt", [2, 3, 4, 8, 10, 11, 12, 13]),
        ("lib/a.py", [4, 8, 10, 11, 12, 13]),
        ("app.py", [11, 12, 13]),
        ("static/x.css", [12, 13]),
        ("docs/a.md", []),
        ("secret.txt", []),
        ("not/there.txt", []),
    ],
)
def test_a_step_runs_again_with_what_it_takes_and_all_that_stand_on_it(path: str, lines: list[int]) -> None:
    found = plan(STAGES).changed(path)
    assert [step.line for step in found.steps] == lines
    assert found.step_count == 8
    assert found.is_in_context is (path in FILES and path != "secret.txt")


def test_each_step_says_why() -> None:
    causes = {step.line: step.cause for step in plan(STAGES).changed("requirements.txt").steps}
    assert causes == {
        2: RerunCause.TAKES_THE_FILE,
        3: RerunCause.COMES_AFTER,
        4: RerunCause.COMES_AFTER,
        8: RerunCause.STANDS_ON_A_STAGE,
        10: RerunCause.COPIES_A_STAGE,
        11: RerunCause.COMES_AFTER,
        12: RerunCause.COMES_AFTER,
        13: RerunCause.COMES_AFTER,
    }


def test_the_dockerfile_itself_is_told_apart() -> None:
    assert plan(STAGES).changed("Dockerfile").is_recipe
    assert not plan(STAGES).changed("app.py").is_recipe


def test_seconds_are_summed_as_far_as_they_are_known() -> None:
    text = "FROM base\nCOPY . .\nRUN  one\nRUN two\n"
    found = plan(text, RUNone=1.5).changed("app.py")
    assert (found.seconds, found.unknown_count) == (1.5, 2)
    assert plan(text).changed("app.py").seconds is None
    assert plan(text).changed("secret.txt").seconds == 0


@pytest.mark.parametrize(
    "title",
    [
        "RUN --mount=type=cache,target=/c pip install -r a",
        "RUN pip install \\\n  -r a",
        "run pip  install -r a",
    ],
)
def test_a_step_is_known_again_however_its_builder_writes_it(title: str) -> None:
    assert step_key(title) == "RUNpipinstall-ra"


def test_times_are_remembered_for_their_variant_until_newer_ones_come(tmp_path: Path) -> None:
    StepTimes(tmp_path / "app", tmp_path).put("slim", {"RUN a": 1.0, "RUN b": 2.0})
    StepTimes(tmp_path / "app", tmp_path).put("slim", {"RUN  a": 3.0})
    times = StepTimes(tmp_path / "app", tmp_path)
    assert times.of("slim") == {"RUNa": 3.0, "RUNb": 2.0}
    assert times.of("full") == {}
    times.path.write_text("no JSON", encoding="utf-8")
    assert times.of("slim") == {}


def test_the_advice_on_the_order_says_how_many_seconds_it_saves_here(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(
        "FROM x:1.2.3\nWORKDIR /app\nCOPY . .\nRUN pip install --no-cache-dir -r requirements.txt\nUSER 7\n",
        encoding="utf-8",
    )
    (tmp_path / ".dockerignore").write_text("Dockerfile\n.dockerignore\n", encoding="utf-8")
    for name in ("requirements.txt", "app.py"):
        (tmp_path / name).touch()
    app = find_app(tmp_path)
    StepTimes(app.folder).put(
        "default", {"COPY . .": 0.5, "RUN pip install --no-cache-dir -r requirements.txt": 12.5}
    )
    (found,) = with_known_costs(app.folder, advise(app.folder, app.variants[0]), None).advice
    assert found.rule == "cache-order"
    assert found.cost == Cost(seconds=12.5, basis="the last builds here")
    (now,) = foresee(app).changed("app.py")
    assert now.seconds == 13


def test_a_file_is_named_from_the_folder_or_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = find_app(tmp_path)
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/a.py").touch()
    assert file_in(app, "lib/a.py") == "lib/a.py"
    assert file_in(app, "new.py") == "new.py"
    monkeypatch.chdir(tmp_path / "lib")
    assert file_in(app, "a.py") == "lib/a.py"
    with pytest.raises(Exception, match="does not lie in"):
        file_in(app, "/etc/passwd")
