"""Puts together all that is known of an app's variants: images, builds, proofs, measurements, Dockerfiles."""

import re

from workbench.domain.dockerfile_parser import parse_dockerfile
from workbench.domain.dockerfile_settings import final_settings
from workbench.domain.dockerfile_stages import is_exact_tag
from workbench.domain.errors import EngineRefused, WorkbenchError
from workbench.domain.image_user import names_root
from workbench.domain.matrix import ImageMeasurement, Matrix, MatrixRow
from workbench.domain.proofs import Proof
from workbench.domain.text import decode
from workbench.domain.variants import App, Variant, VariantStatus
from workbench.engine.engine import Engine
from workbench.services.advise_variants import advise
from workbench.services.image_measurements import MeasurementStore
from workbench.services.proof_records import ProofRecords
from workbench.services.variant_records import BuildRecord, VariantRecords
from workbench.services.variant_statuses import variant_base, variant_statuses

_WITHOUT_SHELL = re.compile(r"^scratch$|distroless|^cgr\.dev/chainguard/|/static(?::|$)")
_WITH_SHELL = re.compile(
    r"^(?:python|debian|ubuntu|alpine|node|busybox|fedora|redis)(?::|$)|-(?:dev|debug)\b"
)


def variant_matrix(
    engine: Engine,
    app: App,
    records: VariantRecords,
    proofs: ProofRecords | None = None,
    measurements: MeasurementStore | None = None,
) -> Matrix:
    """Everything that is known of each variant now; nothing is built, run or measured for it."""
    statuses = variant_statuses(engine, app, records)
    largest = max((each.result.size_bytes for each in statuses if each.result), default=0)
    builds = records.all()
    proved = (proofs or ProofRecords(app.folder)).all()
    measured = (measurements or MeasurementStore()).all()
    return Matrix(
        tuple(
            _row(
                engine,
                app,
                status,
                largest,
                tuple(each for each in builds if each.variant == status.variant.name),
                proved.get(status.variant.name),
                measured.get(status.result.image_id) if status.result else None,
            )
            for status in statuses
        )
    )


def _row(
    engine: Engine,
    app: App,
    status: VariantStatus,
    largest_bytes: int,
    builds: tuple[BuildRecord, ...],
    proof: Proof | None,
    measured: ImageMeasurement | None,
) -> MatrixRow:
    variant, result = status.variant, status.result
    base = result.base if result else variant_base(app, variant)
    shells: tuple[str, ...] | None = None
    if proof is not None and result is not None and proof.image_id == result.image_id:
        shells = proof.shells
    if measured is not None:
        shells = measured.shells
    cold = [each.seconds for each in builds if each.cached_steps == 0]
    cached = [each.seconds for each in builds if each.total_steps and each.cached_steps == each.total_steps]
    return MatrixRow(
        status=status,
        base=base,
        base_is_exact=is_exact_tag(base),
        user=(result.user or "root") if result else _expected_user(engine, app, variant, base),
        has_shell=_has_shell(base) if shells is None else bool(shells),
        is_expected=result is None,
        shell_is_expected=shells is None,
        saving=status.saving_against(largest_bytes),
        package_count=measured.package_count if measured else None,
        transfer_bytes=measured.transfer_bytes if measured else None,
        cold_seconds=cold[-1] if cold else None,
        cached_seconds=cached[-1] if cached else None,
        proof=proof,
        advice_count=_advice_count(app, variant),
    )


def _has_shell(base: str) -> bool | None:
    """Whether an image of this name has a shell, as far as the name tells."""
    if _WITH_SHELL.search(base):
        return True
    return False if _WITHOUT_SHELL.search(base) else None


def _expected_user(engine: Engine, app: App, variant: Variant, base: str) -> str:
    """The user that the Dockerfile sets, else that of its base where this engine has it."""
    try:
        text = decode((app.folder / variant.dockerfile).read_bytes())
    except OSError:
        return ""
    user = final_settings(parse_dockerfile(text), variant.target).user
    if user:
        return "root" if names_root(user) else user
    try:
        return (engine.image(base).user or "root") if base and base != "scratch" else ""
    except EngineRefused:
        return ""


def _advice_count(app: App, variant: Variant) -> int | None:
    try:
        return len(advise(app.folder, variant, with_linters=False).advice)
    except WorkbenchError:
        return None
