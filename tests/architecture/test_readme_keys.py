"""The README's table of keys is the one that the bindings make."""

from tests.tools.write_keys import README, with_keys


def test_the_keys_in_the_readme_are_up_to_date() -> None:
    text = README.read_text(encoding="utf-8")
    assert with_keys(text) == text, "run python -m tests.tools.write_keys"


def test_the_readme_has_exactly_two_commands() -> None:
    blocks = README.read_text(encoding="utf-8").split("```sh\n")[1:]
    commands = [line for block in blocks for line in block.partition("```")[0].splitlines()]
    assert commands == ["./.run workbench/sample/giropops-senhas", "./tests/run"]
