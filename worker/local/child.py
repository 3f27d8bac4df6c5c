"""Run one part and keep it running: a part that dies is started again on the same port, ever more patiently."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import psutil

from worker.contract import Code
from worker.errors import PermanentError
from worker.local.leash import leash
from worker.local.logs import cap, last_lines, open_log
from worker.local.part import Part

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 10.0
_STEADY_SECONDS = 20.0
FAILS_REPEATEDLY = 3


class Child:
    """Own the process of one part; used by the supervisor's main thread only."""

    def __init__(self, part: Part, *, log: Path, folder: Path) -> None:
        """Take the part, the file its output goes to, and the folder it runs in."""
        self.part = part
        self.log = log
        self.failures = 0
        self.last_words = ""
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._restart_at = 0.0
        self._log_start = 0

    @property
    def pid(self) -> int | None:
        """The running process, which leads a process group of its own."""
        return self._process.pid if self._process else None

    @property
    def is_running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the process; raise `PermanentError` if the program cannot be run at all."""
        try:
            cap(self.log)
            output = open_log(self.log)
        except OSError as error:
            msg = f"Cannot write {self.log}: {error.strerror}."
            raise PermanentError(Code.DEPLOYMENT_FAILED, msg) from error
        try:
            self._log_start = os.fstat(output).st_size
            self._process = subprocess.Popen(
                self.part.argv,
                env=dict(self.part.environment),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
                preexec_fn=leash(self.part.orphan_signal, niceness=self.part.niceness),  # noqa: PLW1509  there is one thread
            )
        except OSError as error:
            msg = f"Cannot run {self.part.argv[0]}: {error.strerror}."
            raise PermanentError(Code.DEPLOYMENT_FAILED, msg) from error
        finally:
            os.close(output)
        self._started_at = time.monotonic()

    def started_at(self) -> float | None:
        """Return the process's start time as the system knows it (with the pid it is unique), or None if it is gone."""
        try:
            return psutil.Process(self.pid).create_time() if self.pid else None
        except psutil.Error:
            return None

    def exit_report(self) -> str:
        """Say how the process ended, with its last lines."""
        code = self._process.returncode if self._process else None
        lines = last_lines(self.log, since=self._log_start)
        return f"The local {self.part.name} ended with {_ending(code)}. See {self.log}" + (
            f":\n{lines}" if lines else "."
        )

    def tend(self) -> bool:
        """Start the process again if it died and its pause is over; return whether it was started."""
        now = time.monotonic()
        if self._process is None:
            return now >= self._restart_at and self._started_again(now)
        if self._process.poll() is None:
            if self.failures and now - self._started_at > _STEADY_SECONDS:
                self.failures, self.last_words = 0, ""
            return False
        self.last_words = self.exit_report()
        self._end_group()
        self._process = None
        self._pause(now)
        return False

    def _started_again(self, now: float) -> bool:
        try:
            self.start()
        except PermanentError as error:
            self.last_words = error.detail
            self._pause(now)
            return False
        return True

    def _pause(self, now: float) -> None:
        self._restart_at = now + min(_LONGEST_PAUSE, _FIRST_PAUSE * 3**self.failures)
        self.failures += 1

    def ask_to_end(self) -> None:
        """Send SIGTERM: servers flush, workers finish what they are doing."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def end(self, *, deadline: float) -> None:
        """Wait until `deadline` (monotonic) for the process to end, then end its whole group."""
        if self._process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, deadline - time.monotonic()))
        self._end_group()
        self._process.wait()

    def _end_group(self) -> None:
        """End what a dead process left in its group: prefork children outlive their parent where no leash exists."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS denies an already empty group
                os.killpg(self._process.pid, signal.SIGKILL)


def _ending(code: int | None) -> str:
    if code is None:
        return "no exit code"
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
