"""A container's settings in the shape that Docker keeps them: known keys only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.embedded.payload import (
    JsonObject,
    JsonValue,
    number_at,
    object_at,
    objects_at,
    text_at,
    text_map_at,
    texts_at,
)
from workbench.embedded.views.host_config import HOST_CONFIG_DEFAULTS
from workbench.embedded.views.images import CONFIG_DEFAULTS
from workbench.embedded.world.images import Image

# Shown only when they say something.
_OPTIONAL = (
    "ExposedPorts",
    "Healthcheck",
    "NetworkDisabled",
    "MacAddress",
    "StopSignal",
    "StopTimeout",
    "Shell",
)
_OPTIONAL_HOST = ("Annotations", "Init", "Mounts", "StorageOpt", "Sysctls", "Tmpfs")
_FILLED_WHEN_EMPTY = (
    "NetworkMode",
    "CgroupnsMode",
    "IpcMode",
    "ShmSize",
    "Runtime",
    "MaskedPaths",
    "ReadonlyPaths",
)


def container_config(asked: JsonObject, image: Image, container_id: str) -> JsonObject:
    """Lay what was asked over what the image says."""
    inherited = image.config
    config: dict[str, JsonValue] = {**CONFIG_DEFAULTS, **{key: asked.get(key) for key in CONFIG_DEFAULTS}}
    config |= {key: asked[key] for key in _OPTIONAL if asked.get(key)}
    config |= _command(asked, inherited)
    config["Env"] = merged_environment(texts_at(asked, "Env"), texts_at(inherited, "Env"))
    config["Labels"] = {**text_map_at(inherited, "Labels"), **text_map_at(asked, "Labels")}
    config["Volumes"] = {**object_at(inherited, "Volumes"), **object_at(asked, "Volumes")} or None
    ports = {**object_at(inherited, "ExposedPorts"), **object_at(asked, "ExposedPorts")}
    for key in ("User", "WorkingDir", "StopSignal"):
        config[key] = text_at(asked, key) or text_at(inherited, key)
    config["Hostname"] = text_at(asked, "Hostname") or container_id[:12]
    config["ExposedPorts"] = ports
    config["Healthcheck"] = _health_check(
        object_at(asked, "Healthcheck"), object_at(inherited, "Healthcheck")
    )
    for key, default in CONFIG_DEFAULTS.items():
        config[key] = default if config[key] is None else config[key]
    return {key: value for key, value in config.items() if value or key not in _OPTIONAL}


def _command(asked: JsonObject, inherited: JsonObject) -> dict[str, JsonValue]:
    entrypoint, command = texts_at(asked, "Entrypoint"), texts_at(asked, "Cmd")
    if not entrypoint:
        entrypoint = texts_at(inherited, "Entrypoint")
        command = command or texts_at(inherited, "Cmd")
    return {"Entrypoint": [word for word in entrypoint if word] or None, "Cmd": command or None}


def _health_check(asked: JsonObject, inherited: JsonObject) -> dict[str, JsonValue]:
    filled: dict[str, JsonValue] = {key: value for key, value in asked.items() if value}
    if texts_at(filled, "Test") == ["NONE"]:
        return filled
    return {**inherited, **filled}


def merged_environment(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Give the first variables, then those of the second that the first do not set."""
    names = {pair.partition("=")[0] for pair in first}
    return [*first, *(pair for pair in second if pair.partition("=")[0] not in names)]


def host_config(asked: JsonObject) -> JsonObject:
    """Give the host's part of a container's settings."""
    config: dict[str, JsonValue] = {**HOST_CONFIG_DEFAULTS}
    for key in HOST_CONFIG_DEFAULTS:
        if key in asked and (asked[key] or key not in _FILLED_WHEN_EMPTY):
            config[key] = asked[key]
    for key in _OPTIONAL_HOST:
        if asked.get(key):
            config[key] = asked[key]
    if "Mounts" in config:
        config["Mounts"] = [_without_empty(item) for item in objects_at(asked, "Mounts")]
    if not text_at(object_at(config, "LogConfig"), "Type"):
        config["LogConfig"] = HOST_CONFIG_DEFAULTS["LogConfig"]
    if config["MemorySwappiness"] == -1:
        config["MemorySwappiness"] = None
    memory_bytes = number_at(config, "Memory")
    if memory_bytes and not number_at(config, "MemorySwap"):
        config["MemorySwap"] = 2 * memory_bytes
    return config


def _without_empty(item: Mapping[str, JsonValue]) -> JsonObject:
    return {key: value for key, value in item.items() if value}
