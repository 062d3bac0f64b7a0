"""A packed context on its way to the engine."""

from collections.abc import Callable, Iterator

from workbench.domain.builds import ContextSent
from workbench.domain.cancellation import Cancellation
from workbench.engine.builders.context import PackedContext

_REPORT_EVERY_BYTES = 1_000_000
_BLOCK_BYTES = 64 * 1024


class Upload:
    """Read by the HTTP client block by block: tells how far it is, and stops when asked to."""

    def __init__(
        self, packed: PackedContext, report: Callable[[ContextSent], None], cancel: Cancellation
    ) -> None:
        self._packed = packed
        self._report = report
        self._cancel = cancel
        self._sent_bytes = 0
        self._reported_bytes = 0

    def __len__(self) -> int:
        return self._packed.size_bytes

    def __iter__(self) -> Iterator[bytes]:
        while block := self.read(_BLOCK_BYTES):
            yield block

    def read(self, size: int = -1) -> bytes:
        """The next bytes; raises Cancelled when asked to stop."""
        self._cancel.check()
        block = self._packed.file.read(size)
        self._sent_bytes += len(block)
        is_whole = self._sent_bytes == self._packed.size_bytes
        if self._sent_bytes - self._reported_bytes >= (1 if is_whole else _REPORT_EVERY_BYTES):
            self._reported_bytes = self._sent_bytes
            self._report(ContextSent(self._sent_bytes, self._packed.size_bytes, self._packed.file_count))
        return block
