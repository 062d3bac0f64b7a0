"""What every command has in common."""

import shlex
from abc import ABC, abstractmethod

from workbench.domain.secrets import masked_assignment

_ASSIGNING_OPTIONS = frozenset({"-e", "--env", "--build-arg"})


class Command(ABC):
    """One change to an engine, as a value: its docker line, what it is for, what it destroys."""

    __slots__ = ()

    @property
    @abstractmethod
    def argv(self) -> tuple[str, ...]:
        """The exact docker command line that does the same."""

    @property
    @abstractmethod
    def summary(self) -> str:
        """What it does, in one short line for people."""

    @property
    def destroys(self) -> tuple[str, ...]:
        """What is lost for good, one entry a thing; empty when nothing is."""
        return ()

    @property
    def unsaid(self) -> str:
        """What the engine is asked for though no docker line can say it; empty where the line says all."""
        return ""

    @property
    def line(self) -> str:
        """The command line, quoted for a shell, exact: it may hold secrets."""
        return self._remarked(shlex.join(self.argv))

    @property
    def masked_line(self) -> str:
        """The command line as a screen may show it, secret values hidden."""
        return self._remarked(shlex.join(self._masked_words()))

    @property
    def brief_line(self) -> str:
        """The masked line without its labels, of which it tells the number: for where space is scarce."""
        words = self._masked_words()
        kept: list[str] = []
        labels = 0
        for index, word in enumerate(words):
            if word == "--label":
                labels += 1
            elif index == 0 or words[index - 1] != "--label":
                kept.append(word)
        line = self._remarked(shlex.join(kept))
        return f"{line}  (and {labels} labels)" if labels else line

    def _remarked(self, line: str) -> str:
        """With a comment of the shell on what the line leaves unsaid."""
        return f"{line}  # {self.unsaid}" if self.unsaid else line

    def _masked_words(self) -> list[str]:
        shown: list[str] = []
        previous = ""
        for word in self.argv:
            shown.append(masked_assignment(word) if previous in _ASSIGNING_OPTIONS else word)
            previous = word
        return shown
