"""Both engines refuse the same things for the same reasons."""

import pytest

from tests.engine.contract.sleeper import sleeper
from workbench.domain.commands import (
    Command,
    PauseContainer,
    RemoveContainer,
    RemoveImage,
    RemoveNetwork,
    RemoveVolume,
    RunContainer,
    StartContainer,
    StopContainer,
    TagImage,
    UnpauseContainer,
)
from workbench.domain.errors import (
    ImageMissing,
    NameTaken,
    NotFound,
    WorkbenchError,
    WrongState,
)
from workbench.engine.engine import Engine


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (StartContainer("wb-nobody"), NotFound),
        (RemoveContainer("wb-nobody"), NotFound),
        (RunContainer(image="wb-nothing:1"), ImageMissing),
        (RemoveImage("wb-nothing:1"), NotFound),
        (RemoveNetwork("wb-nowhere"), NotFound),
        (RemoveVolume("wb-nowhere"), NotFound),
        (TagImage("wb-nothing:1", "wb-other:1"), NotFound),
    ],
    ids=lambda value: value.summary if isinstance(value, Command) else "",
)
def test_what_is_not_there_is_told_alike(door: Engine, command: Command, error: type[WorkbenchError]) -> None:
    with pytest.raises(error) as told:
        door.execute(command)
    assert told.value.message


def test_refusals_are_told_alike(door: Engine, unique_name: str) -> None:
    door.execute(sleeper(unique_name))
    with pytest.raises(NameTaken):
        door.execute(sleeper(unique_name))
    with pytest.raises(WrongState):
        door.execute(RemoveContainer(unique_name))
    with pytest.raises(WrongState):
        door.execute(UnpauseContainer(unique_name))
    door.execute(StopContainer(unique_name, 0))
    with pytest.raises(WrongState):
        door.execute(PauseContainer(unique_name))
