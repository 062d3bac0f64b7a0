"""The two themes of the workbench: calm surfaces, colour kept for state."""

from textual.theme import Theme

DARK = Theme(
    name="workbench-dark",
    dark=True,
    primary="#6CA6D9",
    secondary="#8A9BB4",
    accent="#B79CE0",
    success="#7FBF8E",
    warning="#DDB361",
    error="#E0787F",
    foreground="#D4DAE3",
    background="#11151B",
    surface="#161B22",
    panel="#202732",
    boost="#2A3340",
    variables={
        "block-cursor-background": "#2F4A66",
        "block-cursor-foreground": "#FFFFFF",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#242E3B",
        "block-cursor-blurred-foreground": "#D4DAE3",
        "block-cursor-blurred-text-style": "none",
        "border": "#6CA6D9",
        "border-blurred": "#313C4B",
        "footer-key-foreground": "#6CA6D9",
        "scrollbar": "#3A4656",
        "scrollbar-hover": "#4B5A6E",
        "scrollbar-active": "#6CA6D9",
        "scrollbar-background": "#161B22",
    },
)

LIGHT = Theme(
    name="workbench-light",
    dark=False,
    primary="#1F6397",
    secondary="#566579",
    accent="#6B4BA3",
    success="#25743A",
    warning="#8A5A00",
    error="#B3303B",
    foreground="#1E2630",
    background="#F3F5F8",
    surface="#FBFCFD",
    panel="#E6EAF0",
    boost="#D9DFE8",
    variables={
        "block-cursor-background": "#BCD7EE",
        "block-cursor-foreground": "#0B1620",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#E0E7EF",
        "block-cursor-blurred-foreground": "#1E2630",
        "block-cursor-blurred-text-style": "none",
        "border": "#1F6397",
        "border-blurred": "#C5CEDA",
        "footer-key-foreground": "#1F6397",
        "scrollbar": "#BAC5D2",
        "scrollbar-hover": "#9FAEC0",
        "scrollbar-active": "#1F6397",
        "scrollbar-background": "#FBFCFD",
    },
)

THEMES: tuple[Theme, ...] = (DARK, LIGHT)
"""For the app to register; Textual's ansi-dark and ansi-light serve terminals with their own palette."""
