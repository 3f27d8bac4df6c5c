"""Show how far a running job is, as the Celery state of its task."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from celery import Task

from worker.contract import Progress, Stage

_PROGRESS_PAUSE = 0.5


class Reporter:
    """Show a job's progress: at each new stage, and within one at most every half second.

    A job that was cancelled meanwhile ends with its stage, or with its last word (1.0): after that it is published.
    """

    def __init__(self, task: Task[Any, Any], go_on: Callable[[], None]) -> None:
        """Report as the state of the running task; `go_on` raises where the job is to end."""
        self._task, self._go_on = task, go_on
        self._stage: Stage | None = None
        self._reported = 0.0

    def __call__(self, stage: Stage, fraction: float) -> None:
        """Report, unless it is too soon."""
        now = time.monotonic()
        if fraction >= 1.0:
            self._go_on()
        if stage is self._stage and now - self._reported < _PROGRESS_PAUSE:
            return
        if fraction < 1.0 and self._stage not in {None, stage}:
            self._go_on()
        self._stage, self._reported = stage, now
        progress = Progress(stage=stage, fraction=fraction, at=time.time())
        self._task.update_state(state=stage.value, meta=progress.to_wire())
