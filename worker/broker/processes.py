"""Say how the two workers of a machine are started: one for what must never wait, one for the images."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from worker.contract import QueueName

_GIB = 1024**3


@dataclass(frozen=True, kw_only=True)
class WorkerCommand:
    """Describe one worker process; `env` is the whole environment, and the only place for secrets."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(repr=False)


def worker_commands(
    settings_environment: Mapping[str, str], *, concurrency: int | None = None, tells: bool = False
) -> list[WorkerCommand]:
    """Return the control worker and the image worker for these variables.

    The image worker has `concurrency` children, by default one per core but one, which is left to everything else. The
    control worker has a second one where it `tells` users: a slow channel keeps no desktop waiting for its tickets.
    """
    children = concurrency or max(1, (os.cpu_count() or 1) - 1)
    env = {**settings_environment, **_allocation()}
    return [
        WorkerCommand(
            name="control", argv=_celery("control", (QueueName.CONTROL,), children=2 if tells else 1), env=env
        ),
        WorkerCommand(
            name="images", argv=_celery("images", (QueueName.IMAGES, QueueName.BULK), children=children), env=env
        ),
    ]


def _celery(name: str, queues: tuple[QueueName, ...], *, children: int) -> tuple[str, ...]:
    return (
        *celery_command(),
        *("-A", "worker.app", "worker"),
        *("-n", f"{name}-{os.getpid()}@%h"),
        *("-Q", ",".join(queues)),
        *("-P", "prefork", "-c", str(children)),
        # Workers need not know each other: asking costs a second at each start.
        *("--without-gossip", "--without-mingle"),
        *("-l", "INFO"),
    )


def celery_command() -> tuple[str, ...]:
    """Return what starts Celery's own command line, from a Python or from a bundle without one."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "celery")
    # Without -P a folder named worker in the current folder would be imported instead of ours.
    return (sys.executable, "-P", "-m", "celery")


def _allocation() -> dict[str, str]:
    return {
        # Parallelism is the pool's.
        "RAYON_NUM_THREADS": "1",
        # An image's memory is kept for the next image instead of being given back and asked for again: 16–20 % of CPU.
        "MALLOC_MMAP_THRESHOLD_": str(_GIB),
        "MALLOC_TRIM_THRESHOLD_": str(_GIB),
    }
