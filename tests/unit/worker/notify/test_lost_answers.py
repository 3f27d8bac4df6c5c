"""A broker that is full, or whose answer never comes, neither keeps the user from being told nor tells them twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.plugins.servers import Valkey
from tests.plugins.tcp_proxy import TcpProxy
from worker.notify.drops import CLAIM, CLAIMED_DROPS, OPEN_DROPS, Drops


@pytest.fixture
def line(valkey: Valkey) -> Iterator[TcpProxy]:
    with TcpProxy(valkey.port) as proxy:
        yield proxy


def behind(line: TcpProxy, valkey: Valkey, *, retries: int) -> redis.Redis:
    client = redis.Redis(
        port=line.port, password=valkey.password, socket_timeout=0.3, retry=Retry(NoBackoff(), retries)
    )
    client.ping()
    return client


def lose_the_next_answer(line: TcpProxy) -> None:
    def lose(_answer: bytes) -> bytes:
        line.rewrite = bytes
        return b""

    line.rewrite = lose


def test_a_claim_whose_answer_was_lost_is_held_all_the_same(line: TcpProxy, valkey: Valkey) -> None:
    with behind(line, valkey, retries=1) as client:
        drops = Drops(client)

        lose_the_next_answer(line)

        assert drops.claim("d1")
        assert not drops.claim("d1")


def test_that_the_user_was_told_is_written_down_though_the_line_was_dead(line: TcpProxy, valkey: Valkey) -> None:
    with behind(line, valkey, retries=0) as client:
        drops = Drops(client)
        client.zadd(OPEN_DROPS, {"d1": 1.0})
        assert drops.claim("d1")

        lose_the_next_answer(line)
        drops.close("d1")

        assert not drops.claim("d1")
        assert client.ttl("pixferry:drop:d1:told") > CLAIM
        assert client.zcard(OPEN_DROPS) == 0


def test_that_the_user_was_told_is_written_down_though_the_broker_was_full(valkey: Valkey) -> None:
    with valkey.client() as client:
        drops = Drops(client)
        client.zadd(OPEN_DROPS, {"d1": 1.0})
        assert drops.claim("d1")

        client.config_set("maxmemory", "1")
        drops.close("d1")
        client.config_set("maxmemory", "0")

        assert not drops.claim("d1")
        assert client.ttl("pixferry:drop:d1:told") > CLAIM
        assert (client.zcard(OPEN_DROPS), client.zcard(CLAIMED_DROPS)) == (0, 0)
