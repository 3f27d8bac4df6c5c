"""A broker that is away for a minute costs no result and no message: computed from the settings of production.

The tests in tests/faults show what happens in an outage of seconds; how long one may last is told here.
"""

from __future__ import annotations

from itertools import islice

from celery.utils.time import get_exponential_backoff_interval
from kombu.utils.functional import fxrange

from worker.broker.settings import celery_settings
from worker.settings import WorkerSettings

OUTAGE = 60.0
CONF = celery_settings(WorkerSettings())


def seconds_a_result_waits() -> float:
    """Add up the pauses between the tries to store a result as Celery draws them; a try takes no time."""
    base = CONF["result_backend_base_sleep_between_retries_ms"]
    longest = CONF["result_backend_max_sleep_between_retries_ms"]
    tries = range(1, CONF["result_backend_max_retries"] + 1)
    return sum(get_exponential_backoff_interval(base, number, longest, full_jitter=True) for number in tries) / 1000


def test_a_result_outlasts_an_outage_of_a_minute_whatever_the_dice_say() -> None:
    assert CONF["result_backend_always_retry"]
    assert min(seconds_a_result_waits() for _ in range(1000)) > OUTAGE


def test_what_a_worker_itself_sends_outlasts_an_outage_of_a_minute() -> None:
    policy = CONF["task_publish_retry_policy"]
    pauses = fxrange(policy["interval_start"], policy["interval_max"], policy["interval_step"], repeatlast=True)

    assert CONF["task_publish_retry"]
    assert sum(islice(pauses, policy["max_retries"])) > OUTAGE


def test_a_worker_looks_for_its_broker_for_ever_and_nobody_takes_its_jobs_for_abandoned_meanwhile() -> None:
    assert CONF["broker_connection_max_retries"] is None
    assert CONF["broker_connection_retry_on_startup"]
    assert not CONF["worker_cancel_long_running_tasks_on_connection_loss"]
    assert CONF["visibility_timeout"] > CONF["task_time_limit"] + OUTAGE
