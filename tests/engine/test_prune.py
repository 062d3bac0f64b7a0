"""Pruning, on an engine of the test's own, for it takes everything that nothing uses."""

from collections.abc import Callable

from tests.tools.docker_cli import DockerCli
from tests.tools.private_engine import PrivateEngine
from workbench.domain.commands import Prune, PruneKind
from workbench.domain.inventory import Inventory
from workbench.domain.unused import unused
from workbench.engine.connect import connect

_EMPTY_TAR = "\0" * 10240
_LISTS = (
    ("ps", "--all", "--format", "{{.Names}}"),
    ("network", "ls", "--format", "{{.Name}}"),
    ("volume", "ls", "--format", "{{.Name}}"),
    ("images", "--format", "{{.Repository}}"),
)


def littered(url: str) -> DockerCli:
    """An engine on which of each kind something is used or named, and something is not."""
    docker = DockerCli(url)
    docker("import", "-", "kept", stdin=_EMPTY_TAR, check=True)
    docker("import", "-", "lost", stdin=_EMPTY_TAR + _EMPTY_TAR, check=True)
    docker("import", "-", "lost", stdin=_EMPTY_TAR, check=True)
    docker("volume", "create", "named", check=True)
    docker("network", "create", "unused", check=True)
    docker("create", "--name", "with-volume", "-v", "/data", "kept", "x", check=True)
    docker("rm", "with-volume", check=True)
    docker("create", "--name", "stopped", "kept", "x", check=True)
    return docker


def standing(docker: DockerCli) -> list[list[str]]:
    """What stands by kind; what has a random name only counts."""
    return [sorted("" if len(name) == 64 else name for name in docker.lines(*each)) for each in _LISTS]


def test_does_what_its_docker_line_does(private_engine: Callable[[], PrivateEngine]) -> None:
    here, there = private_engine().url, private_engine().url
    ours, theirs = littered(here), littered(there)
    engine = connect(host=here)
    for kind in (PruneKind.CONTAINERS, PruneKind.IMAGES, PruneKind.NETWORKS, PruneKind.BUILD_CACHE):
        before = standing(ours)
        told = engine.execute(Prune(kind)).freed_bytes is not None
        assert told is (kind is not PruneKind.NETWORKS)  # A network takes no disk.
        theirs(*Prune(kind).argv[1:], check=True)
        assert standing(ours) == standing(theirs)
        assert kind is PruneKind.BUILD_CACHE or standing(ours) != before
    engine.close()


def test_volumes_with_names_are_never_pruned(private_engine: Callable[[], PrivateEngine]) -> None:
    """Engines before API 1.42 prune them with the others, though the dialog only tells of the nameless."""
    url = private_engine().url
    docker = littered(url)
    docker("create", "--name", "holder", "-v", "/data", "kept", "x", check=True)
    engine = connect(host=url)
    told = unused(Inventory(volumes=engine.volumes(only_unused=True)), PruneKind.VOLUMES)
    outcome = engine.execute(Prune(PruneKind.VOLUMES))
    (held,) = [each.name for each in engine.volumes() if each.is_anonymous]
    engine.close()
    assert sorted(docker.lines("volume", "ls", "--format", "{{.Name}}")) == sorted(["named", held])
    assert outcome.notes == told
    assert len(told) == 1


def test_a_network_of_stopped_containers_is_told_to_go(private_engine: Callable[[], PrivateEngine]) -> None:
    url = private_engine().url
    docker = littered(url)
    docker("create", "--name", "joined", "--network", "unused", "kept", "x", check=True)
    engine = connect(host=url)
    told = unused(Inventory(engine.containers(), networks=engine.networks()), PruneKind.NETWORKS)
    assert told == engine.execute(Prune(PruneKind.NETWORKS)).notes == ("unused",)
    engine.close()


def test_what_went_is_told(private_engine: Callable[[], PrivateEngine]) -> None:
    url = private_engine().url
    (container,) = littered(url).lines("ps", "--all", "--quiet", "--no-trunc")
    engine = connect(host=url)
    assert engine.execute(Prune(PruneKind.CONTAINERS)).notes == (container,)
    assert engine.execute(Prune(PruneKind.NETWORKS)).notes == ("unused",)
    assert any(note.startswith("sha256:") for note in engine.execute(Prune(PruneKind.IMAGES)).notes)
    engine.close()
