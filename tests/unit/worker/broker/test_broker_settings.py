"""The settings keep the promises their reasons give."""

from __future__ import annotations

import pytest

from worker.broker.settings import (
    CLOCK_TOLERANCE,
    LONGEST_BACKOFF,
    SOFT_SHUTDOWN,
    SWEEP_INTERVAL,
    celery_settings,
    visibility_timeout,
)
from worker.contract import QueueName
from worker.settings import WorkerSettings


@pytest.mark.parametrize("time_limit", [10, 300, 3600])
def test_a_message_runs_again_only_after_everything_it_must_outlast(time_limit: int) -> None:
    settings = WorkerSettings(time_limit=time_limit, soft_time_limit=time_limit - 1)

    outlasted = time_limit + LONGEST_BACKOFF + SOFT_SHUTDOWN + CLOCK_TOLERANCE + SWEEP_INTERVAL
    assert visibility_timeout(settings) > outlasted


def test_the_visibility_timeout_is_the_same_wherever_it_is_said() -> None:
    conf = celery_settings(WorkerSettings())

    assert conf["visibility_timeout"] == 900
    assert conf["broker_transport_options"]["visibility_timeout"] == 900
    assert conf["result_backend_transport_options"]["visibility_timeout"] == 900


def test_queues_are_served_in_the_contracts_order() -> None:
    conf = celery_settings(WorkerSettings())

    assert [queue.name for queue in conf["task_queues"]] == list(QueueName)
    assert conf["broker_transport_options"]["queue_order_strategy"] == "priority"


def test_an_encrypted_broker_must_show_a_certificate() -> None:
    conf = celery_settings(WorkerSettings(broker_url="rediss://:secret@example.org/0"))

    assert conf["broker_use_ssl"]["ssl_cert_reqs"].name == "CERT_REQUIRED"
    assert conf["redis_backend_use_ssl"]["ssl_cert_reqs"].name == "CERT_REQUIRED"
