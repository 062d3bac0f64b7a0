"""A live log with the line that counts: what a container, or several, write."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from screens.widgets.line_log import LineLog, LogFeed
from workbench.domain.logs import LogLine
from workbench.domain.text import clean
from workbench.formatting import count
from workbench.services.merge_backlog import BacklogMerger
from workbench.services.workspace import Workspace

if TYPE_CHECKING:
    from workbench.services.follow_logs import LogFollower


_NO_LINES = "No lines yet."


class LogPane(Vertical):
    """Follows containers by name, and lets go of them when it is told to or goes away."""

    class Problem(Message):
        """A log could not be read; told by the following thread."""

        def __init__(self, source: str, text: str) -> None:
            super().__init__()
            self.source = source
            self.text = text

    class Renamed(Message):
        """A container that is followed has another name; told by the following thread."""

        def __init__(self, before: str, name: str, container_id: str) -> None:
            super().__init__()
            self.before = before
            self.name = name
            self.container_id = container_id

    def __init__(
        self,
        workspace: Workspace,
        *,
        tail: int | None = 500,
        nothing_followed: str = _NO_LINES,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._workspace = workspace
        self._tail = tail
        self._nothing_followed = nothing_followed
        self._log = LineLog(empty_text=nothing_followed, id="lines")
        self._counts = Static(id="counts")
        self._follower: LogFollower | None = None
        self._merger: BacklogMerger | None = None
        self._names: tuple[str, ...] = ()

    @property
    def log_view(self) -> LineLog:
        """The log itself."""
        return self._log

    @property
    def names(self) -> tuple[str, ...]:
        """The containers that are followed."""
        return self._names

    def compose(self) -> ComposeResult:
        """The lines over their counts."""
        yield self._log
        yield self._counts

    def on_mount(self) -> None:
        """Begin with counts of nothing."""
        self._show_counts()

    def on_unmount(self) -> None:
        """End the streams: a thread that still reads would keep the program from leaving."""
        self._end()

    def follow(self, names: tuple[str, ...]) -> None:
        """Follow these containers and no others; without any that was followed, the log begins anew."""
        if names == self._names:
            return
        only_more = bool(self._names) and set(self._names) <= set(names)
        self._names = names
        self._log.empty_text = _NO_LINES if names else self._nothing_followed
        if not only_more or self._follower is None:
            self._begin_anew()
        if self._follower is not None:
            self._follower.follow(names, tail=self._tail)
        self._show_counts()

    def on_log_pane_problem(self, message: Problem) -> None:
        """Say in the log itself what happened to it."""
        message.stop()
        self.log_view.add_marker(f"{message.source}: {message.text}")

    def on_log_pane_renamed(self, message: Renamed) -> None:
        """Go on under the new name."""
        if message.before in self._names:
            names = (message.name if each == message.before else each for each in self._names)
            self._names = tuple(dict.fromkeys(names))
            if self._follower is not None and not self._follower.reads(message.container_id):
                # Before this was told, somebody asked for others too, by the old name.
                self._follower.follow(self._names, tail=self._tail)
            self._show_counts()

    def on_line_log_counts_changed(self, _message: LineLog.CountsChanged) -> None:
        """Count."""
        self._show_counts()

    def on_log_view_follow_changed(self) -> None:
        """Say whether new lines are followed."""
        self._show_counts()

    def _begin_anew(self) -> None:
        self._end()
        if not self._workspace.is_connected:
            return
        from workbench.services.follow_logs import LogFollower  # brings the engine's streams along

        feed = LogFeed()
        self.log_view.set_feed(feed)
        self.log_view.follow = True
        if self._names:
            self._merger = BacklogMerger(partial(_put, feed), sources=len(self._names))
            self._follower = LogFollower(
                self._workspace.engine,
                self._merger.take,
                self._tell_problem,
                self._tell_renamed,
            )

    def _tell_problem(self, source: str, text: str) -> None:
        self.post_message(self.Problem(source, text))

    def _tell_renamed(self, before: str, name: str, container_id: str) -> None:
        self.post_message(self.Renamed(before, name, container_id))

    def _end(self) -> None:
        self.log_view.feed.close()
        if self._merger is not None:
            self._merger.stop()
        if self._follower is not None:
            self._follower.stop()
            self._follower = None

    def _show_counts(self) -> None:
        log = self.log_view
        parts = [
            Content(f" {log.received:,} received  {log.shown:,} shown  "),
            Content.styled(f"{log.dropped:,} dropped", "$text-warning" if log.dropped else "$text-muted"),
            Content.styled(
                "  following" if log.follow else "  paused, f follows",
                "$text-success" if log.follow else "$text-warning",
            ),
        ]
        if log.look.search is not None:
            parts.append(Content.styled(f"  {count(log.matches, 'match', 'matches')}", "$text-accent"))
        if self._names:
            parts.append(Content.styled(f"  {clean(', '.join(self._names))}", "$text-muted"))
        self._counts.update(Content("").join(parts), layout=False)


def _put(feed: LogFeed, lines: Sequence[LogLine]) -> None:
    """Called by the following threads: waits while the screen is behind."""
    feed.put(lines)
