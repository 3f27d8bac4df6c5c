"""Bound what one job may take of its machine: CPU seconds, address space, the size of a file it writes. POSIX only."""

from __future__ import annotations

import contextlib
import resource
import signal
from collections.abc import Iterator
from types import FrameType

from billiard.exceptions import SoftTimeLimitExceeded

_LARGEST_FILE_FACTOR = 4


def limit_child(*, memory: int, largest_input: int) -> None:
    """Bound the address space and the files of this process; both in bytes, for the rest of its life."""
    _lower(resource.RLIMIT_AS, memory)
    _lower(resource.RLIMIT_FSIZE, _LARGEST_FILE_FACTOR * largest_input)


def _lower(kind: int, limit: int) -> None:
    _soft, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


@contextlib.contextmanager
def cpu_limit(seconds: int) -> Iterator[None]:
    """Raise `SoftTimeLimitExceeded` once this job has used `seconds` of CPU on all its threads.

    RLIMIT_CPU counts over the life of a process, so the limit is what is used already plus the job's share.
    """
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    before = signal.signal(signal.SIGXCPU, _out_of_time)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + seconds, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
        signal.signal(signal.SIGXCPU, before)


def _out_of_time(_signal: int, _frame: FrameType | None) -> None:
    raise SoftTimeLimitExceeded
