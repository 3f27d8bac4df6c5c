"""A job's share of the machine is bounded, and the bound goes with the job."""

from __future__ import annotations

import resource
import time

import pytest
from billiard.exceptions import SoftTimeLimitExceeded

from worker.broker.limits import cpu_limit


def spin(*, until: float) -> None:
    with cpu_limit(1):
        while time.monotonic() < until:
            pass


def test_a_job_that_spins_is_told_to_stop() -> None:
    before = resource.getrlimit(resource.RLIMIT_CPU)
    deadline = time.monotonic() + 30

    with pytest.raises(SoftTimeLimitExceeded):
        spin(until=deadline)

    assert resource.getrlimit(resource.RLIMIT_CPU) == before


def test_the_limit_counts_from_the_jobs_own_start() -> None:
    with cpu_limit(100):
        soft, _hard = resource.getrlimit(resource.RLIMIT_CPU)

    usage = resource.getrusage(resource.RUSAGE_SELF)
    assert soft - int(usage.ru_utime + usage.ru_stime) in (99, 100)
