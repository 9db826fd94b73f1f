"""What is costly to make and may be forgotten: kept for a while, made again without the cache."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from redis.exceptions import RedisError

T = TypeVar("T")
log = logging.getLogger(__name__)


def kept(key: str, make: Callable[[], T | None], *, seconds: int) -> T | None:
    """What `make` once returned for this key. None is not kept: it is asked for again."""
    found: T | None = None
    try:
        found = cache.get(key)
    except RedisError as error:
        log.warning("no cache: %s", error)
    if found is None and (found := make()) is not None:
        try:
            cache.set(key, found, seconds)
        except RedisError as error:
            log.warning("no cache: %s", error)
    return found
