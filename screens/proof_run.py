"""Proofs that run in a thread of their own, and how far each is."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from textual.message import Message
from textual.message_pump import MessagePump

from workbench.domain.cancellation import Cancellation
from workbench.domain.errors import WorkbenchError
from workbench.domain.proofs import Proof, ProofStep
from workbench.domain.text import clean
from workbench.domain.variants import App
from workbench.services.workspace import Workspace


class ProofsMoved(Message):
    """A proof moved on."""

    def can_replace(self, message: Message) -> bool:
        """One is enough to draw again."""
        return isinstance(message, ProofsMoved)


class ProofsEnded(Message):
    """All proofs are over: what came of them, or why they ended early."""

    def __init__(self, proofs: tuple[Proof, ...], error: WorkbenchError | None, *, cancelled: bool) -> None:
        super().__init__()
        self.proofs = proofs
        self.error = error
        self.cancelled = cancelled


class ProofRun:
    """Proves variants one after another; kept by the screen, so that leaving it ends nothing."""

    def __init__(self, host: MessagePump, workspace: Workspace) -> None:
        self._host = host
        self._workspace = workspace
        self._cancel = Cancellation()
        self._thread: threading.Thread | None = None
        self.progress: dict[str, str] = {}

    @property
    def is_running(self) -> bool:
        """Whether proofs are under way."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, app: App, names: Sequence[str]) -> None:
        """Begin to prove; does nothing while proofs are under way."""
        if self.is_running or not names:
            return
        self._cancel = Cancellation()
        self.progress = dict.fromkeys(names, ProofStep.WAITING.value)
        self._thread = threading.Thread(
            target=self._prove, args=(app, tuple(names), self._cancel), name="proofs", daemon=True
        )
        self._thread.start()

    def cancel(self) -> None:
        """End the proof that runs and those that wait; what was made is taken away."""
        self._cancel.cancel()

    def stop(self, seconds: float = 20.0) -> None:
        """Cancel, and wait until all is taken away."""
        self._cancel.cancel()
        if self._thread is not None:
            self._thread.join(seconds)

    def settle(self) -> None:
        """Note that nothing runs any more."""
        self.progress = {}

    def _prove(self, app: App, names: tuple[str, ...], cancel: Cancellation) -> None:
        from workbench.services.prove_variants import VariantProver  # brings the engine along

        proofs: tuple[Proof, ...] = ()
        error: WorkbenchError | None = None
        try:
            # Whoever starts this has asked before, where it opens ports to others.
            prover = VariantProver(self._workspace.engine, app, may_open_ports=True)
            proofs = prover.prove(names, report=self._report, cancel=cancel)
        except WorkbenchError as caught:
            error = caught
        self._host.post_message(ProofsEnded(proofs, error, cancelled=cancel.is_cancelled))

    def _report(self, variant: str, step: ProofStep, words: str) -> None:
        # replaced whole: the drawing thread never sees a dictionary that changes size
        others = {name: said for name, said in self.progress.items() if name != variant}
        told = {} if step is ProofStep.DONE else {variant: clean(f"{step.value} {words}".strip())}
        self.progress = {**others, **told}
        self._host.post_message(ProofsMoved())
