"""The stand-in of Redis: this machine's own redis-server on the Debian of the family."""

from tests.tools.base_images.archive import Image, Step
from tests.tools.base_images.debian import System, accounts
from tests.tools.base_images.workshop import SYSTEM_PATH, Workshop

_USER = 999
_ENTRYPOINT = """#!/bin/sh
set -e
if [ "${1#-}" != "$1" ] || [ "${1%.conf}" != "$1" ]; then
    set -- redis-server "$@"
fi
if [ "$1" = redis-server ]; then
    shift
    set -- redis-server --protected-mode no --dir /data "$@"
fi
exec "$@"
"""


def redis_image(workshop: Workshop, system: System) -> Image:
    """Make an image whose container is a Redis that listens on 6379."""
    database = workshop.database
    packages = database.closure(["redis-server"], system.packages)
    with workshop.writer() as layer:
        layer.write("/etc/passwd", accounts("passwd", f"redis:x:{_USER}:{_USER}::/home/redis:/bin/sh"))
        layer.write("/etc/group", accounts("group", f"redis:x:{_USER}:"))
        account = layer.finish()
    with workshop.writer(system.layer, account) as layer:
        layer.copy_packages(database, packages)
        layer.record_packages(database, packages, [*system.packages, *packages])
        layer.folders("data", user=_USER)
        program = layer.finish()
    with workshop.writer() as layer:
        layer.write("/usr/local/bin/docker-entrypoint.sh", _ENTRYPOINT, mode=0o755)
        entrypoint = layer.finish()
    shell, nothing = "/bin/sh -c", "/bin/sh -c #(nop) "
    steps = (
        *system.steps,
        Step(f"{shell} groupadd -r -g {_USER} redis && useradd -r -g redis -u {_USER} redis", account),
        Step(f"{nothing} ENV REDIS_VERSION=7.0.15"),
        Step(
            f"{shell} set -eux; apt-get update; wget -O redis.tar.gz; make install; redis-server --version",
            program,
        ),
        Step(f"{nothing} VOLUME [/data]"),
        Step(f"{nothing} WORKDIR /data"),
        Step(f"{nothing} COPY file:e873a0e3c13001b5 in /usr/local/bin/ ", entrypoint),
        Step(f'{nothing} ENTRYPOINT ["docker-entrypoint.sh"]'),
        Step(f"{nothing} EXPOSE 6379"),
        Step(f'{nothing} CMD ["redis-server"]'),
    )
    settings: dict[str, object] = {
        "Env": [SYSTEM_PATH, "REDIS_VERSION=7.0.15"],
        "Entrypoint": ["docker-entrypoint.sh"],
        "Cmd": ["redis-server"],
        "ExposedPorts": {"6379/tcp": {}},
        "Volumes": {"/data": {}},
        "WorkingDir": "/data",
    }
    return Image("redis:latest", steps, 14, settings)
