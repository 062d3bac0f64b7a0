"""Where the embedded engine departs from a real one on purpose: why, and a docker line that shows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Departure:
    """Docker lines, where NAME is the test's own; the last is answered differently, as the two texts say."""

    why: str
    lines: tuple[str, ...]
    real: str = ""
    embedded: str = ""


_DEBIAN = "run --rm debian:bookworm-slim"

DEPARTURES = {
    "sizes": Departure(
        "its images weigh what the lesson's images weigh, a stand-in what it weighs",
        ("images --format {{.Size}} redis",),
        embedded="117MB",
    ),
    "raw json": Departure(
        "it leaves out what nothing here reads",
        ("info --format '{{json .Runtimes}}'",),
        real="io.containerd.runc.v2",
    ),
    "host": Departure(
        "its host is its own: four processors, 8 GB, Linux on amd64 with cgroup v2, whatever it runs on",
        ("info --format {{.Name}},{{.KernelVersion}}",),
        embedded="embedded,6.1.0-embedded",
    ),
    "programs": Departure(
        "it runs a small shell, Redis and the sample app; nothing else truly runs",
        (f"{_DEBIAN} cut -c 1 /etc/debian_version",),
        embedded="the embedded engine does not simulate this program",
    ),
    "shells": Departure(
        "each shell is one small POSIX shell: no arrays, no `[[`, whatever its name is",
        (f"{_DEBIAN} bash -c 'a=(1 2); echo ${{a[1]}}'",),
        real="2\n",
        embedded="Syntax error",
    ),
    "reading": Departure(
        "owners and modes keep others from writing and not from reading; a user has one group",
        ("run --rm --user 1000 debian:bookworm-slim ls /root",),
        real="Permission denied",
    ),
    "neighbours": Departure(
        "a container shares network, processes and host name with none, nor with the host",
        (
            "run --detach --name NAME redis",
            "run --rm --network container:NAME redis redis-cli ping",
        ),
        real="PONG",
        embedded="Could not connect to Redis",
    ),
    "signals within": Departure(
        "a signal reaches a container, never one of its processes; its trap is the shell's last command",
        (f"{_DEBIAN} sh -c \"trap 'echo got' TERM; kill -TERM $$\"",),
        real="got",
        embedded="the embedded engine ends containers, not single processes",
    ),
    "memory": Departure(
        "it kills for memory only programs known to ask for much; `stats` ends at nine tenths of a limit",
        (
            "run --rm --memory 8m debian:bookworm-slim sh -c "
            "'x=$(head -c 30000000 /dev/zero | tr \"\\0\" a); echo ${#x}'",
        ),
        embedded="30000000",
    ),
    "terminals": Departure(
        "`redis-cli` and `ls` answer a terminal as they answer a pipe: no prompt, no types, no columns",
        ("run --detach --name NAME redis", "exec --tty NAME redis-cli get nothing"),
        real="(nil)",
    ),
    "commands of redis": Departure(
        "its Redis knows the commands of the lesson and says how many those are",
        ("run --detach --name NAME redis", "exec NAME redis-cli nosuch"),
        real="with args beginning with",
        embedded="the embedded Redis knows",
    ),
    "init": Departure(
        "an init runs and is listed, and is no file",
        ("run --rm --init debian:bookworm-slim ls /sbin/docker-init",),
        embedded="No such file or directory",
    ),
    "retries": Departure(
        "a health check may be tried 0 times, as in later engines; those of API 1.41 want 1 at least",
        (
            "run --name NAME debian:bookworm-slim true",
            "commit --change 'HEALTHCHECK --retries=0 CMD true' NAME",
        ),
        real="--retries must be at least 1 (not 0)",
        embedded="sha256:",
    ),
    "packages": Departure(
        "`pip list` names what was installed by pip, not pip itself",
        ("run --rm python:3.11 pip list",),
        real="pip  ",
    ),
    "kernel": Departure(
        "its /proc holds a few files, none of a process",
        (f"{_DEBIAN} cat /proc/1/comm",),
        embedded="No such file or directory",
    ),
    "ps": Departure(
        "every image has a `ps`",
        ("run --detach --name NAME redis", "exec NAME ps"),
        real="executable file not found",
        embedded="redis-server",
    ),
    "times of files": Departure(
        "its files have no time of their own",
        (f"{_DEBIAN} sh -c 'touch /made; ls -l /made'",),
        embedded="Nov 14  2023",
    ),
    "limits and devices": Departure(
        "it keeps what a container may use, shows it, and does not enforce it; devices are not in /dev",
        ("run --rm --device /dev/null:/dev/own debian:bookworm-slim ls /dev/own",),
        embedded="No such file or directory",
    ),
    "host folders": Departure(
        "it does not read its host's files: a folder of the host is mounted empty, there or not",
        ("run --rm --mount type=bind,source=/NAME,target=/x debian:bookworm-slim true",),
        real="bind source path does not exist",
    ),
    "links": Departure(
        "an old `--link` is checked and gives no name; a network does",
        (
            "run --detach --name NAME redis",
            "run --rm --link NAME:store debian:bookworm-slim cat /etc/hosts",
        ),
        real="store",
    ),
    "platforms": Departure(
        "it has images for linux/amd64 alone and says so; an old classic builder takes them for any",
        ("pull --platform linux/arm64 debian:bookworm-slim",),
        embedded="no matching manifest for linux/arm64 in the manifest list entries",
    ),
    "archives": Departure(
        "it saves and exports, and does not load or import",
        ("import http://127.0.0.1:1/NAME.tar",),
        embedded="the embedded engine does not import images from archives",
    ),
    "log drivers": Departure(
        "it keeps lines itself; a driver that sends them elsewhere is refused in words of its own",
        ("run --rm --log-driver gelf --log-opt gelf-address=udp://nosuch.invalid:1 redis true",),
        embedded="the embedded engine has no gelf to send lines to",
    ),
    "swarm": Departure(
        "it is no swarm and cannot become one",
        ("node ls",),
        real="This node is not a swarm manager",
        embedded="the embedded engine does not simulate GET /nodes",
    ),
}

UNSHOWN = {
    "resolver": "it reaches no network and names the servers that Docker falls back on, as a host may too",
    "ages of images": "it answers `images --filter until` as later engines do, not as those of API 1.41",
    "published ports": "they listen on 127.0.0.1 alone, whatever the address; a test of its own shows it",
    "prune of volumes": "an engine of API 1.41 prunes named volumes too, later ones and the embedded do not",
    "steps of a build": "they tell no events of containers; those that went well leave none (`--rm=false`)",
    "versions": "it answers in all its API versions alike, with what any of them has",
    "times of a health check": "a HEALTHCHECK that cannot be read fails at its step, not before the first",
    "needed values": "`${NAME:?words}` in a Dockerfile is the empty text where NAME has no value",
    "times of processes": "`top` tells neither when a process began nor what time it used",
    "bodies": "a body of JSON with a wrong type in it is read as if that were left out; `start` takes any",
    "words": "an unknown image of `inspect --type`, a bad subnet or a number `1.` is refused in other words",
    "accounts": "Debian's group `users` and its user `www-data` are not in the images; `xargs` heeds no `-n`",
    "full disk": "pulls and builds find it full, what a container writes does not",
    "other options of a build": "`--memory`, `--cpu-*`, `--ulimit`, `--cache-from` and `--squash` do nothing",
}
"""What no docker line on a shared engine shows."""
