"""Bound how long a worker that is told to stop may take: short jobs finish, long ones go back to the queue at once."""

from __future__ import annotations

import os
import signal
import threading
from typing import Any

from celery import Celery
from celery.signals import worker_shutting_down

from worker.settings import WorkerSettings


def bound_shutdown(app: Celery, settings: WorkerSettings) -> None:
    """Let TERM wait for running jobs for `soft_shutdown` seconds, then give them back as QUIT does.

    Celery's TERM waits for ever, and its QUIT sleeps the whole time even when nothing is left to wait for.
    """

    def stop(how: str = "", **_kwargs: Any) -> None:  # noqa: ANN401  Celery's signal arguments
        if how == "Warm":
            # What has been waited is not waited again.
            app.conf.worker_soft_shutdown_timeout = 0
            patience = threading.Timer(settings.soft_shutdown, os.kill, (os.getpid(), signal.SIGQUIT))
            patience.daemon = True
            patience.start()

    worker_shutting_down.connect(stop, weak=False, dispatch_uid="pixferry-stopping")
