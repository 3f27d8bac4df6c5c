"""A task whose next try cannot be published stays with the broker: Celery alone would drop it."""

from __future__ import annotations

import pytest
from celery.exceptions import Reject
from celery.result import denied_join_result

from tests.plugins.servers import free_port
from worker.app import create_app
from worker.contract import SealRequest, TaskName
from worker.settings import WorkerSettings


def test_a_message_whose_retry_cannot_be_sent_goes_back_to_its_queue() -> None:
    settings = WorkerSettings(broker_url=f"redis://127.0.0.1:{free_port()}/0")
    app = create_app(settings)
    app.conf.task_publish_retry = False
    seal = app.tasks[TaskName.SEAL_DROP.value]
    seal.push_request(id="seal-1", retries=0, called_directly=False, is_eager=False, delivery_info={})

    with denied_join_result(), pytest.raises(Reject) as refused:  # as in a worker's child: no result is subscribed to
        seal.run(SealRequest(drop_id="drop-1", user="Ann", size=1, ended=()).to_wire())

    _reason, is_requeued = refused.value.args
    assert is_requeued
