"""Untrusted text made fit for one row of a terminal: no sequences, no controls, no reordering, no excess."""

import re

ELLIPSIS = "…"

# ECMA-48: OSC, then DCS/SOS/PM/APC strings, then CSI, then two-byte escapes; then their 8-bit C1 forms.
# A sequence that the text cuts off is dropped up to the end.
_SEQUENCE = re.compile(
    r"\x1b(?:"
    r"\][^\x07\x1b]*(?:\x07|\x1b\\|$)"
    r"|[PX^_][^\x1b]*(?:\x1b\\|$)"
    r"|\[[0-?]*[ -/]*(?:[@-~]|$)"
    r"|[ -/]*[0-~]"
    r"|$)"
    r"|\x9b[0-?]*[ -/]*(?:[@-~]|$)"
    r"|\x9d[^\x07\x9c]*(?:\x07|\x9c|$)"
    r"|[\x90\x98\x9e\x9f][^\x9c]*(?:\x9c|$)"
)
# Bidirectional controls reorder what is read; zero-width marks and tag characters hide text in text.
_UNSEEN = re.compile("[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return "\u2424" if code in (0x2028, 0x2029) else _REPLACEMENT


def clean(text: str, limit: int = 4096) -> str:
    """One harmless row: sequences stripped, controls shown as pictures, cut at `limit` characters."""
    cut = len(text) > limit
    if cut:
        text = text[:limit]
    if not (text.isascii() and text.isprintable()):
        text = _CONTROL.sub(_picture, _UNSEEN.sub("", _SEQUENCE.sub("", text).expandtabs(8)))
    return text + ELLIPSIS if cut else text


def clean_lines(text: str) -> str:
    """Each line of a text as `clean` makes it."""
    return "\n".join(map(clean, text.split("\n")))


def visible(text: str) -> str:
    """Text of which nothing is dropped: for what `clean` takes away, as if it had never been, a sign stands.

    So two names that differ look different, and a text that hides something shows that it does.
    """
    if text.isascii() and text.isprintable():
        return text
    return _CONTROL.sub(_picture, _UNSEEN.sub(_REPLACEMENT, text))


def decode(raw: bytes) -> str:
    """Bytes as text, each undecodable byte shown as the replacement character."""
    return raw.decode("utf-8", errors="replace")
