"""The platforms that a client may ask for; the embedded engine has one."""

from __future__ import annotations

import re

from workbench.embedded.errors import BadParameter, NotFound

OWN = "linux/amd64"
_COMPONENT = re.compile(r"[A-Za-z0-9_-]+")
_SYSTEMS = {"linux", "windows", "darwin", "freebsd", "netbsd", "openbsd", "solaris", "plan9", "android"}
_MACHINES = {
    "386", "amd64", "arm", "arm64", "ppc64", "ppc64le", "mips", "mipsle", "mips64", "mips64le",
    "riscv64", "s390x", "wasm", "aarch64", "armhf", "armel", "i386", "x86_64", "x86-64",
}  # fmt: skip
_ALIASES = {"aarch64": "arm64", "x86_64": "amd64", "x86-64": "amd64", "i386": "386"}


def read_platform(text: str) -> str:
    """Give a platform in full, `linux/arm64`; BadParameter says why it is none."""
    parts = text.split("/")
    for part in parts:
        if not _COMPONENT.fullmatch(part):
            raise BadParameter(
                f'"{part}" is an invalid component of "{text}": platform specifier component must match '
                f'"^{_COMPONENT.pattern}$": invalid argument'
            )
    if len(parts) == 1 and text.lower() in _SYSTEMS:
        return f"{text.lower()}/amd64"
    system, machine, *variant = ["linux", *parts] if len(parts) == 1 else parts
    if len(parts) == 1 and machine.lower() not in _MACHINES:
        raise BadParameter(f'"{text}": unknown operating system or architecture: invalid argument')
    return "/".join([system.lower(), _ALIASES.get(machine.lower(), machine.lower()), *variant])


def check_image_platform(asked: str, reference: str) -> None:
    """Refuse an image that is here for another platform than the asked one; empty asks for none."""
    wanted = read_platform(asked) if asked else OWN
    if wanted != OWN:
        raise NotFound(
            f"image with reference {reference} was found but does not match the specified platform: "
            f"wanted {wanted}, actual: {OWN}"
        )


def check_pulled_platform(asked: str) -> None:
    """Refuse to pull for another platform, as a registry that holds one alone does."""
    wanted = read_platform(asked) if asked else OWN
    if wanted != OWN:
        raise NotFound(f"no matching manifest for {wanted} in the manifest list entries")
