"""A compose file that cannot be read says in which line, and what was expected there."""

from pathlib import Path

import pytest

from workbench.domain.errors import ComposeError
from workbench.services.compose import read_stack
from workbench.services.find_app import find_app


def complaint(folder: Path, text: str) -> str:
    """What reading a compose file with this text complains of."""
    (folder / "compose.yaml").write_text(text)
    with pytest.raises(ComposeError) as caught:
        read_stack(find_app(folder, {}), environment={})
    return str(caught.value)


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        ("ports: 80", 4, 'services.web.ports is "80", expected a list'),
        ("ports:\n      - 80\n      - eighty", 6, 'services.web.ports[1] is "eighty", expected a port'),
        ("ports: ['70000:80']", 4, "from 1 to 65535"),
        ("ports: ['1-3:1-2']", 4, "as many ports"),
        ("ports: ['localhost:1:1']", 4, "an IP address"),
        ("ports: ['1:1/icmp']", 4, "tcp, udp, sctp"),
        ("ports: [{published: 80}]", 4, "no target"),
        ("environment: text", 4, "a mapping, or a list of KEY=value"),
        ("environment: {A: [1]}", 4, "services.web.environment.A is a list"),
        ('command: "sh -c \'open"', 4, "quotes closed"),
        ("depends_on: [db]", 2, 'services.web depends on "db"'),
        ("depends_on: {web: {condition: soon}}", 4, "service_healthy"),
        ("networks: [nowhere]", 4, 'the network "nowhere"'),
        ("volumes: ['data:/data']", 4, 'the volume "data"'),
        ("volumes: ['./a:relative']", 4, "expected a volume such as"),
        ("healthcheck: {test: [curl, x]}", 4, "expected a test such as"),
        ("healthcheck: {interval: 5}", 4, "a duration such as"),
        ("healthcheck: {retries: many}", 4, "a whole number"),
        ("restart: often", 4, "unless-stopped"),
        ("env_file: none.env", 4, 'the file "none.env", which is not there'),
        ("user: ${NAME", 4, "never closed"),
        ("user: ${NAME:?say who}", 4, "needs the variable NAME: say who"),
        ('user: "a\\0b"', 4, "no path or argument can hold"),
        ('user: "a\\ud800b"', 4, "no path or argument can hold"),
        ("user: 5 $ each", 4, "begins no variable"),
        ("user: a\n    user: b", 5, "services.web.user stands twice, first on line 4"),
        ("build: https://example.org/x.git", 4, "a folder of this machine"),
        ("labels: [1, [2]]", 4, "services.web.labels[1] is a list"),
    ],
)
def test_wrong_values(tmp_path: Path, lines: str, line: int, words: str) -> None:
    said = complaint(tmp_path, f"services:\n  web:\n    image: web\n    {lines}\n")
    assert said.startswith(f"compose.yaml, line {line}: ")
    assert words in said


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("services:\n  web:\n image: x\n", 3, "not valid YAML"),
        ("services: [a, b\n", 2, "not valid YAML"),
        ("a: b\n---\nc: d\n", 2, "not valid YAML"),
        ("\x07: x", 1, "not valid YAML"),
        ("", 1, "is empty"),
        ("- a\n", 1, "expected a mapping"),
        ("name: shop\n", 1, "has no services"),
        ("services: [a]\n", 1, "services is a list, expected a mapping of services"),
        ("services:\n  web: nginx\n", 2, 'services.web is "nginx", expected a mapping'),
        ("services:\n  web: {}\n", 2, "neither an image nor a build"),
        ("name: Shop!\nservices: {a: {image: b}}\n", 1, "small letters"),
        ("services: {a: {image: b}}\nx-workbench: {probe: health}\n", 2, "a path such as /health"),
        ("services: {a: {image: b}}\nnetworks: [x]\n", 2, "a mapping of networks"),
        ("services: {'a b': {image: b}}\n", 1, "is no name"),
        ("services: {? [a] : b}\n", 1, "not a plain word"),
        ("services:\n  a: &a {image: x, labels: *a}\n", 2, "more values than"),
        ("[" * 600, 1, "nested too deeply"),
        (
            "services:\n  a: {image: x, container_name: n}\n  b: {image: x, container_name: n}\n",
            3,
            "a has too",
        ),
    ],
)
def test_wrong_files(tmp_path: Path, text: str, line: int, words: str) -> None:
    said = complaint(tmp_path, text)
    assert said.startswith(f"compose.yaml, line {line}: ")
    assert words in said


def test_services_in_a_circle(tmp_path: Path) -> None:
    circle = {"a": "b", "b": "c", "c": "a"}
    lines = [f"  {name}: {{image: x, depends_on: [{other}]}}" for name, other in circle.items()]
    said = complaint(tmp_path, "services:\n" + "\n".join(lines))
    assert "in a circle: a → b → c → a" in said


def test_an_app_that_no_service_is(tmp_path: Path) -> None:
    said = complaint(tmp_path, "services: {a: {image: x}}\nx-workbench: {app: b}\n")
    assert '"b"' in said
    assert "There are: a." in said


def test_aliases_that_unfold_without_end_are_refused(tmp_path: Path) -> None:
    lines = ["x0: &x0 [a, a, a, a, a, a, a, a, a, a]"]
    lines += [f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "more values than" in complaint(tmp_path, "\n".join(lines))


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ComposeError, match="UTF-8"):
        read_stack(find_app(tmp_path, {}), environment={})


def test_a_broken_dotenv_names_its_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=1\nB='open\n")
    assert complaint(tmp_path, "services: {a: {image: x}}").startswith(".env, line 2: ")


def test_controls_in_a_file_do_not_reach_the_message(tmp_path: Path) -> None:
    said = complaint(tmp_path, 'services: {web: {image: x, restart: "\\e[31mred\\a"}}')
    assert "\x1b" not in said
    assert "\x07" not in said
