"""The Pythons of this machine, and how one of them is put into a layer."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.tools.base_images.layers import LayerWriter
from tests.tools.base_images.packages import PackageDatabase

_PROBE = """
import json, platform, sys, sysconfig
print(json.dumps([platform.python_version(), sys.base_prefix, sysconfig.get_path("stdlib"),
    sysconfig.get_config_var("MULTIARCH") or ""]))
"""
_LEFT_OUT = re.compile(
    r"^(share|include|lib/pkgconfig)/|^bin/(?!python|$)|(^|/)(__pycache__|tests?|idlelib|turtledemo|tkinter)/"
    r"|/config-[^/]*/|_tkinter|^lib/.*\.a$|^bin/.*(-config|-gdb\.py)$"
    r"|/site-packages/(?!$|pip|setuptools|_distutils_hack|distutils-precedence|pkg_resources)"
)
_DESKTOP_LIBRARIES = re.compile(r"lib(X|xcb|tcl|tk|font|free|png|brotli|bsd|md\.)")
_OFTEN_ASKED_FOR = ("libnss_dns.so.2", "libnss_files.so.2", "libgcc_s.so.1", "libstdc++.so.6", "librt.so.1",
                    "libpthread.so.0", "libdl.so.2", "libutil.so.1", "libm.so.6")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Python:
    """An installed Python: a folder of its own, or a part of the operating system."""

    executable: Path
    version: str
    prefix: Path
    stdlib: Path
    multiarch: str

    @property
    def short_version(self) -> str:
        """The version as file names carry it: 3.11."""
        return ".".join(self.version.split(".")[:2])

    @property
    def is_the_systems(self) -> bool:
        """Whether it came in packages, so that it cannot be moved to another prefix."""
        return self.prefix == Path("/usr")


def find_python(short_version: str) -> Python:
    """Find a Python of this version in the pyenv folder, else take the system's, whatever its version."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    releases = [path for path in root.glob(f"{short_version}.*") if path.name.rpartition(".")[2].isdigit()]
    for release in sorted(releases, key=lambda path: -int(path.name.rpartition(".")[2])):
        if (release / "bin/python3").exists():
            return _probe(release / "bin/python3")
    return _probe(Path("/usr/bin/python3"))


def add_python(layer: LayerWriter, python: Python, database: PackageDatabase, prefix: str) -> None:
    """Put a Python with pip and venv into a layer; it answers to `python` and `pip` below the prefix."""
    layer.copy_libraries(_libraries(python))
    if python.is_the_systems:
        for name in _python_packages(database):
            for path in database.files(name):
                if os.path.lexists(path) and not path.endswith("EXTERNALLY-MANAGED"):
                    layer.copy(path)
        home = "/usr"
    else:
        layer.copy_tree(python.prefix, prefix, _wanted_files(python.prefix))
        for library in python.prefix.glob(f"lib/libpython{python.short_version}.so.*"):
            if prefix != "/usr":
                layer.link(f"/usr/lib/{python.multiarch}/{library.name}", f"{prefix}/lib/{library.name}")
        home = prefix
    interpreter = f"{home}/bin/python{python.short_version}"
    for name in ("python", "python3"):
        layer.link(f"{prefix}/bin/{name}", interpreter)
    script = f"#!{interpreter}\nimport sys\nfrom pip._internal.cli.main import main\nsys.exit(main())\n"
    for name in ("pip", "pip3", f"pip{python.short_version}"):
        layer.write(f"{prefix}/bin/{name}", script, mode=0o755)


def is_python(package: str) -> bool:
    """Whether a package of the system is a part of its Python."""
    return re.match(r"(lib)?python3", package) is not None


def loader() -> str:
    """Name the dynamic loader by the path that every program of this machine carries in itself."""
    listed = subprocess.run(["ldd", "/bin/sh"], check=True, capture_output=True, text=True).stdout
    found = re.search(r"^\s*(/\S*ld-linux\S*) ", listed, re.MULTILINE)
    if found is None:
        raise RuntimeError("no dynamic loader in what ldd says about /bin/sh")
    return found.group(1)


def _probe(executable: Path) -> Python:
    asked = subprocess.run([executable, "-I", "-c", _PROBE], check=True, capture_output=True, text=True)
    version, prefix, stdlib, multiarch = json.loads(asked.stdout)
    return Python(executable, version, Path(prefix), Path(stdlib), multiarch)


def _wanted_files(prefix: Path) -> Iterator[Path]:
    for folder, subfolders, files in os.walk(prefix):
        relative = Path(folder).relative_to(prefix)
        subfolders[:] = sorted(name for name in subfolders if not _LEFT_OUT.search(f"{relative / name}/"))
        for name in sorted(files):
            if not _LEFT_OUT.search(str(relative / name)):
                yield Path(folder, name)


def _python_packages(database: PackageDatabase) -> list[str]:
    asked = (
        "python3",
        "python3-minimal",
        "python3-pip",
        "python3-venv",
        "python3-setuptools",
        "python3-wheel",
    )
    return [name for name in database.closure(asked) if is_python(name)]


def _libraries(python: Python) -> list[str]:
    programs = [str(python.executable.resolve()), *map(str, python.stdlib.glob("lib-dynload/*.so"))]
    listed = subprocess.run(["ldd", *programs], check=False, capture_output=True, text=True).stdout
    named: set[str] = set(re.findall(r"=> (/\S+) ", listed))
    outside = {
        path
        for path in named
        if not _DESKTOP_LIBRARIES.search(path)
        and (python.is_the_systems or not path.startswith(str(python.prefix)))
    }
    often = [f"/lib/{python.multiarch}/{name}" for name in _OFTEN_ASKED_FOR]
    return [*sorted(outside), *often, loader()]
