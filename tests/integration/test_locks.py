"""One worker at a time, for as long as it lives; who is not certain of its turn is told so."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest
import redis
from billiard.exceptions import SoftTimeLimitExceeded
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.plugins.servers import Valkey, wait_until
from tests.plugins.tcp_proxy import Line, TcpProxy
from worker.broker.locks import alone
from worker.errors import TransientError

KEY = "pixferry:lock:image"


@pytest.fixture
def raw(valkey: Valkey) -> Iterator[redis.Redis]:
    with valkey.client() as client:
        yield client


def renewals_seen(raw: redis.Redis, *, count: int) -> bool:
    """Watch the time that is left go up again so many times."""
    left, seen = 0, 0
    while raw.exists(KEY) and seen < count:
        answer: Any = raw.pttl(KEY)
        before, left = left, int(answer)
        seen += left > before > 0
    return seen == count


def is_kept() -> bool:
    return any(thread.name == "lock-keeper" for thread in threading.enumerate())


def test_a_lock_is_held_for_as_long_as_its_holder_wants(raw: redis.Redis) -> None:
    with alone(lambda: raw, "image", held=0.4) as lock:
        assert renewals_seen(raw, count=10)
        assert lock.is_certain
        assert not lock.is_lost
        with pytest.raises(TransientError), alone(lambda: raw, "image", held=0.4, patience=0.1):
            pytest.fail("both have it")

    assert not raw.exists(KEY)
    with alone(lambda: raw, "image") as lock:
        assert lock.is_certain


def test_what_somebody_else_has_taken_is_known_and_left_alone(raw: redis.Redis) -> None:
    with alone(lambda: raw, "image", held=0.4) as lock:
        raw.set(KEY, b"somebody else's")

        assert lock.is_lost
        wait_until(lambda: not lock.is_certain, what="the doubt")

    assert raw.get(KEY) == b"somebody else's"


def test_who_has_lost_the_lock_is_not_certain_of_it_any_more(raw: redis.Redis) -> None:
    with alone(lambda: raw, "image", held=3) as lock:
        raw.set(KEY, b"somebody else's")
        wait_until(lambda: not is_kept(), what="the keeper's end")

        assert lock.is_lost
        assert not lock.is_certain


def test_a_line_that_is_cut_in_a_renewal_costs_no_lock(raw: redis.Redis, valkey: Valkey) -> None:
    cuts: list[bytes] = []
    with TcpProxy(valkey.port) as line:

        def cut_once(answer: bytes) -> bytes:
            if b"QUEUED" not in answer or cuts:
                return answer
            cuts.append(answer)
            line.cut()
            return b""

        line.rewrite = cut_once
        client = redis.Redis(port=line.port, password=valkey.password, socket_timeout=1, retry=Retry(NoBackoff(), 0))
        with client, alone(lambda: client, "image", held=1) as lock:
            wait_until(lambda: cuts, what="the cut")

            assert renewals_seen(raw, count=3)
            assert lock.is_certain


def test_a_lock_whose_taking_took_too_long_is_taken_anew(raw: redis.Redis) -> None:
    delays = iter([0.6])

    def slow_at_first() -> redis.Redis:
        time.sleep(next(delays, 0.0))
        return raw

    with alone(slow_at_first, "image", held=0.5) as lock:
        assert lock.is_certain
        stats: Any = raw.info("stats")
        assert stats["expired_keys"] == 1


def test_a_time_limit_while_the_keeper_starts_leaves_none(raw: redis.Redis) -> None:
    def interrupt_the_start(frame: FrameType, event: str, _argument: object) -> None:
        if event == "return" and frame.f_code is threading.Thread.start.__code__:
            raise SoftTimeLimitExceeded

    sys.setprofile(interrupt_the_start)
    try:
        with pytest.raises(SoftTimeLimitExceeded), alone(lambda: raw, "image"):
            pytest.fail("it was interrupted before")
    finally:
        sys.setprofile(None)

    assert not is_kept()
    assert not raw.exists(KEY)


def test_a_lock_is_not_renewed_for_longer_than_a_job_may_take(raw: redis.Redis) -> None:
    with alone(lambda: raw, "image", held=0.4, longest=0.8) as lock:
        wait_until(lambda: not raw.exists(KEY), what="the lock's end")

        assert not lock.is_certain


def test_a_broker_that_goes_away_leaves_doubt_and_no_more(valkey: Valkey) -> None:
    with TcpProxy(valkey.port) as line:
        client = redis.Redis(port=line.port, password=valkey.password, socket_timeout=0.1, retry=Retry(NoBackoff(), 0))
        with client, alone(lambda: client, "image", held=0.4) as lock:
            assert lock.is_certain
            line.set_line(Line.REFUSED)

            wait_until(lambda: not lock.is_certain, what="the doubt")
            assert not lock.is_lost


def test_without_a_broker_nobody_is_stopped_and_nobody_is_certain() -> None:
    with redis.Redis(port=1) as nowhere, alone(lambda: nowhere, "image") as lock:
        assert not lock.is_certain
        assert not lock.is_lost
