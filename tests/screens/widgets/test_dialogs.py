"""The dialogs: each answer by keyboard and by mouse, in any window, with text that stays text."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import ClassVar, Generic, TypeVar

import pytest
from textual.binding import BindingType
from textual.pilot import Pilot
from textual.widgets import Button, Input

from screens.widgets.dialog import Dialog, DialogBody
from screens.widgets.dialogs import ChoiceDialog, ConfirmDialog, Field, FormDialog, TextDialog
from screens.widgets.line_table import LineTable
from tests.screens.widgets.hosts import Host, screen_lines

Answer = TypeVar("Answer")
EVIL = "[b]x[/] [/nothing] \x1b]52;c;QQ==\x07\u202e"
EVIL_SHOWN = "[b]x[/] [/nothing]"


class Asked(Generic[Answer]):
    """A dialog on the screen, and its answer."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot
        self.answers: list[Answer | None] = []

    def lines(self) -> list[str]:
        """What stands on the screen."""
        return screen_lines(self.pilot.app.screen)


@asynccontextmanager
async def asked(
    dialog: Dialog[Answer], size: tuple[int, int] = (80, 24)
) -> AsyncGenerator[Asked[Answer], None]:
    host = Host()
    async with host.run_test(size=size) as pilot:
        on_screen: Asked[Answer] = Asked(pilot)
        host.push_screen(dialog, on_screen.answers.append)
        await pilot.pause()
        yield on_screen
        await pilot.pause()


def confirm() -> ConfirmDialog:
    return ConfirmDialog(
        title=f"Remove {EVIL}?",
        sentence=f"Remove the volume {EVIL}.",
        losses=("12 MB of data", EVIL),
        commands=("docker volume rm data", f"docker rm {EVIL}"),
    )


@pytest.mark.long
@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (("y",), True),
        (("n",), False),
        (("escape",), False),
        (("enter",), False),
        (("right", "enter"), True),
        (("tab", "enter"), True),
        (("tab", "tab", "enter"), False),
        (("right", "left", "enter"), False),
    ],
)
async def test_a_confirmation_is_answered_by_keys(keys: tuple[str, ...], answer: bool) -> None:
    async with asked(confirm()) as dialog:
        await dialog.pilot.press(*keys)
    assert dialog.answers == [answer]


@pytest.mark.long
@pytest.mark.parametrize(("button", "answer"), [("#agree", True), ("#cancel", False)])
@pytest.mark.parametrize("size", [(80, 24), (40, 10)])
async def test_a_confirmation_is_answered_by_mouse(button: str, answer: bool, size: tuple[int, int]) -> None:
    async with asked(confirm(), size) as dialog:
        await dialog.pilot.click(button)
    assert dialog.answers == [answer]


async def test_a_confirmation_says_what_is_lost_and_by_which_commands() -> None:
    async with asked(confirm()) as dialog:
        text = "\n".join(dialog.lines())
        for expected in (
            "12 MB of data",
            f"✗ {EVIL_SHOWN}",
            "$ docker volume rm data",
            f"$ docker rm {EVIL_SHOWN}",
        ):
            assert expected in text
        assert text.replace("\n", "").isprintable()


@pytest.mark.long
async def test_what_does_not_fit_can_be_scrolled_to() -> None:
    losses = tuple(f"thing {number}" for number in range(50))
    async with asked(ConfirmDialog("Remove?", "All of it.", losses), (40, 10)) as dialog:
        assert not any("thing 49" in line for line in dialog.lines())
        assert any("Cancel" in line for line in dialog.lines())
        for _ in range(20):
            await dialog.pilot.press("pagedown")
        assert any("thing 49" in line for line in dialog.lines())
        for _ in range(20):
            await dialog.pilot.press("pageup")
        await dialog.pilot.press("down")
        assert not any("All of it." in line for line in dialog.lines())


def form() -> FormDialog:
    return FormDialog(
        title="Run an image",
        fields=(
            Field(
                "name",
                "Name",
                placeholder="web",
                validate=lambda value: None if value else "A name is needed.",
            ),
            Field("port", "Port", value="5000", help="On this machine", validate=_port),
            Field("note", EVIL, help=EVIL),
        ),
    )


def _port(value: str) -> str | None:
    return None if value.isdecimal() else f"Not a port: {EVIL}"


async def test_a_form_gives_its_values_by_name() -> None:
    async with asked(form()) as dialog:
        await dialog.pilot.press(*"web", "enter", "1", "enter", *"[b]", "enter")
    assert dialog.answers == [{"name": "web", "port": "1", "note": "[b]"}]


async def test_errors_stand_at_their_fields_until_they_are_mended() -> None:
    async with asked(form()) as dialog:
        port = dialog.pilot.app.screen.query(Input)[1]
        port.value = "x"
        await dialog.pilot.press("ctrl+s")
        lines = dialog.lines()
        assert any("✗ A name is needed." in line for line in lines)
        assert any(f"✗ Not a port: {EVIL_SHOWN}" in line for line in lines)
        assert dialog.pilot.app.focused is dialog.pilot.app.screen.query(Input)[0]
        await dialog.pilot.press("w")
        assert not any("A name is needed." in line for line in dialog.lines())
        port.value = "80"
        await dialog.pilot.pause()
        assert dialog.answers == []
        await dialog.pilot.click("#submit")
    assert dialog.answers == [{"name": "w", "port": "80", "note": ""}]


@pytest.mark.long
@pytest.mark.parametrize("leave", ["escape", "#cancel"])
async def test_a_form_is_left_without_an_answer(leave: str) -> None:
    async with asked(form(), (40, 10)) as dialog:
        if leave.startswith("#"):
            await dialog.pilot.click(leave)
        else:
            await dialog.pilot.press(leave)
    assert dialog.answers == [None]


@pytest.mark.long
async def test_every_field_is_reached_in_a_tiny_window() -> None:
    async with asked(form(), (40, 10)) as dialog:
        await dialog.pilot.press("w", "down", "down")
        await dialog.pilot.press(*"here")
        assert any("here" in line for line in dialog.lines())
        await dialog.pilot.press("up", "up", *"other")
        assert any(line.strip("│ ") == "other" for line in dialog.lines())
        await dialog.pilot.press("ctrl+s")
    assert dialog.answers == [{"name": "other", "port": "5000", "note": "here"}]


def choices(count: int) -> ChoiceDialog:
    return ChoiceDialog("Do what?", [(str(n), f"Choice {n} {EVIL}", f"help {n}") for n in range(count)])


async def test_a_choice_is_made_by_keys_or_by_a_click() -> None:
    async with asked(choices(5)) as dialog:
        await dialog.pilot.press("down", "j", "enter")
    assert dialog.answers == ["2"]
    async with asked(choices(5)) as dialog:
        row = next(y for y, line in enumerate(dialog.lines()) if f"Choice 3 {EVIL_SHOWN}" in line)
        await dialog.pilot.click(offset=(12, row))
    assert dialog.answers == ["3"]
    async with asked(choices(5)) as dialog:
        await dialog.pilot.press("escape")
    assert dialog.answers == [None]


async def test_many_choices_scroll_in_a_tiny_window() -> None:
    async with asked(choices(100), (40, 10)) as dialog:
        assert any("Choice 0" in line for line in dialog.lines())
        await dialog.pilot.press("end")
        assert any("Choice 99" in line for line in dialog.lines())
        await dialog.pilot.press("enter")
    assert dialog.answers == ["99"]


@pytest.mark.long
async def test_many_choices_are_filtered_by_any_words() -> None:
    async with asked(choices(100), (60, 20)) as dialog:
        assert any("/ filters" in line for line in dialog.lines())
        await dialog.pilot.press("slash", *"77")
        assert [line for line in dialog.lines() if "Choice" in line and "Choice 77" not in line] == []
        await dialog.pilot.press("enter", "enter")
    assert dialog.answers == ["77"]
    async with asked(choices(100), (60, 20)) as dialog:
        await dialog.pilot.press("slash", *"no such", "escape")
        assert any("Choice 0" in line for line in dialog.lines())
        await dialog.pilot.press("escape")
    assert dialog.answers == [None]


async def test_a_few_choices_are_filtered_by_the_same_key() -> None:
    async with asked(choices(5), (60, 20)) as dialog:
        assert any("/ filters" in line for line in dialog.lines())
        await dialog.pilot.press("slash", "4", "enter", "enter")
    assert dialog.answers == ["4"]


async def test_no_choices_say_so() -> None:
    async with asked(ChoiceDialog("Do what?", [], empty_text="No shell here.")) as dialog:
        assert any("No shell here." in line for line in dialog.lines())
        await dialog.pilot.press("enter", "escape")
    assert dialog.answers == [None]


async def test_a_text_scrolls_is_copied_and_closed() -> None:
    text = "\n".join(f"line {number} {EVIL}" for number in range(200))
    async with asked(TextDialog("Inspect", text), (40, 10)) as dialog:
        assert any(f"line 0 {EVIL_SHOWN}" in line for line in dialog.lines())
        await dialog.pilot.press("j")
        assert not any("line 0 " in line for line in dialog.lines())
        await dialog.pilot.press("G")
        assert any("line 199" in line for line in dialog.lines())
        await dialog.pilot.press("g", "pagedown", "y")
        assert dialog.pilot.app.clipboard.splitlines()[199] == f"line 199 {EVIL_SHOWN} "
        assert dialog.pilot.app.screen.query_one(DialogBody).scroll_y > 0
        await dialog.pilot.press("q")
    assert dialog.answers == [None]


async def test_keys_of_the_app_below_do_nothing() -> None:
    class Busy(Host):
        BINDINGS: ClassVar[list[BindingType]] = [("x", "quit", "Quit")]

    host = Busy(LineTable())
    async with host.run_test() as pilot:
        host.push_screen(confirm())
        await pilot.pause()
        await pilot.press("x")
        assert isinstance(host.screen, ConfirmDialog)
        assert host.focused is host.screen.query_one("#cancel", Button)
