"""Measures the images of variants that were not measured yet."""

from collections.abc import Callable, Sequence

from workbench.domain.cancellation import Cancellation
from workbench.domain.matrix import Matrix
from workbench.engine.engine import Engine
from workbench.services.image_measurements import MeasurementStore, measure_image


def measure_variants(
    engine: Engine,
    matrix: Matrix,
    names: Sequence[str] = (),
    *,
    report: Callable[[str], None] = lambda _words: None,
    cancel: Cancellation | None = None,
) -> tuple[str, ...]:
    """Measure these variants, or all, as far as they are built; return those. Raises Cancelled."""
    store, done = MeasurementStore(), list[str]()
    known = store.all()
    for row in matrix.rows:
        result = row.status.result
        if result is None or (names and row.name not in names):
            continue
        if result.image_id not in known:
            report(f"{row.name}: measuring")
            store.put(measure_image(engine, result.image_id, result.size_bytes, cancel=cancel))
        done.append(row.name)
    return tuple(done)
