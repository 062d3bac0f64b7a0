"""What an error says in one line."""

from workbench.domain.errors import InvalidInput


def test_a_message_without_an_end_gets_one_before_its_hint() -> None:
    assert (
        str(InvalidInput("Dockerfile, line 2: RUNN", "Correct it."))
        == "Dockerfile, line 2: RUNN. Correct it."
    )
    assert str(InvalidInput("It is gone.", "Look again.")) == "It is gone. Look again."
    assert str(InvalidInput("no hint")) == "no hint"
