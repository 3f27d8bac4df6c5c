"""Keep a machine's workers running under one parent: restart what dies, pass on the wish to stop."""

from __future__ import annotations

import contextlib
import logging
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from types import FrameType

from worker.broker.processes import WorkerCommand
from worker.broker.steps import EXIT_WRONG_CLOCK

_TICK = 0.2
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
_PROVEN = 60.0
"""Seconds a worker must run for its next death to count as its first."""
_log = logging.getLogger(__name__)


class _Kept:
    """Hold one worker: its process, and when it may be started again."""

    def __init__(self, command: WorkerCommand, *, before: Callable[[], None] | None) -> None:
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self._before = before
        self._pause = _FIRST_PAUSE
        self._began = 0.0
        self._not_before = 0.0

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        self._began = time.monotonic()
        self.process = subprocess.Popen(
            self.command.argv,
            env=dict(self.command.env),
            preexec_fn=self._before,  # noqa: PLW1509  it ties the child to us, and we have one thread
        )
        _log.info("Worker %s is process %d", self.command.name, self.process.pid)

    def look_after(self) -> None:
        """Start it again if it is gone, later each time it dies young."""
        now = time.monotonic()
        if self.is_running or now < self._not_before:
            return
        if self._not_before < self._began:
            self._pause = _FIRST_PAUSE if now - self._began > _PROVEN else min(self._pause * 2, _LONGEST_PAUSE)
            self._not_before = now + self._pause
            code = self.process.returncode if self.process else None
            _log.error("Worker %s ended with %s; it starts again in %.0f s", self.command.name, code, self._pause)
            return
        self.start()


def keep_running(commands: Sequence[WorkerCommand], *, before: Callable[[], None] | None = None) -> int:
    """Run the workers until TERM or INT; return the exit code. A second signal ends them without waiting for jobs.

    `before` runs in each child before its program.
    """
    workers = [_Kept(command, before=before) for command in commands]
    with _signals() as received:
        for worker in workers:
            worker.start()
        while not received:
            if code := _given_up(workers):
                _stop(workers, received)
                return code
            for worker in workers:
                worker.look_after()
            time.sleep(_TICK)
        _stop(workers, received)
    return 0


def _given_up(workers: Sequence[_Kept]) -> int | None:
    """Return the exit code of a worker that refused to start because only an operator can help."""
    codes = {worker.process.returncode for worker in workers if worker.process and not worker.is_running}
    return EXIT_WRONG_CLOCK if EXIT_WRONG_CLOCK in codes else None


def _stop(workers: Sequence[_Kept], received: list[int]) -> None:
    passed_on = 0
    while running := [worker.process for worker in workers if worker.process and worker.is_running]:
        wanted = min(max(1, len(received)), 2)
        if passed_on < wanted:
            passed_on = wanted
            for process in running:
                process.send_signal(signal.SIGTERM if wanted == 1 else signal.SIGQUIT)
        time.sleep(_TICK)


@contextlib.contextmanager
def _signals() -> Iterator[list[int]]:
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
