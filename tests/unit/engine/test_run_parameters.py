"""What is asked of the engine to run a container."""

from workbench.domain.commands import RunContainer, VolumeMount
from workbench.domain.containers import PortMapping
from workbench.domain.health import HealthCheck
from workbench.domain.raw import Raw, raw_object
from workbench.engine.run_parameters import container_configuration


def asked(command: RunContainer) -> Raw:
    return raw_object(container_configuration(command))


def test_what_is_left_open_is_left_to_the_image() -> None:
    fields = asked(RunContainer("redis")).fields
    assert [fields[key] for key in ("Cmd", "Entrypoint", "Healthcheck")] == [None, None, None]


def test_one_port_may_be_published_twice() -> None:
    ports = (
        PortMapping(80, "tcp", "127.0.0.1", 8080),
        PortMapping(80, "tcp", "", None),
        PortMapping(53, "udp", "", 5),
    )
    body = asked(RunContainer("redis", ports=ports))
    assert body.keys("ExposedPorts") == ("53/udp", "80/tcp")
    assert body.child("HostConfig").child("PortBindings").fields == {
        "80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}, {"HostIp": "", "HostPort": ""}],
        "53/udp": [{"HostIp": "", "HostPort": "5"}],
    }


def test_times_of_a_health_check_are_in_nanoseconds() -> None:
    check = HealthCheck(("CMD", "true"), interval_seconds=1.5, timeout_seconds=0.25, retries=4)
    assert asked(RunContainer("redis", health_check=check)).child("Healthcheck").fields == {
        "Test": ["CMD", "true"],
        "Interval": 1_500_000_000,
        "Timeout": 250_000_000,
        "StartPeriod": 0,
        "Retries": 4,
    }


def test_restart_policy_with_a_limit() -> None:
    body = asked(RunContainer("redis", restart_policy="on-failure:3"))
    policy = body.child("HostConfig").child("RestartPolicy")
    assert policy.fields == {"Name": "on-failure", "MaximumRetryCount": 3}


def test_mounts_are_written_as_on_the_command_line() -> None:
    mounts = (VolumeMount("data", "/data"), VolumeMount("/etc/a", "/a", read_only=True))
    assert asked(RunContainer("redis", mounts=mounts)).child("HostConfig").texts("Binds") == (
        "data:/data",
        "/etc/a:/a:ro",
    )
