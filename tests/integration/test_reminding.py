"""A worker's own process sends seals for forgotten drops, and never waits for an answer to one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
import redis
from celery import Celery

from tests.plugins.servers import Valkey, free_port
from worker.broker.settings import celery_settings
from worker.broker.steps import remind
from worker.contract import EndedJob, Ending
from worker.notify.drops import Drops
from worker.settings import WorkerSettings

CONTROL = "pixferry.control"


@pytest.fixture
def raw(valkey: Valkey) -> Iterator[redis.Redis]:
    with valkey.client() as client:
        Drops(client).record("d1", "Ann", EndedJob(job_id="j", name="a.jpg", ending=Ending.CANCELLED), size=1)
        yield client


@pytest.fixture
def app_of() -> Iterator[Callable[[str], Celery]]:
    """Return a function that makes a worker's app for a broker."""
    opened: list[Celery] = []

    def app_of(url: str) -> Celery:
        app = Celery("reminding", set_as_current=False)
        app.conf.update(celery_settings(WorkerSettings.model_validate({"broker_url": url})))
        opened.append(app)
        return app

    yield app_of
    for app in opened:
        app.close()


def test_a_reminder_wants_no_answer(raw: redis.Redis, valkey: Valkey, app_of: Callable[[str], Celery]) -> None:
    settings = WorkerSettings.model_validate({"broker_url": valkey.url})

    remind(app_of(valkey.url), settings, lambda drops: drops.overdue(patience=0))

    (message,) = cast("Any", raw.lrange(CONTROL, 0, -1))
    assert json.loads(message)["headers"]["ignore_result"] is True


def test_a_broker_that_takes_no_reminder_is_one_line_in_the_log(
    raw: redis.Redis, valkey: Valkey, app_of: Callable[[str], Celery], caplog: pytest.LogCaptureFixture
) -> None:
    settings = WorkerSettings.model_validate({"broker_url": valkey.url})

    remind(app_of(f"redis://127.0.0.1:{free_port()}/0"), settings, lambda drops: drops.overdue(patience=0))

    assert [record.getMessage() for record in caplog.records] == [
        "Forgotten drops are looked for later: OperationalError"
    ]
    assert raw.llen(CONTROL) == 0
