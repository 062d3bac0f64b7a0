"""What each of our rules is for, in full, and where to read more."""

from dataclasses import dataclass

_PRACTICES = "https://docs.docker.com/build/building/best-practices/"
_REFERENCE = "https://docs.docker.com/reference/dockerfile/"
_CHECKS = "https://docs.docker.com/reference/build-checks/"
_IGNORE = "https://docs.docker.com/build/concepts/context/#dockerignore-files"


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as a person learns it: its title, why it matters, and a page that says more."""

    title: str
    explanation: str
    reference: str


RULES: dict[str, RuleText] = {
    "syntax": RuleText(
        "it can be read",
        "An engine refuses a Dockerfile with an unknown instruction or a missing argument before it begins.",
        _REFERENCE,
    ),
    "exact-base": RuleText(
        "exact base version",
        "A tag like 3.11 or latest is moved to each new release. Two builds of the same sources can then "
        "give two images, and nobody can tell which one a fault came with. A version with three numbers "
        "hardly moves; a digest never does.",
        f"{_PRACTICES}#pin-base-image-versions",
    ),
    "slim-base": RuleText(
        "small base",
        "The full images carry compilers, headers and version control. They are sent, stored and scanned "
        "with every image, and give an intruder tools. The slim ones hold what runs.",
        f"{_PRACTICES}#choose-the-right-base-image",
    ),
    "build-tools": RuleText(
        "stages for what only builds",
        "What is needed to compile is not needed to run. A first stage can hold it and be thrown away; the "
        "last one copies only what came of it.",
        "https://docs.docker.com/build/building/multi-stage/",
    ),
    "non-root-user": RuleText(
        "a user that is not root",
        "Whoever breaks into a process that runs as root is root in the container, and one mistake away from "
        "the host. A number in USER can also be checked by an orchestrator.",
        f"{_PRACTICES}#user",
    ),
    "workdir": RuleText(
        "a folder to work in",
        "Without WORKDIR files land where the base image happens to stand, often among the system's own "
        "folders, and the app starts there.",
        f"{_PRACTICES}#workdir",
    ),
    "dockerignore": RuleText(
        "a .dockerignore",
        "COPY . takes all that is in the folder: the history in .git, virtual environments, notes, keys. It "
        "makes the image larger, gives secrets away, and changes the cache for nothing. An ignore file keeps "
        "them out of the context, so they are not even sent.",
        _IGNORE,
    ),
    "ignore-misses": RuleText(
        "a true .dockerignore",
        "There is an ignore file, but something that no image needs is in the folder and is not named in it.",
        _IGNORE,
    ),
    "needed-files": RuleText(
        "only the needed files",
        "Each file that is copied and not needed makes the image larger, and a change of it runs the steps "
        "behind COPY again.",
        f"{_PRACTICES}#exclude-with-dockerignore",
    ),
    "secret-file": RuleText(
        "no copied secrets",
        "A file in a layer can be read by all who have the image, also when a later layer removes it.",
        "https://docs.docker.com/build/building/secrets/",
    ),
    "copy-source": RuleText(
        "sources that are there",
        "COPY fails for what is not in the build context, and the context leaves out what "
        ".dockerignore names.",
        f"{_CHECKS}copy-ignored-file/",
    ),
    "cache-order": RuleText(
        "what changes seldom comes first",
        "A step is taken from the cache only if all before it was. When the sources are copied before the "
        "packages are installed, each changed line installs all packages again. Copy the list of packages, "
        "install, and only then copy the sources.",
        "https://docs.docker.com/build/cache/optimize/#order-your-layers",
    ),
    "chown-layer": RuleText(
        "owners with COPY --chown",
        "A layer stores whole files. A chown of its own stores each of them again, only for another owner.",
        f"{_REFERENCE}#copy---chown---chmod",
    ),
    "pip-no-cache": RuleText(
        "no cache of pip",
        "pip keeps what it downloads to install faster next time; in an image there is no next time.",
        "https://pip.pypa.io/en/stable/topics/caching/",
    ),
    "apt-lists": RuleText(
        "no lists of apt",
        "The lists that apt-get update fetches are old tomorrow. Removed in the same RUN they are in no "
        "layer; removed in a later one they still are.",
        f"{_PRACTICES}#apt-get",
    ),
    "apt-recommends": RuleText(
        "no recommended packages",
        "apt also installs what a package merely recommends, often much more than what was asked for.",
        f"{_PRACTICES}#apt-get",
    ),
    "apk-no-cache": RuleText(
        "no index of apk",
        "With --no-cache apk fetches its index, uses it and keeps nothing of it.",
        f"{_PRACTICES}#run",
    ),
    "exec-form": RuleText(
        "the exec form",
        "The shell form starts /bin/sh, which is process 1 and does not pass on the signal to stop: the "
        "engine waits ten seconds and kills the app. It also needs a shell, which a small image may "
        "not have.",
        f"{_CHECKS}json-args-recommended/",
    ),
    "health-check": RuleText(
        "a health check",
        "An engine sees that a process runs, not that it answers. A health check asks, and `docker ps`, "
        "compose and this workbench show what it says.",
        f"{_REFERENCE}#healthcheck",
    ),
    "secret-value": RuleText(
        "no secrets in ARG or ENV",
        "Both are part of the image: `docker history` and `docker inspect` show them to everybody who has "
        "it. A secret mount is there for one RUN and in no layer.",
        f"{_CHECKS}secrets-used-in-arg-or-env/",
    ),
}
