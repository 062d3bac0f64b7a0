"""BuildKit's progress as buildx writes it: JSON objects, on one line or many, and text between them."""

import codecs
import json
import re

from workbench.domain.raw import Raw, raw_object

_BLANK = re.compile(r"\s*")
_DECODER = json.JSONDecoder()


class RawJsonReader:
    """Splits the progress into objects; all else is kept as text, because errors come that way."""

    def __init__(self) -> None:
        self._rest = ""
        self._text: list[str] = []
        self._bytes = codecs.getincrementaldecoder("utf-8")(errors="replace")

    @property
    def text(self) -> str:
        """All lines so far that are no JSON."""
        return "\n".join(self._text)

    def feed(self, block: bytes, *, is_last: bool = False) -> list[Raw]:
        """The objects that this block completes."""
        self._rest += self._bytes.decode(block, is_last)
        objects: list[Raw] = []
        position = 0
        while (start := _skip_blank(self._rest, position)) < len(self._rest):
            end = self._end_of_text(start, is_last)
            if end is None:
                try:
                    found: object
                    found, end = _DECODER.raw_decode(self._rest, start)
                except ValueError:
                    break
                objects.append(raw_object(found))
            elif end < 0:
                break
            position = end
        self._rest = self._rest[position:]
        if is_last and self._rest.strip():
            self._text.append(self._rest.strip())
        return objects

    def _end_of_text(self, start: int, is_last: bool) -> int | None:
        """Where a line of text ends: None where JSON begins instead, -1 where its end has not come yet."""
        if self._rest[start] == "{":
            return None
        end = self._rest.find("\n", start)
        if end < 0 and not is_last:
            return -1
        end = len(self._rest) if end < 0 else end
        self._text.append(self._rest[start:end].rstrip())
        return end


def _skip_blank(text: str, position: int) -> int:
    found = _BLANK.match(text, position)
    return found.end() if found else position
