"""A channel that takes nothing costs the workers little and the users time; the operator hears of it in the end."""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
import redis

from tests.plugins.servers import Valkey, Webhook, wait_until
from tests.plugins.store_proxy import Fault, Request, StoreProxy
from tests.plugins.workers import Client, WorkerProcess
from worker.contract import EndedJob, Ending, SealRequest
from worker.errors import TransientError
from worker.notify.base import DropMessage
from worker.notify.drops import CLAIMED_DROPS, LONGEST_TELLING, OPEN_DROPS, UNTOLD_DROPS, Drop, Drops
from worker.notify.messenger import BEING_TRIED, GIVEN_UP, NOT_TAKEN, REST, RESTING, TOLD_BEFORE, Messenger

DAY = 24 * 3600.0
DIED = 9
JOB = EndedJob(job_id="j", name="a.jpg", ending=Ending.CANCELLED)


@dataclass
class Channel:
    """Take messages, or nothing."""

    error: Exception | None = None
    taken: list[str] = field(default_factory=list)
    is_configured: bool = True
    hangs: threading.Event | None = None
    tries: int = 0

    def send(self, message: DropMessage) -> None:
        self.tries += 1
        if self.hangs is not None:
            self.hangs.wait(30)
        if self.error is not None:
            raise self.error
        self.taken.append(message.drop_id)


@pytest.fixture
def raw(valkey: Valkey) -> Iterator[redis.Redis]:
    with valkey.client() as client:
        yield client


@pytest.fixture
def drops(raw: redis.Redis) -> Drops:
    return Drops(raw)


@pytest.fixture
def channel() -> Channel:
    return Channel(error=TransientError("notify:not-taken"))


@pytest.fixture
def tell(raw: redis.Redis, drops: Drops, channel: Channel) -> Callable[[str], str]:
    """Tell of a drop of one job; return the answer's reason."""
    messenger = Messenger(raw, drops, channel)

    def tell(drop_id: str) -> str:
        drops.record(drop_id, "Ann", JOB, size=1)
        drop = drops.find(drop_id)
        assert isinstance(drop, Drop)
        return messenger.tell(drop, public_url="https://cdn.example").reason

    return tell


def pause_of(raw: redis.Redis, drop_id: str) -> float:
    """Return the seconds between a drop's first try and its next."""
    since: Any = raw.zscore(UNTOLD_DROPS, drop_id)
    until: Any = raw.zscore(CLAIMED_DROPS, drop_id)
    return float(until - since)


def test_while_the_channel_rests_nobody_tries_it(
    raw: redis.Redis, drops: Drops, channel: Channel, tell: Callable[[str], str]
) -> None:
    assert tell("d1") == NOT_TAKEN
    channel.error = None

    assert [tell("d1"), tell("d2")] == [RESTING] * 2
    assert channel.taken == []
    assert drops.waiting() == drops.overdue(patience=0) == []

    raw.delete(REST)
    assert [tell("d1"), tell("d2"), tell("d1")] == ["", "", TOLD_BEFORE]
    assert channel.taken == ["d1", "d2"]
    assert not raw.exists(OPEN_DROPS, CLAIMED_DROPS, UNTOLD_DROPS)


def test_a_channel_with_a_bug_rests_as_well(raw: redis.Redis, channel: Channel, tell: Callable[[str], str]) -> None:
    channel.error = LookupError("a bug of the channel's")
    with pytest.raises(LookupError):
        tell("d1")

    assert tell("d1") == RESTING
    assert raw.zscore(CLAIMED_DROPS, "d1")


@pytest.mark.parametrize(("waited", "least", "most"), [(0, 30, 60), (3600, 7200, 7300), (DAY, 1.25 * DAY, 1.26 * DAY)])
def test_a_drop_waits_as_long_again_as_it_has_waited_but_no_longer_than_six_hours(
    raw: redis.Redis, tell: Callable[[str], str], waited: float, least: float, most: float
) -> None:
    tell("d1")
    raw.zincrby(UNTOLD_DROPS, -waited, "d1")
    raw.delete(REST)

    assert tell("d1") == NOT_TAKEN

    assert least <= pause_of(raw, "d1") <= most
    raw.zincrby(CLAIMED_DROPS, -DAY, "d1")
    assert [drop.drop_id for drop in Drops(raw).waiting()] == ["d1"]


def test_a_drop_nobody_could_be_told_of_for_three_days_is_given_up_loudly(
    raw: redis.Redis, channel: Channel, tell: Callable[[str], str], caplog: pytest.LogCaptureFixture
) -> None:
    tell("d1")
    raw.zincrby(UNTOLD_DROPS, -3 * DAY, "d1")
    raw.delete(REST)

    assert tell("d1") == GIVEN_UP

    assert [record.levelno for record in caplog.records] == [logging.CRITICAL]
    channel.error = None
    raw.delete(REST)
    assert tell("d1") == TOLD_BEFORE
    assert not raw.exists(OPEN_DROPS, CLAIMED_DROPS, UNTOLD_DROPS)


def test_one_at_a_time_tries_the_channel(raw: redis.Redis, channel: Channel, tell: Callable[[str], str]) -> None:
    channel.error, channel.hangs = None, threading.Event()
    with ThreadPoolExecutor(max_workers=1) as pool:
        first = pool.submit(tell, "d1")
        wait_until(lambda: channel.tries, what="the first try")
        lasts: Any = raw.pttl(REST)
        assert 0 < lasts <= LONGEST_TELLING * 1000

        assert [tell("d2"), tell("d3"), tell("d1")] == [BEING_TRIED] * 2 + [TOLD_BEFORE]
        assert pause_of(raw, "d2") < LONGEST_TELLING

        channel.hangs.set()
        assert first.result() == ""
    assert (channel.tries, channel.taken) == (1, ["d1"])
    assert not raw.exists(REST)
    assert tell("d2") == ""


class Deadly(Channel):
    """End whoever tries it, as a time limit does that nothing survives."""

    def send(self, message: DropMessage) -> None:  # noqa: ARG002  it never comes so far
        os._exit(DIED)


def test_a_drop_whose_messengers_die_is_tried_ever_more_seldom_and_given_up(
    raw: redis.Redis, drops: Drops, channel: Channel, tell: Callable[[str], str]
) -> None:
    drops.record("d1", "Ann", JOB, size=1)
    drop = drops.find("d1")
    assert isinstance(drop, Drop)
    tell_in_child = functools.partial(Messenger(raw, drops, Deadly()).tell, drop, public_url="https://cdn.example")

    def tell_and_die() -> bool:
        """Try in a process of its own; whether that ended it. Nobody but the clock takes away what it leaves."""
        if (child := os.fork()) == 0:
            with contextlib.suppress(BaseException):
                tell_in_child()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        raw.delete(REST, "pixferry:drop:d1:told")
        return os.waitstatus_to_exitcode(status) == DIED

    pauses = []
    for waits in (0, 3600, DAY, 2 * DAY):
        for times in (UNTOLD_DROPS, CLAIMED_DROPS) if waits else ():
            raw.zincrby(times, -waits, "d1")
        assert tell_and_die()
        pauses.append(pause_of(raw, "d1"))
    assert [int(pause // 60) for pause in pauses] == [2, 120, (DAY + 3600 + 6 * 3600) // 60, (3 * DAY + 7 * 3600) // 60]

    assert tell("d1") == GIVEN_UP
    assert (channel.tries, tell("d1")) == (0, TOLD_BEFORE)
    assert not raw.exists(OPEN_DROPS, CLAIMED_DROPS, UNTOLD_DROPS)


def test_a_look_finds_a_few_drops_and_forgets_those_that_expired(raw: redis.Redis, drops: Drops) -> None:
    for number in range(30):
        drops.record(f"d{number}", "Ann", JOB, size=1)
        raw.zadd(CLAIMED_DROPS, {f"d{number}": 1.0})
    raw.zadd(OPEN_DROPS, {"expired": 1.0})

    assert len(drops.waiting()) == 20
    assert drops.overdue(patience=3600) == []
    assert raw.zscore(OPEN_DROPS, "expired") is None
    raw.delete(CLAIMED_DROPS)
    assert len(drops.overdue(patience=3600)) == 20


def seal(client: Client, drop_id: str) -> Any:  # noqa: ANN401  JSON
    return client.send("worker.seal_drop", SealRequest(drop_id=drop_id, user="Ann", size=1, ended=(JOB,)).to_wire())


def test_six_drops_cost_a_dead_channel_one_try_and_are_told_when_it_is_back(
    start_worker: Callable[..., WorkerProcess], client: Client, valkey: Valkey, webhook: Webhook
) -> None:
    is_dead = True

    def answer_nothing(_request: Request) -> Fault | None:
        return Fault(cuts_request=True) if is_dead else None

    with StoreProxy(f"http://127.0.0.1:{webhook.port}") as channel:
        channel.script = answer_nothing
        # A look at the drops whose time has come every second, at all others every 20 s.
        start_worker(
            "-Q",
            "pixferry.control",
            PIXFERRY_NOTIFY_URLS=channel.url.replace("http", "json"),
            PIXFERRY_DROP_PATIENCE="200",
        )
        names = [f"d{number}" for number in range(6)]

        reasons = [sealed.get()["reason"] for sealed in [seal(client, name) for name in names]]
        assert sorted(reasons) == sorted([NOT_TAKEN] + 5 * [RESTING])
        assert len(channel.requests) == 1

        is_dead = False
        with valkey.client() as raw:
            raw.delete(REST)
            for name in names:
                raw.zincrby(CLAIMED_DROPS, -DAY, name)
            wait_until(lambda: len(webhook.bodies) == 6, what="six messages")
            wait_until(lambda: not raw.exists(OPEN_DROPS, CLAIMED_DROPS, UNTOLD_DROPS), what="the end of the drops")
    assert len(webhook.bodies) == 6
