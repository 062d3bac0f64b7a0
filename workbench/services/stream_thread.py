"""A thread that reads streams and can be stopped while it waits for one."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Protocol, TypeVar


class Closable(Protocol):
    """What another thread can close to end the waiting for it."""

    def close(self) -> None:
        """End it; whoever reads it comes to its end."""
        ...


Stream = TypeVar("Stream", bound=Closable)


class StreamThread:
    """A daemon thread for one follower; its work asks it whether to go on, and shows it what it waits for."""

    def __init__(self, name: str, work: Callable[["StreamThread"], None]) -> None:
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._held: Closable | None = None
        self._thread = threading.Thread(target=work, args=(self,), name=name, daemon=True)

    @property
    def is_stopped(self) -> bool:
        """Whether it was told to stop."""
        return self._stopped.is_set()

    def start(self) -> None:
        """Begin the work."""
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Sleep so long; true at once when told to stop."""
        return self._stopped.wait(seconds)

    @contextmanager
    def holding(self, stream: Stream) -> Generator[Stream]:
        """A stream that is closed at the end of the block, or as soon as the thread is told to stop."""
        with self._lock:
            self._held = stream
        if self._stopped.is_set():
            stream.close()
        try:
            yield stream
        finally:
            with self._lock:
                self._held = None
            stream.close()

    def stop(self) -> None:
        """Tell it to stop, without waiting for it."""
        self._stopped.set()
        self.let_go()

    def let_go(self) -> None:
        """End the stream that is held now; the thread goes on behind it."""
        with self._lock:
            held = self._held
        if held is not None:
            held.close()

    def join(self, seconds: float) -> None:
        """Wait so long for its end; does nothing in the thread itself or before it began."""
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(seconds)
