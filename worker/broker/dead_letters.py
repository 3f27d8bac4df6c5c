"""Keep what was no message of ours, newest first and at most a thousand, for `pixferry-worker dead-letters`."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

import redis

KEY = "pixferry:dead-letters"
MOST = 1000
LONGEST_EXCERPT = 4096


@dataclass(frozen=True, kw_only=True)
class DeadLetter:
    """Describe one refused message; `excerpt` is its beginning, as text."""

    at: float
    queue: str
    reason: str
    size: int
    excerpt: str


def bury(client: redis.Redis, raw: bytes | str, *, queue: str, reason: str) -> None:
    """Put a refused message on the list and let the oldest fall off."""
    text = raw.decode(errors="backslashreplace") if isinstance(raw, bytes) else raw
    letter = {"at": time.time(), "queue": queue, "reason": reason, "size": len(raw), "excerpt": text[:LONGEST_EXCERPT]}
    with client.pipeline(transaction=False) as pipe:
        pipe.lpush(KEY, json.dumps(letter))
        pipe.ltrim(KEY, 0, MOST - 1)
        pipe.execute()


def read_letters(client: redis.Redis, *, most: int = MOST) -> list[DeadLetter]:
    """Return the newest letters first."""
    entries: Any = client.lrange(KEY, 0, most - 1)
    return [DeadLetter(**json.loads(entry)) for entry in entries]
