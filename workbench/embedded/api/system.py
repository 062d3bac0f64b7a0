"""The engine itself: ping, version, facts, disk use."""

from __future__ import annotations

from workbench.embedded.clock import iso
from workbench.embedded.errors import NotFound, NotSimulated
from workbench.embedded.host import Host
from workbench.embedded.http import API_VERSION, Exchange
from workbench.embedded.payload import JsonObject, JsonValue
from workbench.embedded.routing import Router
from workbench.embedded.stats import MEMORY_BYTES, PROCESSORS
from workbench.embedded.views.containers import container_row, status_text
from workbench.embedded.views.images import image_row
from workbench.embedded.views.networks import volume_object
from workbench.embedded.views.storage import ENGINE_ROOT
from workbench.embedded.world.containers import State

router = Router()
MINIMUM_API_VERSION = "1.41"
VERSION = "27.5.0-embedded"
OPERATING_SYSTEM = "Container Workbench embedded engine (simulated)"
_KERNEL = "6.1.0-embedded"
_BUILT = "2025-01-01T00:00:00.000000000+00:00"


@router.on("GET", "/_ping")
@router.on("HEAD", "/_ping")
async def _ping(host: Host, exchange: Exchange) -> None:
    body = b"" if exchange.request.method == "HEAD" else b"OK"
    await exchange.reply_bytes(
        body,
        200,
        "text/plain; charset=utf-8",
        "Cache-Control: no-cache, no-store, must-revalidate",
        "Pragma: no-cache",
    )


@router.on("GET", "/version")
async def _version(host: Host, exchange: Exchange) -> None:
    facts: dict[str, JsonValue] = {
        "ApiVersion": API_VERSION,
        "Arch": "amd64",
        "BuildTime": _BUILT,
        "GitCommit": "embedded",
        "GoVersion": "none",
        "KernelVersion": _KERNEL,
        "MinAPIVersion": MINIMUM_API_VERSION,
        "Os": "linux",
    }
    engine: JsonObject = {"Name": "Engine", "Version": VERSION, "Details": {**facts, "Experimental": "false"}}
    platform: JsonObject = {"Name": OPERATING_SYSTEM}
    await exchange.reply({"Platform": platform, "Components": [engine], "Version": VERSION, **facts})


@router.on("GET", "/info")
async def _info(host: Host, exchange: Exchange) -> None:
    states = [container.state for container in host.containers]
    running, paused = states.count(State.RUNNING), states.count(State.PAUSED)
    await exchange.reply(
        {
            **_FIXED_FACTS,
            "Containers": len(states),
            "ContainersRunning": running,
            "ContainersPaused": paused,
            "ContainersStopped": len(states) - running - paused,
            "Images": len(list(host.images)),
            "NEventsListener": host.events.listeners,
            "SystemTime": iso(host.clock.now_ns()),
        }
    )


@router.on("GET", "/system/df")
async def _disk_use(host: Host, exchange: Exchange) -> None:
    wanted = exchange.request.query.get("type", [])
    now_ns = host.clock.now_ns()
    users: dict[str, int] = {}
    for container in host.containers:
        users[container.image.id] = users.get(container.image.id, 0) + 1
    shared = host.images.shared_bytes()
    value: dict[str, JsonValue] = {
        "LayersSize": host.images.layers_bytes(),
        "Images": [
            image_row(image, shared_bytes=shared[image.id], containers=users.get(image.id, 0))
            for image in host.images.listed()
        ],
        "Containers": [
            container_row(host, container, status_text(container, now_ns), with_size=True)
            for container in host.containers
        ],
        "Volumes": [volume_object(volume, with_usage=True) for volume in host.volumes],
        "BuildCache": [],
        "BuilderSize": 0,
    }
    kinds = {"Images": "image", "Containers": "container", "Volumes": "volume", "BuildCache": "build-cache"}
    if wanted:
        value = {key: each for key, each in value.items() if kinds.get(key, wanted[0]) in wanted}
    await exchange.reply(value)


@router.on("POST", "/auth")
async def _log_in(host: Host, exchange: Exchange) -> None:
    raise NotSimulated("the embedded engine has no registry to log in to")


@router.on("GET", "/plugins")
async def _plugins(host: Host, exchange: Exchange) -> None:
    await exchange.reply([])


@router.on("GET", "/plugins/{name*}/json")
async def _plugin(host: Host, exchange: Exchange) -> None:
    raise NotFound(f'plugin "{exchange.params["name"]}" not found')


_FIXED_FACTS: JsonObject = {
    "ID": "embedded-engine",
    "Name": "embedded",
    "ServerVersion": VERSION,
    "OperatingSystem": OPERATING_SYSTEM,
    "OSType": "linux",
    "OSVersion": "",
    "Architecture": "x86_64",
    "KernelVersion": _KERNEL,
    "NCPU": PROCESSORS,
    "MemTotal": MEMORY_BYTES,
    "Driver": "overlay2",
    "DriverStatus": [["Simulated", "true"]],
    "DockerRootDir": ENGINE_ROOT,
    "Plugins": {
        "Volume": ["local"],
        "Network": ["bridge", "host", "null"],
        "Authorization": None,
        "Log": ["json-file", "local"],
    },
    "MemoryLimit": True,
    "SwapLimit": True,
    "CpuCfsPeriod": True,
    "CpuCfsQuota": True,
    "CPUShares": True,
    "CPUSet": True,
    "PidsLimit": True,
    "IPv4Forwarding": True,
    "BridgeNfIptables": True,
    "BridgeNfIp6tables": True,
    "Debug": False,
    "NFd": 0,
    "NGoroutines": 0,
    "OomKillDisable": True,
    "LoggingDriver": "json-file",
    "CgroupDriver": "cgroupfs",
    "CgroupVersion": "2",
    "IndexServerAddress": "",
    "RegistryConfig": {"InsecureRegistryCIDRs": [], "IndexConfigs": {}, "Mirrors": []},
    "GenericResources": None,
    "HttpProxy": "",
    "HttpsProxy": "",
    "NoProxy": "",
    "Labels": [],
    "ExperimentalBuild": False,
    "Runtimes": {"runc": {"path": "runc"}},
    "DefaultRuntime": "runc",
    "Swarm": {
        "NodeID": "",
        "NodeAddr": "",
        "LocalNodeState": "inactive",
        "ControlAvailable": False,
        "Error": "",
        "RemoteManagers": None,
    },
    "LiveRestoreEnabled": False,
    "Isolation": "",
    "InitBinary": "",
    "ContainerdCommit": {"ID": "", "Expected": ""},
    "RuncCommit": {"ID": "", "Expected": ""},
    "InitCommit": {"ID": "", "Expected": ""},
    "SecurityOptions": [],
    "Warnings": ["WARNING: this engine is simulated: nothing here runs for real"],
}
