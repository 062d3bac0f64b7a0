"""What the engine says of itself and of its disk, as domain values."""

from collections.abc import Sequence

from workbench.domain.engines import DiskUse, DiskUseLine, EngineFacts
from workbench.domain.raw import Raw
from workbench.domain.text import clean

_LIVE_STATES = ("running", "paused", "restarting")
_EMBEDDED = "-embedded"
_CONTAINERD_STORE = "io.containerd.snapshotter.v1"


def engine_facts(info: Raw, version: Raw) -> EngineFacts:
    """The answers of the engine's info and version."""
    return EngineFacts(
        name=clean(info.text("Name")),
        product=_product(version),
        version=clean(version.text("Version") or info.text("ServerVersion")),
        api_version=version.text("ApiVersion"),
        minimum_api_version=version.text("MinAPIVersion"),
        operating_system=clean(info.text("OperatingSystem")),
        architecture=clean(info.text("Architecture")),
        kernel=clean(info.text("KernelVersion")),
        storage_driver=clean(info.text("Driver")),
        image_store=_image_store(info),
        cgroup_version=info.text("CgroupVersion"),
        cpu_count=info.number("NCPU"),
        memory_bytes=info.number("MemTotal"),
        root_folder=clean(info.text("DockerRootDir")),
        containers_total=info.number("Containers"),
        containers_running=info.number("ContainersRunning"),
        images_total=info.number("Images"),
        warnings=tuple(clean(warning) for warning in info.texts("Warnings")),
        is_embedded=is_embedded(version),
    )


def is_embedded(version: Raw) -> bool:
    """Whether it is the workbench's own engine."""
    return version.text("Version").endswith(_EMBEDDED)


def is_podman(version: Raw) -> bool:
    """Whether it is Podman that speaks Docker's API."""
    return any("podman" in each.text("Name").lower() for each in version.children("Components"))


def disk_use(raw: Raw) -> DiskUse:
    """The engine's disk as `docker system df` adds it up."""
    layers_size_bytes = raw.number("LayersSize")
    return DiskUse(
        layers_size_bytes=layers_size_bytes,
        lines=(
            _images_line(raw.children("Images"), layers_size_bytes),
            _containers_line(raw.children("Containers")),
            _volumes_line(raw.children("Volumes")),
            _build_cache_line(raw.children("BuildCache")),
        ),
    )


def _product(version: Raw) -> str:
    if is_podman(version):
        return "Podman"
    return clean(version.child("Platform").text("Name")) or "Docker Engine"


def _image_store(info: Raw) -> str:
    """Which of the two image stores is in use; they count sizes and name images differently."""
    uses_containerd = any(_CONTAINERD_STORE in row for row in info.rows("DriverStatus"))
    return "containerd" if uses_containerd else "classic"


def _images_line(images: Sequence[Raw], layers_size_bytes: int) -> DiskUseLine:
    used = [each for each in images if each.number("Containers") > 0]
    unique_bytes = sum(
        each.number("Size") - each.number("SharedSize") for each in used if each.number("SharedSize", -1) >= 0
    )
    return DiskUseLine(
        "images", len(images), len(used), layers_size_bytes, max(0, layers_size_bytes - unique_bytes)
    )


def _containers_line(containers: Sequence[Raw]) -> DiskUseLine:
    live = [each for each in containers if each.text("State") in _LIVE_STATES]
    size_bytes = sum(each.number("SizeRw") for each in containers)
    live_bytes = sum(each.number("SizeRw") for each in live)
    return DiskUseLine("containers", len(containers), len(live), size_bytes, size_bytes - live_bytes)


def _volumes_line(volumes: Sequence[Raw]) -> DiskUseLine:
    usages = [each.child("UsageData") for each in volumes]
    used = [each for each in usages if each.number("RefCount") > 0]
    size_bytes = sum(max(0, each.number("Size")) for each in usages)
    used_bytes = sum(max(0, each.number("Size")) for each in used)
    return DiskUseLine("volumes", len(volumes), len(used), size_bytes, size_bytes - used_bytes)


def _build_cache_line(entries: Sequence[Raw]) -> DiskUseLine:
    used = [each for each in entries if each.flag("InUse")]
    size_bytes = sum(each.number("Size") for each in entries if not each.flag("Shared"))
    used_bytes = sum(each.number("Size") for each in used if not each.flag("Shared"))
    return DiskUseLine("build cache", len(entries), len(used), size_bytes, size_bytes - used_bytes)
