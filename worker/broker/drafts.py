"""Keep drafts at the broker: every worker sees them, a killed one leaves them, and the store is asked for nothing."""

from __future__ import annotations

import contextlib
import json
import logging
from typing import Any

import redis

from worker.contract import ContractError
from worker.drafts import Draft
from worker.keys import ImageKeys

_KEPT = 24 * 3600
"""Seconds: as long as a job counts as running; what is never finished goes by itself."""
_log = logging.getLogger(__name__)


class RedisDrafts:
    """Keep each draft under a key of its own; a desktop has no rights there."""

    def __init__(self, client: redis.Redis) -> None:
        """Use this connection."""
        self._client = client

    def read(self, keys: ImageKeys) -> Draft | None:
        """Return it; one that cannot be had, read or believed is none."""
        try:
            body: Any = self._client.get(_name(keys))
            draft = Draft.from_wire(json.loads(body)) if body else None
        except (redis.RedisError, ContractError, ValueError) as error:
            _log.warning("What was made of this image before is not known: %s", type(error).__name__)
            return None
        return draft if draft is not None and draft.belongs_to(keys) else None

    def write(self, keys: ImageKeys, draft: Draft) -> None:
        """Keep it, if the broker takes it."""
        try:
            self._client.set(_name(keys), json.dumps(draft.to_wire()), ex=_KEPT)
        except redis.RedisError as error:
            _log.warning("Another try will make this image from the start: %s", type(error).__name__)

    def forget(self, keys: ImageKeys) -> None:
        """Drop it, or leave that to time."""
        with contextlib.suppress(redis.RedisError):
            self._client.delete(_name(keys))


def _name(keys: ImageKeys) -> str:
    return f"pixferry:draft:{keys.sha256}:{keys.fingerprint}:{keys.slug}"
