"""The local broker keeps jobs, and gives a desktop no more rights than it needs. Real Valkey."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.plugins.servers import wait_until
from worker.contract import QueueName
from worker.local.broker_config import broker_config
from worker.local.child import Child
from worker.local.home import Home, open_home, write_private
from worker.local.jobs import Jobs
from worker.local.kept import Kept, load_or_choose
from worker.local.part import broker_part
from worker.local.programs import find_broker


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / 'a "home" of mine')


@pytest.fixture
def kept(home: Home) -> Kept:
    return load_or_choose(home.kept)


@pytest.fixture
def broker(home: Home, kept: Kept) -> Iterator[Child]:
    write_private(home.broker / "broker.conf", broker_config(kept, home.broker))
    part = broker_part(find_broker({}), home, kept)
    child = Child(part, log=home.logs / "broker.log", folder=home.root)
    child.start()
    wait_until(part.answers, what="the broker's answer")
    yield child
    child.ask_to_end()
    child.end(deadline=time.monotonic() + 5)


@pytest.fixture
def everything(broker: Child, kept: Kept) -> Iterator[redis.Redis]:
    assert broker.is_running
    with redis.Redis.from_url(kept.worker_url, decode_responses=True) as client:
        yield client


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("appendonly", "yes"),
        ("appendfsync", "everysec"),
        ("maxmemory-policy", "noeviction"),
        ("maxmemory", str(256 * 1024 * 1024)),
        ("proto-max-bulk-len", str(1024 * 1024)),
        ("tcp-keepalive", "60"),
        ("bind", "127.0.0.1"),
    ],
)
def test_the_broker_runs_as_configured(everything: redis.Redis, name: str, value: str) -> None:
    assert everything.config_get(name)[name] == value


@pytest.mark.usefixtures("broker")
def test_without_the_password_nothing_is_answered(kept: Kept) -> None:
    with redis.Redis(port=kept.broker_port) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_a_desktop_sends_jobs_and_reads_results_and_can_do_nothing_else(everything: redis.Redis, kept: Kept) -> None:
    everything.set("celery-task-meta-1", "result")
    with redis.Redis.from_url(kept.desktop_url, decode_responses=True) as desktop:
        assert desktop.lpush(QueueName.IMAGES, "job") == 1
        assert desktop.mget(["celery-task-meta-1"]) == ["result"]
        for forbidden in (
            lambda: desktop.rpop(QueueName.IMAGES),
            lambda: desktop.set("celery-task-meta-1", "forged"),
            lambda: desktop.lpush("other", "job"),
            desktop.keys,
            lambda: desktop.config_get("*"),
            lambda: desktop.publish("/0.celery.pidbox", "shutdown"),
            desktop.flushall,
        ):
            with pytest.raises(redis.exceptions.NoPermissionError):
                forbidden()


def test_a_waiting_or_held_job_is_unfinished(everything: redis.Redis, kept: Kept) -> None:
    jobs = Jobs(kept.worker_url)
    assert not jobs.are_unfinished()

    everything.lpush(QueueName.BULK, "waiting")
    assert jobs.are_unfinished()

    everything.delete(QueueName.BULK)
    everything.hset("unacked", "tag", "held")
    assert jobs.are_unfinished()
    jobs.close()


def test_what_a_dead_worker_held_is_due_at_once(everything: redis.Redis, kept: Kept) -> None:
    everything.zadd("unacked_index", {"tag": time.time()})
    jobs = Jobs(kept.worker_url)

    jobs.give_back()

    assert everything.zscore("unacked_index", "tag") == 0
    jobs.close()


def test_a_broker_that_does_not_answer_may_hold_jobs(kept: Kept) -> None:
    jobs = Jobs(kept.worker_url)

    assert jobs.are_unfinished()
    jobs.close()
