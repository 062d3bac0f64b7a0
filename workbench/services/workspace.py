"""What one run of the program works on: an engine, an app folder, and how both were asked for."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.errors import EngineUnavailable, WorkbenchError
from workbench.domain.ledger import Ledger

if TYPE_CHECKING:
    from workbench.domain.engines import Attempt, EngineFacts
    from workbench.domain.variants import App
    from workbench.embedded import EmbeddedEngine
    from workbench.embedded.faults import Faults
    from workbench.engine.engine import Engine
    from workbench.services.state_folder import PassingState


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asked for; without a folder it is this one, or the sample when embedded."""

    folder: Path | None
    host: str | None = None
    context: str | None = None
    read_only: bool = False
    embedded: bool = False
    embedded_containers: int = 0
    embedded_speed: float = 1.0
    debug: bool = False
    language: str = ""


class Workspace:
    """Holds the engine once one answers, and the app once its folder is read."""

    def __init__(self, wishes: Wishes) -> None:
        self.wishes = wishes
        self.facts: EngineFacts | None = None
        self.project: App | None = None
        self.project_problem: WorkbenchError | None = None
        self._engine: Engine | None = None
        self._embedded: EmbeddedEngine | None = None
        self._state: PassingState | None = None
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        self._nothing_done = Ledger()

    @property
    def folder(self) -> Path:
        """The app's folder: the one asked for, else this one, or a copy of the sample when embedded."""
        if self.wishes.folder is not None:
            return self.wishes.folder
        if not self.wishes.embedded:
            return Path.cwd()
        if self._copy is None:
            from workbench.services.write_sample import SAMPLE_NAME, write_sample  # only for this

            self._copy = tempfile.TemporaryDirectory(prefix="workbench-sample-")
            write_sample(Path(self._copy.name) / SAMPLE_NAME)
        return next(Path(self._copy.name).iterdir())

    @property
    def language(self) -> str:
        """The language to explain instructions in: the one asked for, else the locale's."""
        from workbench.domain.explanations import language_of  # only where something is explained

        return self.wishes.language or language_of(os.environ)

    @property
    def is_connected(self) -> bool:
        """Whether an engine has answered."""
        return self._engine is not None

    @property
    def engine(self) -> Engine:
        """The engine; raises EngineUnavailable while none has answered."""
        if self._engine is None:
            raise EngineUnavailable(
                "No engine answers yet.", "The workbench keeps trying; `workbench doctor` says more."
            )
        return self._engine

    @property
    def ledger(self) -> Ledger:
        """The engine's ledger, an empty one while there is no engine."""
        return self._nothing_done if self._engine is None else self._engine.ledger

    def connect(self) -> None:
        """Find an engine and ask it who it is, in a thread (docker is imported); raises EngineUnavailable."""
        from workbench.engine.connect import connect  # docker's import is too slow for a first frame

        host = self._embedded_url() if self.wishes.embedded else self.wishes.host
        engine = connect(host=host, context=self.wishes.context, read_only=self.wishes.read_only)
        self.facts = engine.facts()
        self._engine = engine

    def prefer_embedded(self) -> None:
        """Take the embedded engine at the next connect."""
        self.wishes = replace(self.wishes, embedded=True)

    def survey(self) -> tuple[Attempt, ...]:
        """Try every candidate engine and say what came of each."""
        from workbench.engine.connect import survey  # docker's import is too slow for a first frame

        return survey(host=self.wishes.host, context=self.wishes.context)

    def read_project(self) -> None:
        """Read the app folder's variants; a problem is kept for the screens that need them."""
        from workbench.services.find_app import find_app  # reads YAML, not needed for a first frame

        try:
            self.project, self.project_problem = find_app(self.folder), None
        except WorkbenchError as error:
            self.project, self.project_problem = None, error

    def close(self) -> None:
        """Let go of the engine and stop the embedded one."""
        if self._engine is not None:
            self._engine.close()
        if self._embedded is not None:
            self._embedded.stop()
        self._forget_state()
        if self._copy is not None:
            self._copy.cleanup()

    @property
    def troubles(self) -> Faults | None:
        """The troubles that can be switched on; a real engine has its own."""
        return None if self._embedded is None else self._embedded.faults

    def _embedded_url(self) -> str:
        if self._embedded is None:
            from workbench.embedded import EmbeddedEngine  # adds nothing to a run without it
            from workbench.services.state_folder import PassingState

            self._forget_state()
            engine = EmbeddedEngine(
                containers=self.wishes.embedded_containers, speed=self.wishes.embedded_speed
            )
            try:
                # What is remembered of images that are only pretended would mislead a later run.
                self._state = PassingState()
                engine.start()
            except OSError as error:
                words = f"The embedded engine cannot listen: {error.strerror or error}."
                hint = "Make room and rights in the folder for temporary files, or set TMPDIR to another."
                raise EngineUnavailable(words, hint) from error
            self._embedded = engine
        return self._embedded.url

    def _forget_state(self) -> None:
        if self._state is not None:
            self._state.close()
            self._state = None
