"""Decide when the deployment ends: when asked, with its owner, or some time after its last client and its last job."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import stat
import sys
import time
from collections.abc import Callable
from types import FrameType


class Signals:
    """Turn SIGTERM and SIGINT into a wish to end, and wake the supervisor at once when one comes."""

    def __init__(self) -> None:
        """Install the handlers; call on the main thread."""
        self.wants_end = False
        self.terminal_is_gone = False
        self._woken, wake = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_end)
        signal.signal(signal.SIGHUP, self._on_hangup)

    def wait(self, seconds: float) -> None:
        """Sleep until the time is over or a signal came."""
        readable, _, _ = select.select([self._woken], [], [], seconds)
        if readable:
            os.read(self._woken, 64)

    def _on_end(self, _number: int, _frame: FrameType | None) -> None:
        self.wants_end = True

    def _on_hangup(self, _number: int, _frame: FrameType | None) -> None:
        self.terminal_is_gone = True


class Owner:
    """Know whether the process that started us, and holds the other end of our standard input, is still there."""

    def __init__(self) -> None:
        """Remember who started us."""
        self._parent = os.getppid()
        self._watches_input = _is_a_pipe(0)

    def is_gone(self) -> bool:
        """Tell whether the owner ended or closed our standard input."""
        if os.getppid() != self._parent:
            return True
        if not self._watches_input or not select.select([0], [], [], 0)[0]:
            return False
        return not os.read(0, 4096)


def _is_a_pipe(descriptor: int) -> bool:
    """Tell whether somebody holds the other end: a file or /dev/null would look like one that was closed."""
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


class Linger:
    """Measure how long nobody has needed the deployment."""

    def __init__(self, seconds: float, *, is_needed: Callable[[], bool]) -> None:
        """Take how long to stay when `is_needed` has turned false."""
        self._seconds = seconds
        self._is_needed = is_needed
        self._needed_at = time.monotonic()

    def is_over(self) -> bool:
        """Tell whether nobody has needed it for that long; asks anew at every call."""
        if self._is_needed():
            self._needed_at = time.monotonic()
        return time.monotonic() - self._needed_at >= self._seconds


def leave_the_starter() -> None:
    """Write nothing more to the standard output and errors: whoever started us may be gone, its pipes closed."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (1, 2):
        if not os.isatty(descriptor):
            os.dup2(nowhere, descriptor)
    os.close(nowhere)


def nobody_waits() -> None:
    """Say that everything answers to nobody: this process was not detached."""


def detached() -> Callable[[], None]:
    """Go on in a process of its own and return how to say there that everything answers.

    The calling process waits for that word and then exits with 0, or with 1 if the new one ends without it.
    """
    listening, telling = os.pipe()
    if os.fork():
        os.close(telling)
        told = os.read(listening, 1)
        os._exit(0 if told else 1)
    os.close(listening)
    os.setsid()

    def tell() -> None:
        sys.stdout.flush()
        os.write(telling, b"!")
        os.close(telling)

    return tell
