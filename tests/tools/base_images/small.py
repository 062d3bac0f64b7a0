"""Stand-ins that are smaller than a Debian: Alpine's manner, and the distroless manner."""

import subprocess
from pathlib import Path

from tests.tools.base_images.archive import Image, Step
from tests.tools.base_images.layers import Layer, LayerWriter
from tests.tools.base_images.pythons import Python
from tests.tools.base_images.wheelhouse import add_wheelhouse
from tests.tools.base_images.workshop import (
    BUILDKIT,
    SYSTEM_PATH,
    Workshop,
    add_certificates,
    add_merged_usr,
    python_environment,
)

_BUSYBOX = Path("/usr/bin/busybox")
_NOBODY = 65532
_APK = '#!/bin/sh\necho "apk is only painted on here: nothing was changed"\n'


def alpine_python_image(workshop: Workshop, python: Python, version: str) -> Image:
    """Make a Python beside nothing but busybox."""
    with workshop.writer() as layer:
        add_merged_usr(layer)
        _add_busybox(layer)
        layer.folders(*"dev home proc sys run var/cache/apk etc/apk opt mnt media srv root".split(" "))
        layer.folders("tmp", mode=0o1777)
        layer.write("/etc/alpine-release", "3.20.3\n")
        layer.write("/etc/os-release", 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\n')
        layer.write(
            "/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n"
        )
        layer.write("/etc/group", "root:x:0:root\nnobody:x:65534:\n")
        layer.write("/usr/lib/apk/db/installed", "P:busybox\nV:1.36.1-r29\n\nP:musl\nV:1.2.5-r0\n")
        system = layer.finish()
    with workshop.writer(system) as layer:
        add_certificates(layer)
        add_wheelhouse(layer, workshop.wheelhouse)
        needed = layer.finish()
    made = workshop.python_layer(python, "/usr/local", system, needed)
    path, language, *_ = python_environment(version)
    steps = (
        Step("ADD alpine-minirootfs-3.20.3.tar.gz / # buildkit", system, BUILDKIT),
        Step('CMD ["/bin/sh"]', comment=BUILDKIT),
        Step(f"ENV {path}", comment=BUILDKIT),
        Step(f"ENV {language}", comment=BUILDKIT),
        _run("set -eux; apk add --no-cache ca-certificates tzdata ;", needed),
        Step(f"ENV PYTHON_VERSION={version}", comment=BUILDKIT),
        _run(
            "set -eux; apk add --no-cache --virtual .build-deps gcc; make install; apk del .build-deps",
            made,
        ),
        Step('CMD ["python3"]', comment=BUILDKIT),
    )
    return Image("python:3.11-alpine", steps, 45, {"Env": python_environment(version), "Cmd": ["python3"]})


def distroless_images(workshop: Workshop, python: Python) -> tuple[Image, Image]:
    """Make a Python with nothing beside it, and the same with a shell to build in."""
    with workshop.writer() as layer:
        _add_bare_system(layer)
        system = layer.finish()
    made = workshop.python_layer(python, "/usr", system)
    with workshop.writer(system, made) as layer:
        _add_busybox(layer)
        add_wheelhouse(layer, workshop.wheelhouse)
        tools = layer.finish()
    settings: dict[str, object] = {
        "Env": [SYSTEM_PATH, "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt", "LANG=C.UTF-8"],
        "User": str(_NOBODY),
        "Entrypoint": ["/usr/bin/python"],
        "WorkingDir": "/home/nonroot",
    }
    bare, with_python, with_tools = (
        Step("apko", layer, "This is an apko image") for layer in (system, made, tools)
    )
    name = "cgr.dev/chainguard/python"
    return (
        Image(f"{name}:latest", (bare, with_python), 3, settings),
        Image(f"{name}:latest-dev", (bare, with_python, with_tools), 3, settings),
    )


def _add_bare_system(layer: LayerWriter) -> None:
    add_merged_usr(layer)
    layer.folders("proc", "sys", "dev", "run", "root", "var/tmp")
    layer.folders("tmp", mode=0o1777)
    layer.folders("home/nonroot", user=_NOBODY)
    layer.write(
        "/etc/passwd",
        "root:x:0:0:root:/root:/bin/sh\n"
        f"nonroot:x:{_NOBODY}:{_NOBODY}:Account created by apko:/home/nonroot:/bin/sh\n",
    )
    layer.write("/etc/group", f"root:x:0:\nnonroot:x:{_NOBODY}:\n")
    layer.write("/etc/os-release", 'ID=wolfi\nNAME="Wolfi"\nPRETTY_NAME="Wolfi"\nVERSION_ID="20230201"\n')
    layer.write("/etc/nsswitch.conf", "hosts: files dns\n")
    add_certificates(layer)


def _add_busybox(layer: LayerWriter) -> None:
    layer.copy(_BUSYBOX.resolve(), "/usr/bin/busybox")
    listed = subprocess.run([_BUSYBOX, "--list"], check=True, capture_output=True, text=True)
    for applet in listed.stdout.split():
        if applet != "busybox":
            layer.link(f"/usr/bin/{applet}", "busybox")
    layer.write("/usr/bin/apk", _APK, mode=0o755)


def _run(line: str, layer: Layer) -> Step:
    return Step(f"RUN /bin/sh -c {line} # buildkit", layer, BUILDKIT)
