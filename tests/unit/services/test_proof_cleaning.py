"""What a proof has made is taken away again, also where somebody else is at it."""

from contextlib import closing

from workbench.domain.cancellation import Cancellation
from workbench.domain.commands import CreateNetwork, RunContainer
from workbench.embedded import EmbeddedEngine
from workbench.engine.connect import connect
from workbench.services.proving.made import Made

BUSY = "removal of container proof-app is already in progress"


def test_a_removal_that_is_under_way_already_is_waited_for() -> None:
    # A proof that had passed failed, since a container of it was being removed when it came to that.
    with EmbeddedEngine(speed=0) as embedded, closing(connect(host=embedded.url)) as engine:
        made = Made(engine, Cancellation())
        made.do(CreateNetwork("proof-net"))
        made.do(RunContainer("redis", "proof-app"))
        embedded.faults.fail_next("/containers/proof-app", times=2, message=BUSY, status=409)
        assert made.clean() == ()
        assert not [each for each in engine.containers() if each.name == "proof-app"]
        assert not [each for each in engine.networks() if each.name == "proof-net"]
