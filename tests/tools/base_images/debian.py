"""Stand-ins of the Debian family: the bare system, Python on it, Python with compilers."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.tools.base_images.archive import Image, Step
from tests.tools.base_images.layers import Layer, LayerWriter
from tests.tools.base_images.pythons import Python, is_python
from tests.tools.base_images.wheelhouse import add_wheelhouse
from tests.tools.base_images.workshop import (
    BUILDKIT,
    SYSTEM_PATH,
    Workshop,
    add_certificates,
    add_merged_usr,
    python_environment,
)

_TOOLS = (
    ("curl", "gnupg", "wget", "procps"),
    ("git", "openssh-client"),
    tuple(
        "autoconf automake bzip2 dpkg-dev file g++ gcc make patch libbz2-dev libc6-dev libcurl4-openssl-dev "
        "libffi-dev liblzma-dev libncurses-dev libpq-dev libreadline-dev libsqlite3-dev libssl-dev "
        "libxml2-dev libyaml-dev xz-utils zlib1g-dev uuid-dev".split(" ")
    ),
)
# The full image must weigh much more than the slim one, also where no compiler is installed.
_TOOLS_LEAST_BYTES = 300_000_000
_MASTERS = Path("/usr/share/base-passwd")


@dataclass(frozen=True, slots=True)
class System:
    """A Debian as a lowest layer, and the packages that it has."""

    layer: Layer
    packages: tuple[str, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """How its history begins."""
        added = f"/bin/sh -c #(nop) ADD file:{self.layer.digest} in / "
        return (Step(added, self.layer), Step('/bin/sh -c #(nop)  CMD ["bash"]'))


def make_system(workshop: Workshop) -> System:
    """Write the lowest layer of the whole family."""
    database = workshop.database
    packages = database.closure([*database.required(), "apt", "debian-archive-keyring"])
    with workshop.writer() as layer:
        add_merged_usr(layer)
        layer.folders(
            *"boot dev home media mnt opt proc run srv sys var/log var/tmp etc/apt/apt.conf.d".split(" ")
        )
        layer.folders("var/lib/apt/lists/partial", "var/cache/apt/archives/partial", "var/lib/dpkg/updates")
        layer.folders("var/lib/dpkg/triggers", "var/lib/dpkg/parts")
        layer.folders("tmp", mode=0o1777)
        layer.folders("root", mode=0o700)
        layer.link("var/run", "/run")
        layer.write("/etc/passwd", accounts("passwd", "_apt:x:42:65534::/nonexistent:/usr/sbin/nologin"))
        layer.write("/etc/group", accounts("group"))
        layer.write("/etc/shadow", "root:*:19700:0:99999:7:::\n", mode=0o640)
        layer.write("/etc/dpkg/dpkg.cfg.d/docker-apt-speedup", "force-unsafe-io\n")
        layer.write("/etc/apt/apt.conf.d/docker-gzip-indexes", 'Acquire::GzipIndexes "true";\n')
        layer.write("/var/lib/dpkg/available", "")
        _copy_settings(layer)
        layer.copy_packages(database, packages)
        layer.record_packages(database, packages, packages)
        _copy_alternatives(layer)
        return System(layer.finish(), tuple(packages))


def accounts(kind: str, *more: str) -> str:
    """Give the accounts of a fresh Debian, and some more."""
    master = (_MASTERS / f"{kind}.master").read_text(encoding="utf-8").replace(":*:", ":x:")
    return master + "".join(f"{line}\n" for line in more)


def debian_image(system: System) -> Image:
    """Make the bare system."""
    return Image("debian:bookworm-slim", system.steps, 30, {"Env": [SYSTEM_PATH], "Cmd": ["bash"]})


def slim_python_image(
    workshop: Workshop, system: System, python: Python, tag: str, version: str, age_days: int
) -> Image:
    """Make a Python on a small Debian."""
    database = workshop.database
    packages = database.closure(["ca-certificates", "netbase", "tzdata"], system.packages)
    with workshop.writer(system.layer) as layer:
        layer.copy_packages(database, packages)
        layer.record_packages(database, packages, [*system.packages, *packages])
        add_certificates(layer)
        add_wheelhouse(layer, workshop.wheelhouse)
        needed = layer.finish()
    made = workshop.python_layer(python, "/usr/local", system.layer, needed)
    install = "apt-get update; apt-get install -y --no-install-recommends"
    steps = (
        *system.steps,
        *_environment_steps(),
        _run(f"set -eux; {install} ca-certificates netbase tzdata ; rm -rf /var/lib/apt/lists/*", needed),
        Step("ENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D", comment=BUILDKIT),
        Step(f"ENV PYTHON_VERSION={version}", comment=BUILDKIT),
        _run(
            f'set -eux; savedAptMark="$(apt-mark showmanual)"; {install} dpkg-dev gcc gnupg libbz2-dev; '
            "wget -O python.tar.xz; ./configure; make -j; make install; ldconfig; python3 --version",
            made,
        ),
        _link_step(workshop),
        Step('CMD ["python3"]', comment=BUILDKIT),
    )
    return Image(tag, steps, age_days, {"Env": python_environment(version), "Cmd": ["python3"]})


def full_python_image(workshop: Workshop, system: System, slim: Image, version: str) -> Image:
    """Make a Python with compilers and headers, its lowest and last layers those of the slim one."""
    names = workshop.database.closure(["ca-certificates", "netbase", "tzdata"], system.packages)
    below = [*system.packages, *names]
    _, needed, made, *_ = slim.layers
    tools: list[Layer] = []
    for wanted in _choose_tools(workshop, below):
        below = [*below, *wanted]
        with workshop.writer(system.layer, needed, *tools) as layer:
            layer.copy_packages(workshop.database, wanted)
            layer.record_packages(workshop.database, wanted, below)
            _copy_alternatives(layer)
            tools.append(layer.finish())
    install = "apt-get update; apt-get install -y --no-install-recommends"
    steps = (
        *system.steps,
        _run(f"set -eux; {install} ca-certificates netbase tzdata ; rm -rf /var/lib/apt/lists/*", needed),
        _run(f"set -eux; {install} curl gnupg wget ; rm -rf /var/lib/apt/lists/*", tools[0]),
        _run(f"{install} git mercurial openssh-client subversion procps", tools[1]),
        _run(f"set -ex; {install} autoconf automake bzip2 dpkg-dev file g++ gcc imagemagick make", tools[2]),
        *_environment_steps(),
        Step(f"ENV PYTHON_VERSION={version}", comment=BUILDKIT),
        _run("set -eux; wget -O python.tar.xz; ./configure; make -j; make install; ldconfig", made),
        _link_step(workshop),
        Step('CMD ["python3"]', comment=BUILDKIT),
    )
    return Image("python:3.11", steps, 20, {"Env": python_environment(version), "Cmd": ["python3"]})


def _choose_tools(workshop: Workshop, below: Sequence[str]) -> list[list[str]]:
    """Share the tools out over three layers, and fill the last one up to its least weight."""
    database = workshop.database
    have = list(below)
    chosen: list[list[str]] = []
    for wanted in _TOOLS:
        chosen.append(database.closure(wanted, have))
        have += chosen[-1]
    for name in database.largest(have):
        if is_python(name):
            continue
        if database.size_bytes(chosen[-1]) >= _TOOLS_LEAST_BYTES:
            break
        chosen[-1].append(name)
    return chosen


def _run(line: str, layer: Layer) -> Step:
    return Step(f"RUN /bin/sh -c {line} # buildkit", layer, BUILDKIT)


def _environment_steps() -> tuple[Step, ...]:
    path, language, *_ = python_environment("")
    return (Step(f"ENV {path}", comment=BUILDKIT), Step(f"ENV {language}", comment=BUILDKIT))


def _link_step(workshop: Workshop) -> Step:
    with workshop.writer() as layer:
        for name in ("idle", "pydoc", "python-config"):
            layer.link(f"/usr/local/bin/{name}", f"{name}3")
        made = layer.finish()
    loop = 'for src in idle3 pydoc3 python3 python3-config; do dst="$(echo "$src" | tr -d 3)"'
    return _run(f'set -eux; {loop}; ln -svT "$src" "/usr/local/bin/$dst"; done', made)


def _copy_settings(layer: LayerWriter) -> None:
    for path in ("/etc/debian_version", "/etc/ld.so.conf", "/etc/nsswitch.conf", "/etc/profile"):
        if Path(path).exists():
            layer.copy(path)
    layer.copy("/var/lib/dpkg/info/format")
    for settings in Path("/etc/ld.so.conf.d").glob("*-linux-gnu*.conf"):
        layer.copy(settings)


def _copy_alternatives(layer: LayerWriter) -> None:
    """Take over which program stands for a common name, where the layer has that program."""
    for record in Path("/var/lib/dpkg/alternatives").iterdir():
        chosen = Path("/etc/alternatives") / record.name
        common_name = record.read_text(encoding="utf-8").splitlines()[1]
        if chosen.exists() and os.path.lexists(common_name) and layer.has(chosen.resolve()):
            layer.copy(chosen)
            layer.copy(record)
            layer.copy(common_name)
