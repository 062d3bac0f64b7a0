"""What containers use goes on to be told, also of so many that not each sample is read."""

from collections import Counter

from tests.tools.waiting import wait_until
from workbench.domain.stats import ContainerStats
from workbench.embedded import EmbeddedEngine
from workbench.engine.connect import connect
from workbench.services.follow_stats import StatsFollower

_CROWD = 15
_SEVERAL = 4


def test_of_a_crowd_each_container_is_measured_again_and_again() -> None:
    samples: list[ContainerStats] = []
    with EmbeddedEngine(speed=0, containers=3 * _CROWD) as embedded:
        engine = connect(host=embedded.url)
        running = [each.id for each in engine.containers() if each.is_running]
        follower = StatsFollower(engine, samples.append)
        crowd = frozenset(running[:_CROWD])
        follower.follow(crowd)

        def counts() -> Counter[str]:
            return Counter(each.container_id for each in list(samples))

        wait_until(lambda: len(counts()) == _CROWD and min(counts().values()) >= _SEVERAL)
        follower.stop()
        engine.close()
    assert set(counts()) == crowd
    assert all(each.memory_bytes > 0 for each in samples)
