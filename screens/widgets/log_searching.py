"""Finding text in a log, and going from match to match."""

from dataclasses import replace
from time import monotonic
from typing import ClassVar

from textual.binding import Binding, BindingType

from screens.widgets.log_keys import LogKeys
from screens.widgets.log_search import LogSearch
from workbench.domain.errors import InvalidInput
from workbench.domain.text import clean

SCAN_SECONDS = 0.012
"""How long a search may keep the screen from drawing."""


class LogSearching(LogKeys):
    """A log view that can be searched, and reduced to what matches."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "next_match", "Next match", show=False, id="log.next_match"),
        Binding("N", "previous_match", "Previous match", show=False, id="log.previous_match"),
        Binding("ampersand", "only_matches", "Only matches", show=False, id="log.only_matches"),
    ]

    _jump_wanted = False

    @property
    def matches(self) -> int:
        """How many lines match the search, as far as it has come."""
        return 0 if self.look.search is None else len(self.look.search.matches)

    def wake(self) -> None:
        """What is counted has changed, or a search must go on."""

    def search(self, pattern: str, regex: bool = False) -> str | None:
        """Mark what matches and go to a match near by; "" ends it. Gives what is wrong with the pattern."""
        try:
            search = LogSearch.compile(pattern, regex) if pattern else None
        except InvalidInput as error:
            return error.message
        top = self.top_number()
        self.set_look(replace(self.look, search=search, current=None))
        self._jump_wanted = search is not None
        self.settle(top)
        self.scan_on()
        return None

    def next_match(self) -> bool:
        """Go to the next line that matches, from the end on to the beginning; False when none does."""
        search, current = self.look.search, self.look.current
        if search is None:
            return False
        return self._go_to(search.after(self.top_number() - 1 if current is None else current))

    def previous_match(self) -> bool:
        """Go to the line before that matches, from the beginning on to the end; False when none does."""
        search, current = self.look.search, self.look.current
        if search is None:
            return False
        seen = self.seen_numbers()
        return self._go_to(search.before((seen[-1] + 1 if seen else 0) if current is None else current))

    def show_only_matches(self, only: bool) -> None:
        """Show only the lines that match the search, or all."""
        top = self.top_number()
        self.only_matches = only
        self.settle(top)
        self.wake()

    def scan_on(self) -> bool:
        """Look through lines that the search has not seen, for a moment; true when there are more."""
        self.wake()
        search = self.look.search
        if search is None:
            return False
        top = self.top_number()
        until = monotonic() + SCAN_SECONDS
        try:
            while (more := search.scan(self.store, search.lines_a_look)) and monotonic() < until:
                pass
        except InvalidInput as error:
            self.search("")
            self.app.notify(clean(str(error)), title="Not searched", severity="error", markup=False)
            return False
        if self.only_matches:
            self.settle(top)
        if not more and self._jump_wanted:
            self._jump_wanted = False
            self._jump(search)
        return more

    def _jump(self, search: LogSearch) -> None:
        """To the last match that is seen, so that following is kept, or else to the nearest above."""
        seen = self.seen_numbers()
        bottom = seen[-1] if seen else self.store.end
        match = search.before(bottom + 1)
        if match is not None and match in seen:
            self.set_look(replace(self.look, current=match))
        else:
            self._go_to(match)

    def _go_to(self, number: int | None) -> bool:
        if number is None:
            return False
        self.set_look(replace(self.look, current=number))
        self.show_number(number)
        return True

    def action_next_match(self) -> None:
        """Go to the next match."""
        if not self.next_match():
            self.app.bell()

    def action_previous_match(self) -> None:
        """Go to the match before."""
        if not self.previous_match():
            self.app.bell()

    def action_only_matches(self) -> None:
        """Show only what matches, or all."""
        if self.look.search is None:
            self.app.bell()
        else:
            self.show_only_matches(not self.only_matches)
