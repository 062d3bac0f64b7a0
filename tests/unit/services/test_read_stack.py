"""A compose file becomes a stack, with nothing of it dropped in silence."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from workbench.domain.commands import VolumeMount
from workbench.domain.containers import PortMapping
from workbench.domain.errors import InvalidInput
from workbench.domain.health import HealthCheck
from workbench.domain.stacks import Condition, Dependency, Service, ServiceNetwork, Stack
from workbench.services.compose import read_stack
from workbench.services.find_app import find_app
from workbench.services.write_sample import write_sample


def stack_of(folder: Path, text: str, environment: Mapping[str, str] | None = None) -> Stack:
    """The stack of a compose file with this text."""
    (folder / "compose.yaml").write_text(text)
    return read_stack(find_app(folder, {}), environment=environment or {})


def web_of(folder: Path, lines: str, environment: Mapping[str, str] | None = None) -> Service:
    """The one service of a compose file, given its lines besides the image."""
    indented = "".join(f"    {line}\n" for line in lines.splitlines())
    text = "services:\n  web:\n    image: web\n" + indented
    service = stack_of(folder, text + "networks: {back: }\nvolumes: {data: }\n", environment).service("web")
    assert service is not None
    return service


def test_the_sample_reads_as_the_lesson_tells_it(tmp_path: Path) -> None:
    write_sample(tmp_path)
    stack = read_stack(find_app(tmp_path, {}), environment={})
    assert [each.name for each in stack.services] == ["redis", "giropops-senhas"]
    assert (stack.name, stack.app_service, stack.probe.path) == (
        "giropops-senhas",
        "giropops-senhas",
        "/health",
    )
    assert [(each.key, each.name) for each in stack.networks] == [("giropops", "giropops")]
    redis, app = stack.services
    assert redis.ports == ()
    assert redis.health_check == HealthCheck(("CMD-SHELL", "redis-cli ping"), 2, 2, None, 15)
    assert app.ports == (PortMapping(5000, "tcp", "127.0.0.1", 5000),)
    assert app.environment == (("REDIS_HOST", "redis"),)
    assert app.depends_on == (Dependency("redis", Condition.HEALTHY),)
    assert (stack.ignored, stack.warnings) == ((), ())


def test_a_chosen_variant_gives_the_app_its_image_and_build(tmp_path: Path) -> None:
    write_sample(tmp_path)
    app = find_app(tmp_path, {})
    stack = read_stack(app, variant="hardened", environment={})
    service = stack.service(stack.app_service)
    assert service is not None
    assert service.build is not None
    assert (service.image, service.build.tag) == ("giropops-senhas:5.0", "giropops-senhas:5.0")
    assert service.build.dockerfile == "Dockerfile.hardened"
    assert stack.services[0] == read_stack(app, environment={}).services[0]


def test_a_variant_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    write_sample(tmp_path)
    with pytest.raises(InvalidInput, match="full, slim"):
        read_stack(find_app(tmp_path, {}), variant="tiny", environment={})


@pytest.mark.parametrize(
    ("written", "ports"),
    [
        ('["127.0.0.1:8001:8001/udp"]', [PortMapping(8001, "udp", "127.0.0.1", 8001)]),
        ('["0.0.0.0:80:8080"]', [PortMapping(8080, "tcp", "0.0.0.0", 80)]),
        ('["[::1]:80:8080"]', [PortMapping(8080, "tcp", "::1", 80)]),
        ("[5000]", [PortMapping(5000, "tcp", "127.0.0.1", None)]),
        ("[8080:22]", [PortMapping(22, "tcp", "127.0.0.1", 8080)]),
        ("[22:22]", [PortMapping(22, "tcp", "127.0.0.1", 22)]),
        ('["127.0.0.1::80"]', [PortMapping(80, "tcp", "127.0.0.1", None)]),
        (
            '["3000-3001:4000-4001"]',
            [PortMapping(4000, "tcp", "127.0.0.1", 3000), PortMapping(4001, "tcp", "127.0.0.1", 3001)],
        ),
        (
            "[{target: 80, published: 8080, protocol: udp, host_ip: 0.0.0.0}]",
            [PortMapping(80, "udp", "0.0.0.0", 8080)],
        ),
        ('[{target: 80, published: "8080", mode: host}]', [PortMapping(80, "tcp", "127.0.0.1", 8080)]),
    ],
)
def test_ports(tmp_path: Path, written: str, ports: list[PortMapping]) -> None:
    assert web_of(tmp_path, f"ports: {written}").ports == tuple(ports)


def test_a_port_without_an_address_stays_on_this_machine_with_a_warning(tmp_path: Path) -> None:
    stack = stack_of(tmp_path, 'services: {web: {image: web, ports: ["8000:80", "0.0.0.0:81:81"]}}')
    assert [each.host_ip for each in stack.services[0].ports] == ["127.0.0.1", "0.0.0.0"]
    assert len(stack.warnings) == 1
    assert "services.web.ports[0]" in stack.warnings[0]
    assert '"0.0.0.0:8000:80"' in stack.warnings[0]


@pytest.mark.parametrize(
    "written",
    ["environment: {A: one, B: , C: 3, D: true}", "environment: [A=one, B, C=3, D=true, MISSING]"],
)
def test_environment_as_mapping_and_list(tmp_path: Path, written: str) -> None:
    service = web_of(tmp_path, written, {"B": "from outside"})
    assert dict(service.environment) == {"A": "one", "B": "from outside", "C": "3", "D": "true"}


def test_env_file_stands_behind_environment(tmp_path: Path) -> None:
    (tmp_path / "web.env").write_text(
        "# note\nexport A=file\nB='as $is' # note\nC=\"x\\ny\"\nD=1 # note\nE\n"
    )
    lines = "env_file: [web.env, {path: none.env, required: false}]\nenvironment: {A: own}"
    service = web_of(tmp_path, lines, {"E": "outside"})
    assert dict(service.environment) == {"A": "own", "B": "as $is", "C": "x\ny", "D": "1", "E": "outside"}


def test_commands_as_line_and_list(tmp_path: Path) -> None:
    service = web_of(tmp_path, "command: sh -c 'a b'\nentrypoint: [/bin/tini, --]")
    assert (service.command, service.entrypoint) == (("sh", "-c", "a b"), ("/bin/tini", "--"))


@pytest.mark.parametrize(
    ("written", "check"),
    [
        ("{test: curl localhost}", HealthCheck(("CMD-SHELL", "curl localhost"))),
        ("{test: [CMD-SHELL, exit 0], interval: 1m30s}", HealthCheck(("CMD-SHELL", "exit 0"), 90)),
        ("{test: [NONE]}", HealthCheck(("NONE",))),
        ("{disable: true}", HealthCheck(("NONE",))),
        (
            "{interval: 500ms, timeout: 2s, start_period: 1h, retries: 3}",
            HealthCheck((), 0.5, 2, 3600, 3),
        ),
    ],
)
def test_health_checks(tmp_path: Path, written: str, check: HealthCheck) -> None:
    assert web_of(tmp_path, f"healthcheck: {written}").health_check == check


def test_networks_with_aliases_and_names(tmp_path: Path) -> None:
    assert web_of(tmp_path, "networks: [back]").networks == (ServiceNetwork("back"),)
    service = web_of(tmp_path, "networks: {back: {aliases: [w, www]}, default: }")
    assert service.networks == (ServiceNetwork("back", ("w", "www")), ServiceNetwork("default"))
    assert web_of(tmp_path, "").networks == (ServiceNetwork("default"),)


def test_real_names_of_networks_and_volumes(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        "name: shop\n"
        "services: {web: {image: web, networks: [a, b, c], volumes: ['d:/d', 'e:/e']}}\n"
        "networks: {a: , b: {name: bee, internal: true, driver: overlay}, c: {external: true}, unused: }\n"
        "volumes: {d: , e: {external: {name: old}}, unused: }\n",
    )
    assert [(each.name, each.internal, each.external) for each in stack.networks] == [
        ("shop_a", False, False),
        ("bee", True, False),
        ("c", False, True),
    ]
    assert [(each.name, each.external) for each in stack.volumes] == [("shop_d", False), ("old", True)]
    assert stack.services[0].mounts == (VolumeMount("shop_d", "/d"), VolumeMount("old", "/e"))


def test_volumes_short_and_long(tmp_path: Path) -> None:
    lines = (
        'volumes: ["data:/data", "./src:/src:ro", "/etc/x:/x:rw", '
        "{type: bind, source: ./b, target: /b, read_only: true}, {type: volume, source: data, target: /v}]"
    )
    here, data = tmp_path.resolve(), f"{find_app(tmp_path, {}).name}_data"
    assert web_of(tmp_path, lines).mounts == (
        VolumeMount(data, "/data"),
        VolumeMount(f"{here}/src", "/src", True),
        VolumeMount("/etc/x", "/x"),
        VolumeMount(f"{here}/b", "/b", True),
        VolumeMount(data, "/v"),
    )


def test_builds_short_and_long(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        "name: shop\nservices:\n  a: {build: ./a}\n"
        "  b:\n    image: b:1\n"
        "    build: {context: b, dockerfile: ../x/Dockerfile.dev, args: [V=1, W], target: run}\n",
        {"W": "2"},
    )
    short, long = stack.services[0].build, stack.services[1].build
    assert short is not None
    assert long is not None
    here = tmp_path.resolve()
    assert (short.context, short.dockerfile, short.tag) == (f"{here}/a", "Dockerfile", "shop-a")
    assert (long.context, long.dockerfile, long.tag) == (f"{here}/b", "../x/Dockerfile.dev", "b:1")
    assert (long.target, long.build_arguments) == ("run", (("V", "1"), ("W", "2")))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("$A", "one"),
        ("${A}", "one"),
        ("${NONE}", ""),
        ("${NONE:-deep ${A}}", "deep one"),
        ("${EMPTY:-x}", "x"),
        ("${EMPTY-x}", ""),
        ("${A:+set}", "set"),
        ("${A:?must be}", "one"),
        ("$$A $${A}", "$A ${A}"),
        ("${DOT}/${BOTH}", "dot/outside"),
    ],
)
def test_variables(tmp_path: Path, written: str, value: str) -> None:
    (tmp_path / ".env").write_text("DOT=dot\nBOTH=dotenv\n")
    service = web_of(tmp_path, f'user: "{written}"', {"A": "one", "EMPTY": "", "BOTH": "outside"})
    assert service.user == value


def test_a_variable_without_a_value_is_a_warning(tmp_path: Path) -> None:
    stack = stack_of(tmp_path, "services: {web: {image: 'web:$TAG'}}")
    assert stack.warnings == ("The variable TAG is not set, so it is taken as empty.",)


def test_what_is_not_carried_out_is_named(tmp_path: Path) -> None:
    (tmp_path / "compose.override.yaml").write_text("services: {}\n")
    stack = stack_of(
        tmp_path,
        "version: '3'\nsecrets: {s: {file: x}}\nx-note: mine\nservices:\n  web:\n    image: web\n"
        "    deploy: {replicas: 2}\n    x-note: mine\n    healthcheck: {test: 'true', start_interval: 1s}\n"
        "    volumes: [/anonymous]\n    depends_on: {db: {condition: service_started, restart: true}}\n"
        "  db: {image: db, privileged: true}\n  debug: {image: d, profiles: [tools]}\n"
        "networks: {default: {ipam: {driver: x}}}\nx-workbench: {colour: red}\n",
    )
    assert set(stack.ignored) == {
        "compose.override.yaml",
        "secrets",
        "services.web.deploy",
        "services.web.healthcheck.start_interval",
        "services.web.volumes[0] (a volume without a name)",
        "services.web.depends_on.db.restart",
        "services.db.privileged",
        "services.debug (it only starts in a profile)",
        "networks.default.ipam",
        "x-workbench.colour",
    }


def test_merge_keys_and_anchors(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        "x-base: &base {image: base, user: u, labels: {a: b}}\n"
        "services:\n  one: {<<: *base, user: own}\n  two: *base\n",
    )
    assert [(each.image, each.user) for each in stack.services] == [("base", "own"), ("base", "u")]


def test_the_first_of_several_compose_files_is_read(tmp_path: Path) -> None:
    (tmp_path / "docker-compose.yml").write_text("services: {old: {image: old}}")
    stack = stack_of(tmp_path, "services: {new: {image: new}}")
    assert [each.name for each in stack.services] == ["new"]
    assert stack.warnings == ("compose.yaml is read, docker-compose.yml is not.",)


def test_the_app_is_the_service_that_a_person_names_or_builds(tmp_path: Path) -> None:
    built = "services: {db: {image: db}, web: {build: .}, api: {build: .}}\n"
    assert stack_of(tmp_path, built).app_service == "web"
    assert stack_of(tmp_path, built + "x-workbench: {app: api}\n").app_service == "api"
    tagged = built + "x-workbench: {variants: {slim: {tag: 'db'}}}\n"
    assert stack_of(tmp_path, tagged).app_service == "db"
    assert stack_of(tmp_path, "services: {db: {image: db}}").app_service == ""


def test_a_variant_for_no_service_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile.slim").write_text("FROM scratch\n")
    (tmp_path / "compose.yaml").write_text("services: {db: {image: db}}")
    with pytest.raises(InvalidInput, match="x-workbench"):
        read_stack(find_app(tmp_path, {}), variant="slim", environment={})
