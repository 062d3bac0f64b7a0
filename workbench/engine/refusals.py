"""What the engine's refusals mean: its messages, as they are worded by each engine, to our errors."""

import re
from dataclasses import dataclass

from workbench.domain.errors import (
    ApiTooOld,
    EngineRefused,
    ImageMissing,
    InvalidInput,
    NameTaken,
    NoSpace,
    NotFound,
    PortInUse,
    StillInUse,
    WorkbenchError,
    WrongState,
)
from workbench.domain.text import clean


@dataclass(frozen=True, slots=True)
class Rule:
    """A wording, the error that it stands for, and what to tell, filled from the wording's groups."""

    wording: re.Pattern[str]
    error: type[WorkbenchError]
    message: str
    hint: str


def _rule(wording: str, error: type[WorkbenchError], message: str, hint: str = "") -> Rule:
    return Rule(re.compile(wording, re.IGNORECASE | re.DOTALL), error, message, hint)


_PULL_HINT = "Pull it or build it first."
_RELIST_HINT = "Check its name; it may also have been removed meanwhile."
_LOGIN_HINT = "Check the name; a private image needs `docker login` first."
_REGISTRY_HINT = (
    "Check the network, the registry's name and the proxy settings of the engine, then try again."
)
_STOP_HINT = "Stop it first, or remove it by force."

# The first rule whose wording is found wins, so the narrow ones stand before the wide ones.
_RULES = (
    _rule(
        r"no space left on device",
        NoSpace,
        "The engine's disk is full.",
        "Prune what nothing uses, then try again.",
    ),
    # Names.
    _rule(
        r'container name "?/?(?P<name>[^"\s]+)"? is already in use by ',
        NameTaken,
        "There is a container named {name} already.",
        "Remove it (`docker rm {name}`) or rename it (`docker rename {name} OTHER`), or choose another name.",
    ),
    _rule(
        r"network with name (?P<name>\S+) already exists|network name (?P<other>\S+) already used",
        NameTaken,
        "There is a network named {name} already.",
        "Use that one, remove it (`docker network rm {name}`), or choose another name.",
    ),
    _rule(
        r"endpoint with name (?P<name>\S+) already exists in network (?P<network>[^\s\"]+)",
        WrongState,
        "{name} is on the network {network} already.",
    ),
    # Ports.
    _rule(
        r"(?:bind for|listen(?: on)? (?:the )?\w+(?: port)?:?|host port for|exposing port \w+)"
        r"[^\n]*?:(?P<port>\d+)"
        r"[^\n]*?(?:port is already allocated|address already in use)",
        PortInUse,
        "Port {port} is already in use on the engine's host.",
        "Stop what uses it, or publish another port.",
    ),
    _rule(
        r"port is already allocated|address already in use|proxy already running",
        PortInUse,
        "The port to publish is already in use on the engine's host.",
        "Stop what uses it, or publish another port.",
    ),
    _rule(
        r":(?P<port>\d+)[^\n]*bind: permission denied|cannot expose privileged port (?P<other>\d+)",
        EngineRefused,
        "The engine may not publish port {port}.",
        "Ports below 1024 are for root; publish a higher one.",
    ),
    _rule(
        r"bind: cannot assign requested address",
        EngineRefused,
        "The engine's host has no such address to publish a port on.",
        "Publish on 127.0.0.1 or on 0.0.0.0.",
    ),
    # Images that cannot be had.
    _rule(
        r"pull access denied for (?P<name>[^\s,]+)|repository (?P<other>\S+) not found",
        ImageMissing,
        "The image {name} does not exist in its registry, or is private.",
        _LOGIN_HINT,
    ),
    _rule(
        r"manifest for (?P<name>\S+) not found|(?P<other>\S+): not found: (?:manifest|does not)",
        ImageMissing,
        "The registry has no image {name}.",
        "Check the tag.",
    ),
    _rule(
        r"manifest unknown",
        ImageMissing,
        "The registry has no such image: the engine could not {doing}.",
        "Check the tag.",
    ),
    _rule(
        r"unauthorized|authentication required|denied: requested access",
        ImageMissing,
        "The registry wants to know who asks.",
        _LOGIN_HINT,
    ),
    _rule(
        r"dial tcp|net/http|tls handshake|x509:|i/o timeout|failed to do request|pinging container registry",
        ImageMissing,
        "The engine cannot reach the image's registry: {said}",
        _REGISTRY_HINT,
    ),
    _rule(
        r"invalid reference format|repository name must be lowercase|invalid tag format"
        r"|not a valid repository",
        InvalidInput,
        "That is no valid name for an image: the engine could not {doing}.",
        "Write it like name:tag, in small letters.",
    ),
    # What is still in use.
    _rule(
        r"network (?P<name>\S+)(?: id \S+)? has active endpoints"
        r"|network (?P<other>\S+) (?:is being used|has associated)",
        StillInUse,
        "Containers are still on the network {name}.",
        "Disconnect or remove them first.",
    ),
    _rule(
        r"(?:remove|volume) (?P<name>\S+?):? (?:volume is in use - \[|is being used by the following "
        r"container\(s\): )(?P<owners>[0-9a-f]{12,64}(?:,? [0-9a-f]{12,64})*)",
        StillInUse,
        "A container still uses the volume {name}: {owners}.",
        "Remove that container first, running or not.",
    ),
    _rule(
        r'remove (?P<name>\S+): volume is in use|volume "?(?P<other>[^\s"]+)"? is being used',
        StillInUse,
        "A container still uses the volume {name}.",
        "Remove that container first, running or not.",
    ),
    _rule(
        r"unable to remove repository reference \"(?P<name>[^\"]+)\".*container (?P<owner>[0-9a-f]{12})",
        StillInUse,
        "Container {owner} was made from {name}.",
        "Remove that container first.",
    ),
    _rule(
        r"image is being used by (?P<state>running|stopped) container (?P<owner>[0-9a-f]{12})",
        StillInUse,
        "The {state} container {owner} uses the image.",
        "Remove that container first.",
    ),
    _rule(
        r"image is referenced in multiple repositories",
        StillInUse,
        "The image has several names.",
        "Remove it by one of its names, or by force to remove them all.",
    ),
    _rule(
        r"image has dependent child images",
        StillInUse,
        "Other images are built on it.",
        "Remove those first.",
    ),
    _rule(
        r"image is in use by|image used by", StillInUse, "A container uses the image.", "Remove that first."
    ),
    # States.
    _rule(
        r"cannot remove a running container|container is running: stop the container"
        r"|cannot remove container.*(?:is running|is paused|while it is (?:running|paused))",
        WrongState,
        "The container is running: the engine would not {doing}.",
        _STOP_HINT,
    ),
    _rule(
        r"cannot remove a paused container",
        WrongState,
        "The container is paused: the engine would not {doing}.",
        _STOP_HINT,
    ),
    _rule(
        r"removal (?:of container \S+ )?is already in progress|marked for removal",
        WrongState,
        "The container is being removed already: the engine would not {doing}.",
    ),
    _rule(r"already paused", WrongState, "The container is paused already: the engine would not {doing}."),
    _rule(r"is not paused", WrongState, "The container is not paused: the engine would not {doing}."),
    _rule(
        r"is paused",
        WrongState,
        "The container is paused: the engine would not {doing}.",
        "Let it go on first.",
    ),
    _rule(
        r"is restarting",
        WrongState,
        "The container is restarting: the engine would not {doing}.",
        "Wait until it runs, or stop it.",
    ),
    _rule(
        r"is not running|can only (?:kill|top) running|container state improper|not running",
        WrongState,
        "The container is not running: the engine would not {doing}.",
        "Start it first.",
    ),
    _rule(
        r"is not connected to (?:the )?network",
        WrongState,
        "The container is not on that network: the engine would not {doing}.",
    ),
    _rule(
        r"pre-defined network",
        EngineRefused,
        "The engine's own networks cannot be changed this way.",
    ),
    # What is not there. Images after registries and uses, because those messages name images too.
    _rule(
        r"no such image: (?P<name>[^\s\"]+?)(?=:?[\s\"]|:?$)|(?P<other>[^\s\"]+): image not known"
        r"|unable to find image '(?P<third>[^']+)",
        ImageMissing,
        "The image {name} is not on this engine.",
        _PULL_HINT,
    ),
    _rule(
        r"no such container: (?P<name>\S+)|no container with name or id \"?(?P<other>[^\s\"]+)",
        NotFound,
        "There is no container {name}.",
        _RELIST_HINT,
    ),
    _rule(
        r"network (?P<name>\S+) not found|no such network: (?P<other>\S+)"
        r"|network with name or id \"?(?P<third>[^\s\":]+)",
        NotFound,
        "There is no network {name}.",
        _RELIST_HINT,
    ),
    _rule(
        r"get (?P<name>\S+): no such volume|no volume with name \"?(?P<other>[^\s\"]+)|no such volume",
        NotFound,
        "There is no volume {name}.",
        _RELIST_HINT,
    ),
    # What cannot be run.
    _rule(
        r"exec: \"?(?P<name>[^\s\":]+)\"?: (?:executable file not found|(?:stat|permission))",
        EngineRefused,
        "The program {name} is not in the image, or may not be run.",
        "Check the command and the entrypoint.",
    ),
    _rule(
        r"client version (?P<name>\S+) is too (?:old|new)",
        ApiTooOld,
        "The engine does not speak the API version {name}.",
        "Start the workbench anew, so that it can agree on another.",
    ),
)


def refusal(status: int | None, said: str, doing: str) -> WorkbenchError:
    """The error that the engine's answer stands for; what no rule knows keeps the engine's own words."""
    words = clean(said.strip(), 500)
    for rule in _RULES:
        if found := rule.wording.search(said):
            message, hint = (_filled(text, found, words, doing) for text in (rule.message, rule.hint))
            return rule.error(message, hint)
    if status == 404:
        return NotFound(f"The engine does not have that: {words}", _RELIST_HINT)
    return EngineRefused(f"The engine would not {doing}: {words or f'it answered {status}'}")


def _filled(message: str, found: re.Match[str], words: str, doing: str) -> str:
    """The message with the wording's groups; alternatives of one wording are called other and third."""
    groups = {key: value for key, value in found.groupdict().items() if value}
    first = groups.get("other") or groups.get("third") or ""
    known = {"name": first, "port": first, "said": words, "doing": doing, **groups}
    return " ".join(
        message.format(**{key: clean(value, 500) for key, value in known.items()}).split()
    ).replace(" .", ".")
