"""A share as a bar of text."""

_EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(share: float, width: int) -> str:
    """A bar over `share` (0 to 1) of `width` cells, in eighths; more than nothing is always seen."""
    eighths = round(min(max(share, 0.0), 1.0) * width * 8)
    if share > 0 and width > 0:
        eighths = max(1, eighths)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)
