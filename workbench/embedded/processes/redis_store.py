"""A small Redis: the commands that the sample and a curious person use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from workbench.embedded.payload import decode_object, encode, object_at, text_map_at, texts_at

VERSION = "7.4.6-embedded"
Reply: TypeAlias = "int | bytes | RedisError | list[Reply] | Status | None"


class Status(str):
    """A simple reply such as OK."""

    __slots__ = ()


class RedisError(str):
    """A refusal."""

    __slots__ = ()


class RedisStore:
    """Keys with texts, lists and numbers, kept while the container lives."""

    def __init__(self) -> None:
        self._texts: dict[bytes, bytes] = {}
        self._lists: dict[bytes, list[bytes]] = {}

    def dump(self) -> bytes:
        """Write all keys, to be read again by `load`."""
        texts = {key.decode("latin-1"): value.decode("latin-1") for key, value in self._texts.items()}
        lists = {
            key.decode("latin-1"): [each.decode("latin-1") for each in kept]
            for key, kept in self._lists.items()
        }
        return encode({"texts": texts, "lists": lists})

    def load(self, data: bytes) -> None:
        """Read the keys that `dump` has written."""
        saved = decode_object(data)
        texts, lists = text_map_at(saved, "texts"), object_at(saved, "lists")
        self._texts = {key.encode("latin-1"): value.encode("latin-1") for key, value in texts.items()}
        self._lists = {
            key.encode("latin-1"): [each.encode("latin-1") for each in texts_at(lists, key)] for key in lists
        }

    @property
    def keys(self) -> int:
        """Count the keys."""
        return len(self._texts) + len(self._lists)

    def execute(self, words: Sequence[bytes]) -> Reply:
        """Carry out one command."""
        name = words[0].decode("utf-8", "replace") if words else ""
        command = _COMMANDS.get(name.upper())
        if command is None:
            return RedisError(
                f"ERR unknown command '{name}', the embedded Redis knows {len(_COMMANDS)} commands"
            )
        try:
            return command(self, *words[1:])
        except (TypeError, ValueError):
            return RedisError(f"ERR wrong number of arguments for '{name.lower()}' command")

    def shown(self, reply: Reply) -> str:
        """Give a reply as redis-cli prints it to a pipe."""
        match reply:
            case RedisError():
                return f"{reply}\n"
            case None:
                return ""
            case bytes():
                return reply.decode("utf-8", "replace")
            case list():
                return "\n".join(self.shown(item) for item in reply)
            case _:
                return str(reply)

    def ping(self, *words: bytes) -> Reply:
        """Answer that all is well."""
        return words[0] if words else Status("PONG")

    def set(self, key: bytes, value: bytes, *options: bytes) -> Reply:
        """Keep a text; expiry is taken and not carried out."""
        self._lists.pop(key, None)
        self._texts[key] = value
        return Status("OK")

    def get(self, key: bytes) -> Reply:
        """Give a text."""
        return self._texts.get(key)

    def increase(self, key: bytes, by: bytes = b"1") -> Reply:
        """Add to a number."""
        number = int(self._texts.get(key, b"0")) + int(by)
        self._texts[key] = str(number).encode()
        return number

    def delete(self, *keys: bytes) -> Reply:
        """Remove keys."""
        found = [key for key in keys if key in self._texts or key in self._lists]
        for key in found:
            self._texts.pop(key, None)
            self._lists.pop(key, None)
        return len(found)

    def push_left(self, key: bytes, *values: bytes) -> Reply:
        """Put values first in a list."""
        kept = self._lists.setdefault(key, [])
        for value in values:
            kept.insert(0, value)
        return len(kept)

    def push_right(self, key: bytes, *values: bytes) -> Reply:
        """Put values last in a list."""
        kept = self._lists.setdefault(key, [])
        kept.extend(values)
        return len(kept)

    def range(self, key: bytes, first: bytes, last: bytes) -> Reply:
        """Give a part of a list."""
        kept = self._lists.get(key, [])
        start, stop = _span(len(kept), first, last)
        return list[Reply](kept[start:stop])

    def trim(self, key: bytes, first: bytes, last: bytes) -> Reply:
        """Keep a part of a list."""
        kept = self._lists.get(key, [])
        start, stop = _span(len(kept), first, last)
        self._lists[key] = kept[start:stop]
        return Status("OK")

    def length(self, key: bytes) -> Reply:
        """Count a list."""
        return len(self._lists.get(key, []))

    def list_keys(self, pattern: bytes = b"*") -> Reply:
        """List the keys."""
        return list[Reply](sorted([*self._texts, *self._lists]))

    def count(self) -> Reply:
        """Count the keys."""
        return self.keys

    def flush(self, *words: bytes) -> Reply:
        """Forget everything."""
        self._texts.clear()
        self._lists.clear()
        return Status("OK")

    def info(self, *words: bytes) -> Reply:
        """Say what this is."""
        return f"# Server\r\nredis_version:{VERSION}\r\n# Keyspace\r\ndb0:keys={self.keys}\r\n".encode()

    def accept(self, *words: bytes) -> Reply:
        """Agree to what clients say of themselves."""
        return Status("OK")


def _span(count: int, first: bytes, last: bytes) -> tuple[int, int]:
    start, stop = int(first), int(last)
    start = max(start + count, 0) if start < 0 else start
    stop = stop + count if stop < 0 else stop
    return start, stop + 1


_COMMANDS: dict[str, Callable[..., Reply]] = {
    "PING": RedisStore.ping,
    "SET": RedisStore.set,
    "GET": RedisStore.get,
    "INCR": RedisStore.increase,
    "INCRBY": RedisStore.increase,
    "DEL": RedisStore.delete,
    "LPUSH": RedisStore.push_left,
    "RPUSH": RedisStore.push_right,
    "LRANGE": RedisStore.range,
    "LTRIM": RedisStore.trim,
    "LLEN": RedisStore.length,
    "KEYS": RedisStore.list_keys,
    "DBSIZE": RedisStore.count,
    "FLUSHALL": RedisStore.flush,
    "FLUSHDB": RedisStore.flush,
    "INFO": RedisStore.info,
    "CLIENT": RedisStore.accept,
    "SELECT": RedisStore.accept,
    "AUTH": RedisStore.accept,
    "CONFIG": RedisStore.accept,
    "SAVE": RedisStore.accept,
}
