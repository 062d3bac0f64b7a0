"""Proves variants of an app: each is started beside what it needs, asked, looked into, taken down."""

import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import replace

from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import Command, RemoveContainer, RemoveNetwork, RemoveVolume
from workbench.domain.errors import Cancelled, EngineGone, InvalidInput, NotFound, ReadOnly, WorkbenchError
from workbench.domain.images import ImageDetail
from workbench.domain.proofs import Proof, ProofStep
from workbench.domain.stacks import Stack
from workbench.domain.variants import App, Variant
from workbench.engine.engine import Engine
from workbench.services.compose.read_stack import read_stack
from workbench.services.engine_place import remote_host
from workbench.services.proof_records import ProofRecords
from workbench.services.proving.asking import THIS_MACHINE
from workbench.services.proving.private_stack import OWNER_LABEL, PROOF_LABEL, private_stack
from workbench.services.proving.trial import Trial, fresh_proof
from workbench.services.variant_statuses import image_with_tag

Report = Callable[[str, ProofStep, str], None]


def ignore(_variant: str, _step: ProofStep, _words: str) -> None:
    """The report of whoever does not want to hear of progress."""


class VariantProver:
    """Proves variants one after another and remembers what came of each.

    A variant is asked from here. On an engine of another machine its port must be open to others for that, on
    all addresses of that machine: this is done only where it is allowed.
    """

    def __init__(
        self,
        engine: Engine,
        app: App,
        records: ProofRecords | None = None,
        *,
        may_open_ports: bool = False,
    ) -> None:
        self.records = records or ProofRecords(app.folder)
        self._engine = engine
        self._app = app
        self._may_open_ports = may_open_ports

    def prove(
        self, names: Sequence[str], *, report: Report = ignore, cancel: Cancellation | None = None
    ) -> tuple[Proof, ...]:
        """Prove these variants in order and return the proofs; a cancelled one is not among them.

        One that fails does not stop the others. Raises InvalidInput for an unknown name, EngineGone and
        ReadOnly.
        """
        switch = cancel or Cancellation()
        variants = tuple(map(self._variant, names))
        if self._engine.read_only:
            raise ReadOnly(
                "Nothing is proved: a proof starts containers.", "The workbench was started with --read-only."
            )
        remove_leftovers(self._engine)
        proofs: list[Proof] = []
        for variant in variants:
            try:
                switch.check()
                proof = self._prove_one(variant, report, switch)
            except Cancelled:
                break
            if proof.image_id:  # without an image nothing was tried, and there is nothing to grow old
                self.records.put(proof)
            proofs.append(proof)
            report(variant.name, ProofStep.DONE, proof.state.value)
        return tuple(proofs)

    def _variant(self, name: str) -> Variant:
        variant = self._app.variant(name)
        if variant is None:
            known = ", ".join(each.name for each in self._app.variants) or "none"
            raise InvalidInput(f"{self._app.name} has no variant {name}.", f"Its variants: {known}.")
        return variant

    def _prove_one(self, variant: Variant, report: Report, cancel: Cancellation) -> Proof:
        found = image_with_tag(self._engine.images(), variant.tag)
        if found is None:
            missing = fresh_proof(variant.name, variant.tag, "", "", None)
            return replace(
                missing,
                failure="It is not built.",
                reason=f"`workbench build --variant {variant.name}` builds it.",
            )
        image = self._engine.image(found.id)
        proof = fresh_proof(variant.name, variant.tag, found.id, "", None)
        try:
            stack = read_stack(self._app, variant=variant.name)
            port = port_to_ask(stack, image)
            proof = fresh_proof(variant.name, variant.tag, found.id, stack.probe.path, port)
            private = private_stack(stack, found.id, port, self._address(port))
            trial = Trial(
                self._engine,
                private,
                stack,
                lambda step, words: report(variant.name, step, words),
                cancel,
            )
            return trial.prove(proof, image)
        except (Cancelled, EngineGone, ReadOnly):
            raise
        except WorkbenchError as error:
            return replace(proof, failure=error.message, reason=error.hint)

    def _address(self, port: int | None) -> str:
        """Where a port is published: empty for all addresses; raises InvalidInput where that is barred."""
        host = remote_host(self._engine)
        if host and port is not None and not self._may_open_ports:
            raise InvalidInput(
                f"The engine is on {host}: to be asked, port {port} must be open there on all its addresses.",
                "`workbench prove --open-ports` allows that for as long as a variant is proved.",
            )
        return "" if host else THIS_MACHINE


def port_to_ask(stack: Stack, image: ImageDetail) -> int | None:
    """The port on which the app is asked: that which its service publishes, else one of the image."""
    app = stack.service(stack.app_service)
    exposed = [each.partition("/") for each in image.exposed_ports]
    of_image = [int(number) for number, _, kind in exposed if number.isdecimal() and kind in ("", "tcp")]
    of_service = [each.container_port for each in app.ports if each.protocol == "tcp"] if app else []
    if stack.source.startswith("inferred"):
        # what was inferred has a port even where nothing says so
        return next(iter(of_image), None)
    return next(iter((*of_service, *of_image)), None)


def remove_leftovers(engine: Engine) -> None:
    """Take away what proofs of this machine left behind whose process was killed."""
    gone: list[Command] = [
        RemoveContainer(each.name, force=True, with_volumes=True)
        for each in engine.containers()
        if _is_orphan(each.labels)
    ]
    gone += [RemoveVolume(each.name) for each in engine.volumes() if _is_orphan(each.labels)]
    gone += [RemoveNetwork(each.name) for each in engine.networks() if _is_orphan(each.labels)]
    for command in gone:
        try:
            engine.execute(command)
        except NotFound:
            continue


def _is_orphan(labels: Sequence[tuple[str, str]]) -> bool:
    """Whether a proof made it whose process ran on this machine and is gone."""
    found = dict(labels)
    host, _, number = found.get(OWNER_LABEL, "").rpartition(":")
    if PROOF_LABEL not in found or host != socket.gethostname() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
