"""One proof of one variant, from its private network to the taking down of everything."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic

from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import PullImage, StopContainer
from workbench.domain.containers import ContainerDetail
from workbench.domain.errors import Cancelled, EngineGone, ReadOnly, WorkbenchError
from workbench.domain.file_trees import FileTree, final_files
from workbench.domain.image_checks import find_shells
from workbench.domain.images import ImageDetail
from workbench.domain.proof_files import error_lines, writable_paths
from workbench.domain.proof_reasons import Symptoms, guess_reason
from workbench.domain.proofs import STOP_SECONDS, Proof, ProofStep
from workbench.domain.stacks import Stack, WaitUntilReady
from workbench.domain.text import clean
from workbench.engine.engine import Engine
from workbench.services.proving import measures
from workbench.services.proving.asking import Asked, run_without_port, wait_for_good_answer
from workbench.services.proving.made import Made
from workbench.services.proving.measures import Printer
from workbench.services.proving.private_stack import PrivateService, PrivateStack
from workbench.services.read_files import FilesCache, read_files
from workbench.services.stacks.waiting import wait_until_ready
from workbench.services.variant_statuses import image_with_tag

Tell = Callable[[ProofStep, str], None]
_LINES_KEPT = 12
_ERRORS_KEPT = 20
_PATHS_KEPT = 40


class Trial:
    """Proves one variant; everything that it makes is gone when it ends, however it ends."""

    def __init__(
        self, engine: Engine, private: PrivateStack, stack: Stack, tell: Tell, cancel: Cancellation
    ) -> None:
        self._engine = engine
        self._private = private
        self._probe = stack.probe
        self._tell = tell
        self._cancel = cancel
        self._made = Made(engine, cancel)
        self._files = FilesCache(1)

    @property
    def _container(self) -> str:
        return self._private.app.run.name

    def prove(self, proof: Proof, image: ImageDetail) -> Proof:
        """Fill the proof in; raises Cancelled, EngineGone and ReadOnly once all is taken away."""
        began = monotonic()
        try:
            proof = self._tried(proof, image)
        finally:
            self._tell(ProofStep.CLEANING, "")
            left = self._made.clean()
        if left:
            proof = replace(proof, failure=" ".join(filter(None, (proof.failure, *left))))
        return replace(proof, seconds=monotonic() - began)

    def _tried(self, proof: Proof, image: ImageDetail) -> Proof:
        try:
            self._prepare()
        except (Cancelled, EngineGone, ReadOnly):
            raise
        except WorkbenchError as error:
            return replace(proof, failure=f"What it needs did not start: {error.message}", reason=error.hint)
        self._tell(ProofStep.STARTING, "")
        started = monotonic()
        try:
            self._made.do(self._private.app.run)
        except (Cancelled, EngineGone, ReadOnly):
            raise
        except WorkbenchError as error:
            reason = guess_reason(Symptoms(start_error=str(error)))
            return replace(proof, failure=error.message, reason=reason or error.hint)
        asked = self._ask(proof.port)
        proof = replace(proof, status=asked.status)
        if not asked.is_good:
            return self._failed(proof, asked, image)
        answered = monotonic() - started if proof.port is not None else None
        return self._looked_into(replace(proof, first_answer_seconds=answered), image)

    def _prepare(self) -> None:
        """The network, the volumes, and what the app depends on, each waited for as the app asks."""
        self._tell(ProofStep.PREPARING, "network")
        for command in self._private.resources:
            self._made.do(command)
        for helper in self._private.helpers:
            self._tell(ProofStep.PREPARING, helper.service)
            self._wait_for_others(helper)
            if image_with_tag(self._engine.images(), helper.run.image) is None:
                self._engine.execute(helper.build or PullImage(helper.run.image), cancel=self._cancel)
            self._made.do(helper.run)
        self._wait_for_others(self._private.app)

    def _wait_for_others(self, service: PrivateService) -> None:
        for dependency, container in service.waits_for:
            wait = WaitUntilReady(dependency.service, container, dependency.condition)
            wait_until_ready(
                self._engine, wait, lambda words: self._tell(ProofStep.PREPARING, words), self._cancel
            )

    def _ask(self, port: int | None) -> Asked:
        self._tell(ProofStep.ASKING, "")
        if port is None:
            return run_without_port(self._engine, self._container, self._cancel)
        return wait_for_good_answer(self._engine, self._container, port, self._probe, self._cancel)

    # ---- what is found in one that answers

    def _looked_into(self, proof: Proof, image: ImageDetail) -> Proof:
        if self._detail().container.is_running:
            self._tell(ProofStep.LOOKING, "memory")
            memory = measures.memory_at_rest(self._engine, self._container, self._cancel)
            self._tell(ProofStep.LOOKING, "user and files")
            person = measures.person_of(self._engine, self._container)
            proof = replace(
                proof,
                memory_bytes=memory,
                user_id=person.user_id,
                listens_on=self._sockets(image),
                written_paths=_some(measures.written_paths(self._engine, self._container)),
            )
            tree = self._tree(image)
            proof = replace(proof, shells=find_shells(tree))
            if person.user_id is not None:
                paths = writable_paths(tree, person.user_id, person.group_id or person.user_id)
                proof = replace(proof, writable_paths=paths[:_PATHS_KEPT])
            proof = self._stopped(proof)
        lines = measures.last_log_lines(self._engine, self._container)
        return replace(proof, log_errors=error_lines(lines)[:_ERRORS_KEPT], last_lines=lines[-_LINES_KEPT:])

    def _stopped(self, proof: Proof) -> Proof:
        self._tell(ProofStep.STOPPING, "")
        began = monotonic()
        self._engine.execute(StopContainer(self._container, STOP_SECONDS), cancel=self._cancel)
        seconds = monotonic() - began
        return replace(proof, stop_seconds=seconds, exit_code=self._detail().exit_code)

    def _sockets(self, image: ImageDetail) -> tuple[str, ...] | None:
        self._tell(ProofStep.LOOKING, "sockets")
        for printer in self._printers(image):
            found = measures.sockets_of(self._engine, self._made, self._container, printer, self._cancel)
            if found is not None:
                return found
        return None

    def _printers(self, image: ImageDetail) -> tuple[Printer, ...]:
        own = measures.printer_in(image.image.id, self._tree(image))
        neighbours = (
            measures.printer_of_neighbour(self._engine, each.run.image, each.run.name)
            for each in self._private.helpers
        )
        return tuple(each for each in (own, *neighbours) if each is not None)

    def _tree(self, image: ImageDetail) -> FileTree:
        files = read_files(self._engine, image.image.id, cancel=self._cancel, cache=self._files)
        return final_files(files.layers)

    # ---- what is found in one that does not

    def _failed(self, proof: Proof, asked: Asked, image: ImageDetail) -> Proof:
        self._tell(ProofStep.LOOKING, "why it does not answer")
        detail = self._detail()
        is_running = detail.container.is_running
        lines = measures.last_log_lines(self._engine, self._container)
        listens = self._sockets(image) if is_running else None
        symptoms = Symptoms(
            log=lines,
            port=proof.port,
            listens_on=listens,
            is_running=is_running,
            exit_code=detail.exit_code,
            out_of_memory=detail.out_of_memory,
            start_error=detail.error,
            status=asked.status,
            path=self._probe.path,
        )
        return replace(
            proof,
            failure=clean(asked.words),
            reason=guess_reason(symptoms),
            last_lines=lines[-_LINES_KEPT:],
            listens_on=listens,
            exit_code=None if is_running else detail.exit_code,
        )

    def _detail(self) -> ContainerDetail:
        return self._engine.container(self._container)


def _some(paths: tuple[str, ...] | None) -> tuple[str, ...] | None:
    return None if paths is None else paths[:_PATHS_KEPT]


def fresh_proof(variant: str, tag: str, image_id: str, path: str, port: int | None) -> Proof:
    """A proof of which nothing is known yet."""
    return Proof(variant, tag, image_id, datetime.now(UTC), path="" if port is None else path, port=port)
