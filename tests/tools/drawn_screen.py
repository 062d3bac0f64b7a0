"""What stands on a terminal, from the bytes that a program wrote to it."""

import codecs
import re

from rich.cells import cell_len

_TOKEN = re.compile(
    r"\x1b\[(?P<arguments>[0-9;:?<>=$ ]*)(?P<order>[@-~])"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b[P_^X][^\x1b]*\x1b\\"
    r"|\x1b[^\[\]P_^X]"
    r"|(?P<text>[^\x1b\x00-\x1f]+)"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f])"
)


class DrawnScreen:
    """As much of a terminal as the programs under test use: text, cursor, erasing, modes."""

    def __init__(self, columns: int, lines: int) -> None:
        self._columns, self._count = columns, lines
        self._cells = self._blank()
        self._row = self._column = 0
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._rest = ""
        self.modes = {"7", "25"}
        """The private modes that are on; 7 wraps lines, 25 is the cursor, 1049 the second screen."""

    def __str__(self) -> str:
        return "\n".join("".join(line).rstrip() for line in self._cells)

    def feed(self, written: bytes) -> None:
        """Draw what a program wrote; a sequence may come in pieces."""
        text = self._rest + self._decode(written)
        end = 0
        while found := _TOKEN.match(text, end):
            end = found.end()
            if found["order"]:
                self._obey(found["order"], found["arguments"])
            elif found["control"]:
                self._move(found["control"])
            elif found["text"]:
                self._write(found["text"])
        self._rest = text[end:]

    def _blank(self) -> list[list[str]]:
        return [[" "] * self._columns for _ in range(self._count)]

    def _obey(self, order: str, arguments: str) -> None:
        numbers = [int(each) for each in arguments.split(";") if each.isdecimal()]
        if order in "hl" and arguments.startswith("?"):
            named = set(arguments[1:].split(";"))
            self.modes = self.modes | named if order == "h" else self.modes - named
            if "1049" in named:
                self._cells = self._blank()
        elif order == "H":
            row, column = (numbers or [1, 1])[:2]
            self._row, self._column = min(row, self._count) - 1, min(column, self._columns) - 1
        elif order == "J" and numbers == [2]:
            self._cells = self._blank()
        elif order == "K":
            self._cells[self._row][self._column :] = [" "] * (self._columns - self._column)

    def _move(self, control: str) -> None:
        if control == "\r":
            self._column = 0
        elif control == "\b":
            self._column = max(0, self._column - 1)
        elif control == "\n" and self._row == self._count - 1:
            self._cells = [*self._cells[1:], [" "] * self._columns]
        elif control == "\n":
            self._row += 1

    def _write(self, text: str) -> None:
        for letter in text:
            width = cell_len(letter)
            if not width:
                continue
            if self._column + width > self._columns:
                self._move("\r")
                self._move("\n")
            cells = [letter, *[""] * (width - 1)]
            self._cells[self._row][self._column : self._column + width] = cells
            self._column += width
