"""Keeps the last passwords in Redis."""

import os

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

Unreachable = redis.RedisError
KEY = "giropops-senhas:passwords"
KEPT = 10

_redis = redis.Redis(
    host=os.environ.get("REDIS_HOST", "localhost"),
    port=int(os.environ.get("REDIS_PORT", "6379")),
    decode_responses=True,
    socket_connect_timeout=2,
    socket_timeout=2,
    # One more try at once: enough to get over a Redis that was restarted.
    retry=Retry(NoBackoff(), 1),
)


def ping() -> None:
    """Raises Unreachable when Redis does not answer."""
    _redis.ping()


def add(password: str) -> None:
    """Puts a password first and forgets the oldest."""
    with _redis.pipeline() as pipeline:
        pipeline.lpush(KEY, password)
        pipeline.ltrim(KEY, 0, KEPT - 1)
        pipeline.execute()


def last() -> list[str]:
    """The passwords kept, newest first."""
    return list(_redis.lrange(KEY, 0, KEPT - 1))
