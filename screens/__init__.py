"""All that is drawn: the Textual application, its screens and widgets."""
