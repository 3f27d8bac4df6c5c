"""Results are kept as long as somebody may ask for them, and progress never holds a job up."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from celery import Celery
from celery.app.task import Context

from tests.plugins.servers import Valkey
from worker.app import create_app
from worker.broker.failures import TaskFailed
from worker.contract import Code, Failure, Stage, TaskName
from worker.settings import WorkerSettings

pytestmark = pytest.mark.filterwarnings("ignore:Call to deprecated setex:DeprecationWarning")  # Celery's own call

HOUR = 3600
DAY = 24 * HOUR


@pytest.fixture
def app(valkey: Valkey) -> Iterator[Celery]:
    """A deployment's application on this test's own broker."""
    app = create_app(WorkerSettings(broker_url=valkey.url))
    yield app
    app.close()


def kept(valkey: Valkey, task_id: str) -> int:
    """Return for how many more seconds a result is kept."""
    with valkey.client() as raw:
        left: Any = raw.ttl(f"celery-task-meta-{task_id}")
    return int(left)


@pytest.mark.parametrize("task", [task for task in TaskName if task is not TaskName.PROCESS_IMAGE])
def test_an_answer_that_is_read_at_once_is_gone_after_an_hour(app: Celery, valkey: Valkey, task: TaskName) -> None:
    app.backend.mark_as_done("answer", {}, Context(task=task.value, id="answer"))
    app.backend.mark_as_failure("refusal", TaskFailed(Failure(code=Code.REQUEST_INVALID).to_wire()), request=Context())
    app.backend.mark_as_failure(
        "failure", TaskFailed(Failure(code=Code.REQUEST_INVALID).to_wire()), request=Context(task=task.value)
    )

    assert HOUR - 60 < kept(valkey, "answer") <= HOUR
    assert HOUR - 60 < kept(valkey, "failure") <= HOUR
    assert kept(valkey, "refusal") > 13 * DAY


def test_what_became_of_an_image_is_kept_until_its_desktop_is_back(app: Celery, valkey: Valkey) -> None:
    app.backend.mark_as_done("image", {}, Context(task=TaskName.PROCESS_IMAGE.value, id="image"))

    assert kept(valkey, "image") > 6 * DAY


def test_progress_that_cannot_be_stored_takes_a_job_no_time(app: Celery, valkey: Valkey) -> None:
    image = Context(task=TaskName.PROCESS_IMAGE.value, id="image")
    app.backend.store_result("image", {"stage": "FETCHING"}, Stage.FETCHING.value, request=image)
    assert valkey.process is not None
    valkey.process.send_signal(signal.SIGSTOP)

    began = time.monotonic()
    try:
        for _ in range(20):
            app.backend.store_result("image", {"stage": "PUBLISHING"}, Stage.PUBLISHING.value, request=image)
        took = time.monotonic() - began
    finally:
        valkey.process.send_signal(signal.SIGCONT)
    app.backend.mark_as_done("image", {"done": True}, image)

    assert took < 4
    assert app.backend.get_task_meta("image", cache=False)["result"] == {"done": True}


def test_progress_of_a_job_that_was_done_before_changes_nothing(app: Celery) -> None:
    image = Context(task=TaskName.PROCESS_IMAGE.value, id="image")
    app.backend.store_result("image", {"stage": "FETCHING"}, Stage.FETCHING.value, request=image)
    shown = app.backend.get_task_meta("image", cache=False)
    app.backend.mark_as_done("image", {"done": True}, image)

    app.backend.store_result("image", {"stage": "FETCHING"}, Stage.FETCHING.value, request=image)

    assert (shown["status"], shown["result"], shown["name"]) == (
        "FETCHING",
        {"stage": "FETCHING"},
        "worker.process_image",
    )
    assert app.backend.get_task_meta("image", cache=False)["status"] == "SUCCESS"
