"""The sample is proved alike on both engines."""

from pathlib import Path

from tests.tools.own_sample import free_port, write_own_sample
from workbench.domain.cancellation import Cancellation
from workbench.domain.proofs import ProofState
from workbench.engine.engine import Engine
from workbench.services.build_variants import VariantBuilder
from workbench.services.find_app import find_app
from workbench.services.prove_variants import VariantProver


def test_a_proof_finds_the_same_in_the_sample(
    door: Engine, tmp_path: Path, unique_name: str, own_home: Path
) -> None:
    folder = tmp_path / unique_name
    write_own_sample(folder, unique_name, free_port())
    app = find_app(folder)
    names = ["slim", "distroless"]
    VariantBuilder(door, app).build(names, report=lambda _name, _event: None, cancel=Cancellation())
    before = {each.id for each in door.containers()}
    slim, distroless = VariantProver(door, app).prove(names)
    for proof in (slim, distroless):
        assert proof.state is ProofState.PASSED, proof
        assert (proof.status, proof.path, proof.port) == (200, "/health", 5000)
        assert proof.listens_on == ("0.0.0.0:5000",)
        assert proof.memory_bytes
        assert proof.ends_by_itself
    assert (slim.user_id, bool(slim.shells)) == (0, True)
    assert (distroless.user_id, distroless.shells) == (65532, ())
    assert {each.id for each in door.containers()} == before
    assert not [each for each in door.networks() if each.name.startswith("workbench-proof")]
    lines = [entry.command.line for entry in door.ledger.entries]
    assert [line for line in lines if line.startswith("docker network create")]
    assert lines[-1].startswith("docker network rm workbench-proof")
