"""This machine's Debian packages: what is installed, what leans on what, which files belong to it."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_STATUS = Path("/var/lib/dpkg/status")
_INFO = Path("/var/lib/dpkg/info")
_INFO_KINDS = ("list", "md5sums", "postinst", "prerm", "postrm", "preinst", "conffiles", "triggers", "shlibs")
_FIELD = re.compile(r"^([A-Za-z-]+):[ ]?(.*)$", re.MULTILINE)
_NEVER_SHIPPED = re.compile(
    r"^/usr/share/(doc|man|locale|info|lintian|bug|i18n/locales|gtk-doc)/|\.pyc$|^/\.$|^/(bin|sbin|lib|lib64)$"
)


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package and the packages that it asks for, each as a list of alternatives."""

    name: str
    needs: tuple[tuple[str, ...], ...]
    provides: tuple[str, ...]
    required: bool
    size_kib: int
    stanza: str


def merged(path: str) -> str:
    """Name a path as it stands on a system whose /bin, /sbin and /lib are links into /usr."""
    return re.sub(r"^/(bin|sbin|lib|lib64)/", r"/usr/\1/", path)


class PackageDatabase:
    """The packages of one machine."""

    def __init__(self, packages: Iterable[Package]) -> None:
        self._packages = {package.name: package for package in packages}
        self._providers: dict[str, str] = {}
        for package in self._packages.values():
            for provided in package.provides:
                self._providers.setdefault(provided, package.name)

    @classmethod
    def of_this_machine(cls) -> "PackageDatabase":
        """Read dpkg's own list."""
        paragraphs = _STATUS.read_text(encoding="utf-8").split("\n\n")
        return cls(package for package in map(_parse, paragraphs) if package is not None)

    def required(self) -> list[str]:
        """Name what every Debian system has."""
        return [package.name for package in self._packages.values() if package.required]

    def closure(self, names: Iterable[str], without: Collection[str] = ()) -> list[str]:
        """Name these packages and all that they need, as far as installed, leaving out what is there."""
        seen = set(without)
        found: list[str] = []
        waiting = list(names)
        while waiting:
            name = self._installed(waiting.pop())
            if name is None or name in seen:
                continue
            seen.add(name)
            found.append(name)
            waiting.extend(
                next((choice for choice in choices if self._installed(choice)), "")
                for choices in self._packages[name].needs
            )
        return found

    def largest(self, without: Collection[str]) -> list[str]:
        """Name the other packages, the largest first."""
        others = [package for package in self._packages.values() if package.name not in without]
        return [package.name for package in sorted(others, key=lambda package: -package.size_kib)]

    def size_bytes(self, names: Iterable[str]) -> int:
        """Add up what these packages say they take."""
        return sum(self._packages[name].size_kib for name in names) * 1024

    def files(self, name: str) -> Iterator[str]:
        """List the files and folders of a package that a slim image keeps."""
        listing = _info_file(name, "list")
        for path in listing.read_text(encoding="utf-8").splitlines() if listing else ():
            if path and not _NEVER_SHIPPED.search(path):
                yield merged(path)

    def records(self, name: str) -> Iterator[str]:
        """List the files in which dpkg remembers a package."""
        for kind in _INFO_KINDS:
            record = _info_file(name, kind)
            if record:
                yield str(record)

    def status(self, names: Iterable[str]) -> str:
        """Write the status file of a system that has exactly these packages."""
        return "\n\n".join(self._packages[name].stanza for name in names) + "\n"

    def _installed(self, name: str) -> str | None:
        return name if name in self._packages else self._providers.get(name)


def _parse(paragraph: str) -> Package | None:
    fields: dict[str, str] = dict(_FIELD.findall(paragraph))
    if fields.get("Status") != "install ok installed":
        return None
    needs = [*fields.get("Depends", "").split(","), *fields.get("Pre-Depends", "").split(",")]
    return Package(
        name=fields["Package"],
        needs=tuple(tuple(_bare(choice) for choice in need.split("|")) for need in needs if need.strip()),
        provides=tuple(_bare(provided) for provided in fields.get("Provides", "").split(",") if provided),
        required=fields.get("Essential") == "yes" or fields.get("Priority") == "required",
        size_kib=int(fields.get("Installed-Size", "0")),
        stanza=paragraph.strip(),
    )


def _bare(dependency: str) -> str:
    """Take the version and the architecture off a dependency."""
    return dependency.strip().split(" ")[0].split(":")[0]


def _info_file(name: str, kind: str) -> Path | None:
    plain = _INFO / f"{name}.{kind}"
    return plain if plain.exists() else next(_INFO.glob(f"{name}:*.{kind}"), None)
