"""Give back a job whose time runs out while it waits for the broker: its image is made, only nobody can be told yet."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from billiard.exceptions import SoftTimeLimitExceeded
from celery.exceptions import Reject


@contextlib.contextmanager
def given_back() -> Iterator[None]:
    """Put the job's message back in its queue instead of failing it: the next run finds what this one published."""
    try:
        yield
    except SoftTimeLimitExceeded as error:
        msg = "the broker is away"
        raise Reject(msg, requeue=True) from error
