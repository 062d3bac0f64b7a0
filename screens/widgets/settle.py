"""Waiting until somebody has stopped moving."""

from collections.abc import Callable

from textual.message_pump import MessagePump


class Settle:
    """Calls once, when nobody has wished for it for a while; a cursor that only passes by asks nothing.

    A paused interval is used: a one-shot timer of Textual may be lost on a busy machine.
    """

    def __init__(self, host: MessagePump, call: Callable[[], None], seconds: float = 0.12) -> None:
        self._call = call
        self._timer = host.set_interval(seconds, self._rested, pause=True)

    def wish(self) -> None:
        """Ask for the call; it is put off while wishes go on."""
        self._timer.reset()
        self._timer.resume()

    def _rested(self) -> None:
        self._timer.pause()
        self._call()
