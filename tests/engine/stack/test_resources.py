"""The networks and volumes of a stack: who finds whom, and what data outlives."""

from tests.engine.stack.bench import PAIR, Bench, commands
from workbench.domain.commands import ConnectNetwork
from workbench.domain.stacks import RunStep
from workbench.services.run_stack import carry_out, plan_down, plan_up


def test_a_network_that_stands_already_is_used_and_left(bench: Bench) -> None:
    bench.write(PAIR)
    bench.docker("network", "create", f"{bench.name}-net", check=True)
    assert not any(line.startswith("create network") for line in commands(bench.up()))
    bench.down()
    assert bench.standing() == [f"{bench.name}-net"]


def test_services_find_one_another_on_every_network(bench: Bench) -> None:
    bench.write(
        PAIR.replace(
            "networks: [net]\n    healthcheck", "networks: {net: , back: {aliases: [db]}}\n    healthcheck"
        )
        .replace("networks: [net]\n    depends_on", "networks: [back, net]\n    depends_on")
        .replace("networks:\n  net:", "networks:\n  back: {name: NAME-back}\n  net:")
    )
    planned = bench.up()
    assert (
        sum(isinstance(step, RunStep) and isinstance(step.command, ConnectNetwork) for step in planned.steps)
        == 2
    )
    for name in ("store", "db"):
        asked = bench.docker("exec", f"{bench.name}-app", "redis-cli", "-h", name, "ping", check=True)
        assert asked.stdout.strip() == "PONG"
    assert plan_up(bench.engine, bench.stack()).steps == ()


def test_a_network_made_anew_is_joined_again_and_the_data_stays(bench: Bench) -> None:
    bench.write(PAIR)
    bench.up()
    store = bench.container_id("store")
    bench.docker("exec", f"{bench.name}-store", "redis-cli", "set", "kept", "yes", check=True)
    bench.docker("stop", f"{bench.name}-app", f"{bench.name}-store", check=True)
    bench.docker("network", "rm", f"{bench.name}-net", check=True)
    bench.up()
    assert bench.container_id("store") == store
    asked = bench.docker("exec", f"{bench.name}-app", "redis-cli", "-h", "store", "get", "kept", check=True)
    assert asked.stdout.strip() == "yes"
    assert plan_up(bench.engine, bench.stack()).steps == ()


def test_changed_settings_keep_the_data_of_an_anonymous_volume(bench: Bench) -> None:
    bench.write(PAIR)
    volumes = set(bench.docker.lines("volume", "ls", "--quiet"))
    bench.up()
    bench.docker("exec", f"{bench.name}-store", "redis-cli", "set", "kept", "yes", check=True)
    for value in ("one", "two"):
        bench.write(
            PAIR.replace("    healthcheck", f"    environment: {{SETTING: {value}}}\n    healthcheck")
        )
        assert f"run {bench.name}-store from redis" in commands(bench.up())
    asked = bench.docker("exec", f"{bench.name}-store", "redis-cli", "get", "kept", check=True)
    assert asked.stdout.strip() == "yes"
    mounts = "{{range .Mounts}}{{println .Name}}{{end}}"
    kept = set(bench.docker.lines("inspect", "--format", mounts, f"{bench.name}-store")) - {""}
    assert len(kept - volumes) == 1
    bench.down()
    assert not kept & set(bench.docker.lines("volume", "ls", "--quiet"))


def test_a_named_volume_stays_until_it_is_asked_for(bench: Bench) -> None:
    bench.write(
        PAIR.replace("    healthcheck", "    volumes: ['data:/data']\n    healthcheck")
        + "volumes: {data: }\n"
    )
    bench.up()
    bench.down()
    assert bench.standing() == [f"{bench.name}_data"]
    carry_out(bench.engine, plan_down(bench.engine, bench.stack(), with_volumes=True))
    assert bench.standing() == []
