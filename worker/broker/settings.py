"""Hold every Celery setting of the deployment, each with its reason: workers, Flower and checks use this one table.

One table, because the shortest visibility timeout of any app on a broker wins. The reasons are measured facts of
celery 5.7 and kombu 5.7 on Redis 7 and Valkey 9.
"""

from __future__ import annotations

import ssl
from typing import Any

from kombu import Exchange, Queue

from worker.contract import QueueName, TaskName
from worker.settings import LONGEST_BACKOFF, SOFT_SHUTDOWN, SWEEP_INTERVAL, WorkerSettings

__all__ = [
    "CLOCK_TOLERANCE",
    "CRASH_PAUSE",
    "LONGEST_BACKOFF",
    "MAX_RETRIES",
    "SOCKET_PATIENCE",
    "SOFT_SHUTDOWN",
    "SWEEP_INTERVAL",
    "celery_settings",
    "visibility_timeout",
]

DAY = 24 * 3600
MAX_RETRIES = 3
"""A transient error is tried four times in all."""
CRASH_PAUSE = 1
"""Seconds before the job of a crashed child runs again."""
CLOCK_TOLERANCE = 5
SOCKET_PATIENCE = 5
MEMORY_PER_CHILD_KIB = 600_000


def visibility_timeout(settings: WorkerSettings) -> int:
    """Return after how many seconds an unacknowledged message runs again: 900 for the default time limit.

    A job that outlives it runs twice for ever, so it outlasts the hard time limit, the longest wait for a retry (held
    unacknowledged by the worker that waits), the soft shutdown, the tolerated clock difference and one sweep.
    """
    waits = settings.longest_retry_pause + settings.soft_shutdown + CLOCK_TOLERANCE + settings.sweep_interval
    return settings.time_limit + waits + settings.redelivery_slack


def celery_settings(settings: WorkerSettings) -> dict[str, Any]:
    """Return the whole configuration of an app of this deployment."""
    return {
        **_messages(),
        **_execution(settings),
        **_broker(settings),
        **_results(settings),
        **_worker(settings),
        **_encryption(settings),
    }


def _messages() -> dict[str, Any]:
    queues = tuple(Queue(name, Exchange(""), routing_key=name) for name in QueueName)
    return {
        # JSON only: a pickle in a queue is code.
        "task_serializer": "json",
        "result_serializer": "json",
        "accept_content": ["json"],
        "enable_utc": True,
        "timezone": "UTC",
        "task_queues": queues,
        # The nameless exchange needs no bindings, so a desktop without the right to read them can send.
        "task_default_exchange": "",
        "task_default_queue": QueueName.CONTROL.value,
        "task_default_routing_key": QueueName.CONTROL.value,
        "task_routes": {TaskName.PROCESS_IMAGE.value: {"queue": QueueName.IMAGES.value}},
        # A queue nobody serves would swallow messages.
        "task_create_missing_queues": False,
        # What a worker itself sends (a retry, a notification) waits out a short outage of the broker.
        "task_publish_retry": True,
        "task_publish_retry_policy": {
            "max_retries": 60,
            "interval_start": 0.2,
            "interval_step": 0.5,
            "interval_max": 5,
        },
    }


def _execution(settings: WorkerSettings) -> dict[str, Any]:
    return {
        # A job belongs to its worker only once it is done: a dead worker's job runs elsewhere.
        "task_acks_late": True,
        "task_acks_on_failure": True,
        "task_acks_on_timeout": True,
        # A crashed child's job runs again, but with retries counted: without the last line it would for ever.
        "task_reject_on_worker_lost": True,
        "task_retry_on_worker_lost": True,
        "task_track_started": True,
        # Celery looks at the hard limit only once the soft one has passed: the settings refuse another order.
        "task_soft_time_limit": settings.soft_time_limit,
        "task_time_limit": settings.time_limit,
        # Every worker has Flower's events; the senders are desktops, who may not publish events.
        "worker_send_task_events": True,
        "task_send_sent_event": False,
    }


def _broker(settings: WorkerSettings) -> dict[str, Any]:
    return {
        "broker_url": settings.broker_url.get_secret_value(),
        # Vets every message before Celery sees it.
        "broker_transport": "worker.broker.transport:Transport",
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_connection_timeout": SOCKET_PATIENCE,
        "visibility_timeout": visibility_timeout(settings),
        "broker_transport_options": {
            "visibility_timeout": visibility_timeout(settings),
            # A dead worker's job is looked for every 15 s instead of every 100 s.
            "unacked_restore_interval": settings.sweep_interval,
            "unacked_restore_throttle": 1,
            # A half-open connection is noticed within 26 s; without the last line a message is destroyed each time.
            "socket_timeout": SOCKET_PATIENCE,
            "socket_connect_timeout": SOCKET_PATIENCE,
            "socket_keepalive": True,
            "health_check_interval": 10,
            "retry_on_timeout": True,
            # Control tasks before single pastes before bulk.
            "queue_order_strategy": "priority",
        },
    }


def _results(settings: WorkerSettings) -> dict[str, Any]:
    return {
        # Stores every failure in the contract's words.
        "result_backend": "worker.broker.results:Results+" + settings.broker_url.get_secret_value(),
        "result_backend_transport_options": {"visibility_timeout": visibility_timeout(settings)},
        # Name, arguments and worker of a job stand in its result, so Flower and support see them.
        "result_extended": True,
        "result_expires": 7 * DAY,
        "result_failure_expires": 14 * DAY,
        # A job that finishes while Redis is away waits with its result instead of failing.
        "result_backend_always_retry": True,
        "result_backend_max_retries": 60,
        "result_backend_base_sleep_between_retries_ms": 200,
        "result_backend_max_sleep_between_retries_ms": 5000,
        "redis_socket_timeout": SOCKET_PATIENCE,
        "redis_socket_connect_timeout": SOCKET_PATIENCE,
        "redis_socket_keepalive": True,
        "redis_backend_health_check_interval": 10,
        "redis_retry_on_timeout": True,
    }


def _worker(settings: WorkerSettings) -> dict[str, Any]:
    return {
        # A child keeps no second image waiting that another worker could take.
        "worker_prefetch_multiplier": 1,
        # None lets `celery worker` take one child per core.
        "worker_concurrency": settings.concurrency,
        # Image libraries leak and fragment.
        "worker_max_tasks_per_child": 200,
        "worker_max_memory_per_child": MEMORY_PER_CHILD_KIB,
        # What was redelivered after it had succeeded is not done again.
        "worker_deduplicate_successful_tasks": True,
        # True would lose jobs.
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        # For QUIT; `stopping` gives TERM the same.
        "worker_soft_shutdown_timeout": settings.soft_shutdown,
        "worker_enable_soft_shutdown_on_idle": True,
        # A flood of waiting retries may not fill the memory.
        "worker_eta_task_limit": 200,
        # The operator's logging stays the operator's; what a library prints is not a log record.
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
    }


def _encryption(settings: WorkerSettings) -> dict[str, Any]:
    if not settings.broker_url.get_secret_value().startswith("rediss://"):
        return {}
    # An unchecked certificate would make TLS a disguise.
    checked = {"ssl_cert_reqs": ssl.CERT_REQUIRED}
    return {"broker_use_ssl": checked, "redis_backend_use_ssl": checked}
