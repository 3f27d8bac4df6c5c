"""Make the Celery application: its configuration, its tasks, its logging. Importing connects to nothing.

`celery -A worker.app worker` serves all queues, control first; `pixferry-worker run` gives control a worker of its own.
"""

from __future__ import annotations

import logging
import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

from worker.broker.limits import limit_child
from worker.broker.presence import add_presence
from worker.broker.settings import celery_settings
from worker.broker.steps import add_steps
from worker.broker.stopping import bound_shutdown
from worker.services import Services
from worker.settings import WorkerSettings
from worker.tasks import add_tasks


def create_app(settings: WorkerSettings) -> Celery:
    """Return an application that runs the contract's tasks, and only those, with these settings."""
    application = Celery("pixferry", set_as_current=False)
    application.conf.update(celery_settings(settings))
    # Celery's own tasks (backend_cleanup, chord_unlock, …) are nobody's business.
    application.finalize(auto=True)
    for name in [name for name in application.tasks if name.startswith("celery.")]:
        application.tasks.unregister(name)
    add_tasks(application, Services(settings))
    add_steps(application, settings)
    add_presence(application, settings)
    bound_shutdown(application, settings)
    _bound_children(settings)
    return application


def _bound_children(settings: WorkerSettings) -> None:
    def bound(**_kwargs: Any) -> None:  # noqa: ANN401  Celery's signal arguments
        # Parallelism is the pool's: a job that takes every core starves its neighbours.
        os.environ["RAYON_NUM_THREADS"] = "1"
        limit_child(memory=settings.memory_limit, largest_input=settings.max_bytes)
        logging.getLogger("botocore").setLevel(logging.WARNING)

    worker_process_init.connect(bound, weak=False, dispatch_uid="pixferry-limits")


app = create_app(WorkerSettings())
