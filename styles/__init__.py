"""How the program looks: themes and style sheets."""
