"""Builds and proofs of the Variants screen: how they begin, and what is drawn as they go on and end."""

from __future__ import annotations

from collections.abc import Sequence

from screens.build_run import BuildsEnded, BuildsMoved
from screens.proof_run import ProofsEnded, ProofsMoved
from screens.variant_list import VariantListScreen
from screens.variant_tasks import tell_builds, tell_proofs
from workbench.domain.variants import App
from workbench.services.engine_place import remote_host

_OPENING = (
    "The engine is on {}. To be asked from here, each variant's port is open there on all addresses, "
    "to everybody who reaches that machine, for as long as the variant is proved."
)


class VariantWorkScreen(VariantListScreen):
    """The list of variants, kept up with the builds and proofs that run."""

    def on_builds_moved(self, _message: BuildsMoved) -> None:
        """Draw what the builds told."""
        self.builds.take()
        standing = (self.builds.running, self.builds.waiting)
        if standing != self._standing:
            self._standing = standing
            self.read()
            self.fill()
        self.show_steps()

    def on_builds_ended(self, message: BuildsEnded) -> None:
        """Say how it went; failures stay marked until the next build."""
        self.builds.take()
        tell_builds(self, message)
        self.show_steps(unfold_failure=True)
        self.read()

    def on_proofs_moved(self, _message: ProofsMoved) -> None:
        """Draw how far the proofs are, and what came of one that is over."""
        proving = frozenset(self.proofs.progress)
        if proving != self._proving:
            self._proving = proving
            self.read()
        self.fill()

    def on_proofs_ended(self, message: ProofsEnded) -> None:
        """Say how it went."""
        self.proofs.settle()
        tell_proofs(self, message)
        self.read()

    def build(self, names: Sequence[str], *, no_cache: bool = False) -> None:
        """Put builds into the queue."""
        project = self.workspace.project
        if project is None or not names or not self._is_connected():
            return
        if not self.builds.start(project, names, no_cache=no_cache):
            self.say("K cancels it, < and > change its place.", title="It is in the queue already")
        self.detail.turn_to("steps")
        self.fill()
        self.show_steps()

    def prove(self, names: Sequence[str]) -> None:
        """Begin to prove."""
        project = self.workspace.project
        if project is None or not names or not self._is_connected():
            return
        if self.proofs.is_running:
            self.say("K cancels them.", title="Other proofs are under way")
            return
        host = remote_host(self.workspace.engine)
        if not host:
            self._start_proofs(project, names)
            return
        from screens.widgets.dialogs import ConfirmDialog  # only for an engine of another machine

        def answered(agreed: bool | None) -> None:
            if agreed:
                self._start_proofs(project, names)

        self.app.push_screen(ConfirmDialog("Open ports on another machine?", _OPENING.format(host)), answered)

    def _start_proofs(self, project: App, names: Sequence[str]) -> None:
        self.proofs.start(project, names)
        self._proving = frozenset(names)
        self.detail.turn_to("proof")
        self.fill()

    def _is_connected(self) -> bool:
        if not self.workspace.is_connected:
            self.say("There is no engine for it.")
        return self.workspace.is_connected
