"""Puts the table of keys into the README: `python -m tests.tools.write_keys`."""

from pathlib import Path

from screens.key_table import key_table

README = Path(__file__).resolve().parents[2] / "README.md"
_BEGIN = "with the bindings -->\n"
_END = "<!-- end of keys -->"


def with_keys(readme: str) -> str:
    """The README's text with the table as the bindings have it now."""
    before, begin, rest = readme.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    return f"{before}{begin}\n{key_table()}\n\n{end}{after}"


if __name__ == "__main__":
    README.write_text(with_keys(README.read_text(encoding="utf-8")), encoding="utf-8")
