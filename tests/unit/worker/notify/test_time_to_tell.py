"""Whoever tells the user has ended, by itself or not, before its claim on that runs out."""

from __future__ import annotations

import pytest
from celery import Celery

from worker.contract import TaskName
from worker.notify.drops import CLAIM
from worker.services import Services
from worker.settings import WorkerSettings
from worker.tasks import add_tasks


@pytest.mark.parametrize(("time_limit", "hard", "soft"), [(300, 110, 100), (20, 20, 10), (5, 5, 1)])
@pytest.mark.parametrize("name", [TaskName.NOTIFY, TaskName.SEAL_DROP, TaskName.CANCEL])
def test_a_task_that_tells_ends_before_its_claim(name: TaskName, time_limit: int, hard: int, soft: int) -> None:
    app = Celery("teller", set_as_current=False)

    add_tasks(app, Services(WorkerSettings(time_limit=time_limit)))

    task = app.tasks[name.value]
    assert (task.time_limit, task.soft_time_limit) == (hard, soft)
    assert hard < CLAIM
