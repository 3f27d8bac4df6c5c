"""Keep which jobs of a drop have ended, and see to it that exactly one call tells the user.

A drop is a hash of its ended jobs plus its size once sealed. Whoever finds it complete claims it by SET NX; the claim
becomes lasting when the message is out, and expires when its holder died, so that `waiting` finds the drop again. The
jobs are counted each time one ends and read only when there is something to tell: a drop may have thousands.
"""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass
from itertools import islice
from typing import Any

import redis

from worker.contract import ContractError, EndedJob, Ending
from worker.notify.base import DropMessage

OPEN_DROPS = "pixferry:drops:open"
CLAIMED_DROPS = "pixferry:drops:claimed"
UNTOLD_DROPS = "pixferry:drops:untold"
CLAIM = 120
LONGEST_TELLING = CLAIM - 10
"""Seconds after which who tells is ended: while it lives nobody else may believe it dead, and tell the user again."""
_KEPT = 30 * 24 * 3600
_PAUSES = (0.2, 1.0, 2.0, 4.0, 8.0)
_TOLD = "told"
_JOB = "job:"
_MOST = 20
"""Drops one look finds: those that are left are found by the next."""
_MOST_SEEN = 1000
_LONGEST_PAUSE = 6 * 3600.0
_GIVEN_UP_AFTER = 3 * 24 * 3600.0
_NO_JOBS = 2
"""Fields every drop has beside its jobs: `since` and `user`."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Count what is known of a drop; `size` None until it is sealed."""

    ended: int
    size: int | None
    since: float

    @property
    def is_complete(self) -> bool:
        """Whether every job of a sealed drop has ended."""
        return self.size is not None and self.ended >= self.size

    def is_older_than(self, seconds: float) -> bool:
        """Whether the first word of this drop came more than so many seconds ago."""
        return time.time() - self.since >= seconds


@dataclass(frozen=True, kw_only=True)
class Drop:
    """Describe a drop as far as it is known; `ended` in the order the jobs ended, `size` None until it is sealed."""

    drop_id: str
    user: str
    size: int | None
    ended: tuple[EndedJob, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every job of a sealed drop has ended."""
        return self.size is not None and len(self.ended) >= self.size

    def message(self, public_url: str) -> DropMessage:
        """Return what the user is told."""
        counts = {ending: sum(job.ending == ending for job in self.ended) for ending in Ending}
        live = [job for job in self.ended if job.ending is Ending.LIVE and job.key]
        return DropMessage(
            drop_id=self.drop_id,
            user=self.user,
            live=counts[Ending.LIVE],
            failed=counts[Ending.FAILED],
            cancelled=counts[Ending.CANCELLED],
            urls=tuple(f"{public_url}/{job.key}" for job in live),
            problems=tuple(f"{job.name}: {job.code}" for job in self.ended if job.ending is Ending.FAILED),
            is_complete=self.is_complete,
        )


class Drops:
    """Hold the drops of a deployment in its broker. Methods raise redis-py's errors."""

    def __init__(self, client: redis.Redis) -> None:
        """Work through `client`, which decodes nothing."""
        self._client = client

    def record(self, drop_id: str, user: str, *ended: EndedJob, size: int | None = None) -> Standing:
        """Add ended jobs, and the size if it is a seal; return how far the drop is after it.

        A success replaces an earlier failure of the same job, and nothing replaces what is there otherwise.
        """
        key, now = f"pixferry:drop:{drop_id}", time.time()
        with self._client.pipeline() as pipe:
            pipe.zadd(OPEN_DROPS, {drop_id: now}, nx=True)
            pipe.hsetnx(key, "since", str(now))
            pipe.hset(key, "user", user)
            if size is not None:
                pipe.hset(key, "size", str(size))
            for job in ended:
                entry = json.dumps({**job.to_wire(), "at": now})
                (pipe.hset if job.ending is Ending.LIVE else pipe.hsetnx)(key, _JOB + job.job_id, entry)
            pipe.expire(key, _KEPT)
            pipe.hmget(key, "size", "since")
            pipe.hlen(key)
            answers: list[Any] = pipe.execute()
        return _standing(*answers[-2:])

    def find(self, drop_id: str) -> Drop | None:
        """Return the drop, or None if nothing of it is known."""
        fields: Any = self._client.hgetall(f"pixferry:drop:{drop_id}")
        return _drop(drop_id, fields) if fields else None

    def claim(self, drop_id: str) -> bool:
        """Take the right to tell the user, for two minutes; False if somebody has it or has done it."""
        key, mine = _claim(drop_id), uuid.uuid4().hex.encode()
        with self._client.pipeline() as pipe:
            pipe.zadd(CLAIMED_DROPS, {drop_id: time.time() + CLAIM}, nx=True)
            pipe.set(key, mine, nx=True, ex=CLAIM)
            pipe.get(key)
            pipe.ttl(key)
            holder, lasts = pipe.execute()[-2:]
        if lasts > CLAIM:
            self._strike_out(drop_id)
        # Not the answer to SET: the client asks again where an answer was lost, and the first asking took it.
        return bool(holder == mine)

    def begin_telling(self, drop_id: str) -> float | None:
        """Return how long a claimed drop has waited; None if who tried after three days died. The next try is later."""
        now = time.time()
        with self._client.pipeline() as pipe:
            pipe.zadd(UNTOLD_DROPS, {drop_id: now}, nx=True)
            pipe.zscore(UNTOLD_DROPS, drop_id)
            pipe.zscore(CLAIMED_DROPS, drop_id)
            _, since, until = pipe.execute()
        if until - since >= _GIVEN_UP_AFTER + _LONGEST_PAUSE:
            return None
        self._client.zadd(CLAIMED_DROPS, {drop_id: now + max(CLAIM, min(now - since, _LONGEST_PAUSE))})
        return float(now - since)

    def close(self, drop_id: str) -> None:
        """Write down that the user was told (or that there is nobody to tell): the claim lasts from now on.

        Unwritten, the user is told again: a dead line is tried anew for as long as the claim lasts.
        """
        for pause in (*_PAUSES, None):
            try:
                # A full broker takes no new value, but lets an old one last.
                if not self._client.expire(_claim(drop_id), _KEPT):
                    self._client.set(_claim(drop_id), _TOLD, ex=_KEPT)
                self._strike_out(drop_id)
            except (redis.ConnectionError, redis.TimeoutError):
                if pause is None:
                    raise
                time.sleep(pause)
            else:
                return

    def release(self, drop_id: str) -> None:
        """Give the claim back: the message did not go out."""
        with self._client.pipeline() as pipe:
            pipe.delete(_claim(drop_id))
            pipe.zrem(CLAIMED_DROPS, drop_id)
            pipe.execute()

    def put_off(self, drop_id: str, *, at_least: float) -> bool:
        """Let `waiting` find the drop after so many seconds, or as many as it has waited; False if it waits too long.

        The pauses grow up to six hours, and end three days after the first.
        """
        now = time.time()
        with self._client.pipeline() as pipe:
            pipe.zadd(UNTOLD_DROPS, {drop_id: now}, nx=True)
            pipe.zscore(UNTOLD_DROPS, drop_id)
            waited = now - pipe.execute()[-1]
        if waited >= _GIVEN_UP_AFTER:
            return False
        self._client.zadd(CLAIMED_DROPS, {drop_id: now + max(at_least, min(waited, _LONGEST_PAUSE))})
        return True

    def waiting(self) -> list[Drop]:
        """Return drops whose time has come: who was to tell the user died, or could not."""
        names: Any = self._client.zrange(CLAIMED_DROPS, "-inf", time.time(), byscore=True, offset=0, num=_MOST)
        return self._found(names)

    def overdue(self, *, patience: float) -> list[Drop]:
        """Return drops nobody cares for: open for longer than `patience`, or complete and never claimed."""
        names: Any = self._client.zdiff([OPEN_DROPS, CLAIMED_DROPS])
        due = (name for name in names[:_MOST_SEEN] if self._is_due(name.decode(), patience))
        return self._found(list(islice(due, _MOST)))

    def _is_due(self, drop_id: str, patience: float) -> bool:
        key = f"pixferry:drop:{drop_id}"
        with self._client.pipeline() as pipe:
            pipe.hmget(key, "size", "since")
            pipe.hlen(key)
            standing = _standing(*pipe.execute())
        return standing.is_complete or standing.is_older_than(patience)

    def _found(self, names: list[bytes]) -> list[Drop]:
        found = {name.decode(): self.find(name.decode()) for name in names}
        for drop_id, drop in found.items():
            if drop is None:  # it has expired
                self._strike_out(drop_id)
        return [drop for drop in found.values() if drop is not None]

    def _strike_out(self, drop_id: str) -> None:
        with self._client.pipeline() as pipe:
            for drops in (OPEN_DROPS, CLAIMED_DROPS, UNTOLD_DROPS):
                pipe.zrem(drops, drop_id)
            pipe.execute()


def _claim(drop_id: str) -> str:
    return f"pixferry:drop:{drop_id}:told"


def _standing(known: list[bytes | None], fields: int) -> Standing:
    size, since = known
    return Standing(
        ended=fields - _NO_JOBS - (size is not None), size=int(size) if size else None, since=float(since or b"0")
    )


def _drop(drop_id: str, fields: dict[bytes, bytes]) -> Drop:
    entries = [json.loads(value) for name, value in fields.items() if name.startswith(_JOB.encode())]
    entries.sort(key=lambda entry: float(entry["at"]))
    size = fields.get(b"size")
    return Drop(
        drop_id=drop_id,
        user=fields.get(b"user", b"").decode(),
        size=int(size) if size else None,
        ended=tuple(job for entry in entries if (job := _ended_job(entry)) is not None),
    )


def _ended_job(entry: object) -> EndedJob | None:
    """Read what was recorded; an earlier worker may have taken what no desktop of ours sends."""
    try:
        return EndedJob.from_wire(entry)
    except ContractError:
        return None
