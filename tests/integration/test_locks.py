"""One worker at a time, for as long as it lives; who is not certain of its turn is told so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import redis
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
