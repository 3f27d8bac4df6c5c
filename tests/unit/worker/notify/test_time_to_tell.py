"""Whoever tells the user has ended, by itself or not, before its claim on that runs out."""

from __future__ import annotations

import pytest
from celery import Celery

from worker.contract import TaskName
from worker.notify.drops import CLAIM
from worker.services import Services
from worker.settings import WorkerSettings
from worker.tasks import add_tasks


@pytest.mark.parametrize(("longest", "left"), [((240, 300), (100, 110)), ((9, 10), (9, 10)), ((200, 3600), (100, 110))])
@pytest.mark.parametrize("name", [TaskName.NOTIFY, TaskName.SEAL_DROP, TaskName.CANCEL])
def test_a_task_that_tells_ends_before_its_claim(
    name: TaskName, longest: tuple[int, int], left: tuple[int, int]
) -> None:
    app = Celery("teller", set_as_current=False)
    soft, hard = longest

    add_tasks(app, Services(WorkerSettings(soft_time_limit=soft, time_limit=hard)))

    task = app.tasks[name.value]
    assert (task.soft_time_limit, task.time_limit) == left
    assert left[1] < CLAIM
