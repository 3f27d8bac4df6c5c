"""Run slow work off the GUI thread and bring its answer back to it. The only threads of the desktop live here.

A lane is a small pool of threads of its own, so that a slow store never delays the ledger. `work` touches no Qt
object; `on_done`, `on_error` and relayed callbacks run on the thread this object was made on. Nothing arrives once
`close` was called. QtCore only.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

T = TypeVar("T")

PATIENCE_SECONDS = 2.0
"""So long a close waits for work that is asked to stop; a socket or a program it waits for may not hear it sooner."""

_TURN_SECONDS = 0.008
"""So long answers are handed over before the window has a turn again."""

_log = logging.getLogger(__name__)


class Lane(Enum):
    """The lanes, each with the number of its threads."""

    LEDGER = ("ledger", 1)
    """The one writer of the ledger: what is handed in first is on disk first."""
    BROKER = ("broker", 1)
    """Sends tasks and polls results."""
    CONTROL = ("control", 1)
    """Waits for answers of the control queue: tickets and seals."""
    CONNECTION = ("connection", 1)
    """Looks whether the deployment answers, and starts the local one."""
    SCAN = ("scan", 1)
    HASHING = ("hashing", 2)
    TRANSFER = ("transfer", 16)
    """At most 16 at once; the controller starts as many as the settings say."""
    PREVIEWS = ("previews", 2)
    DOWNLOADS = ("downloads", 1)
    """Fetches one address after the other, from servers that may take minutes."""
    GENERAL = ("general", 2)

    def __init__(self, title: str, threads: int) -> None:
        """Keep the thread's name and how many there are."""
        self.title = title
        self.threads = threads


class StopSign:
    """Ask running work to stop; it looks when it can."""

    def __init__(self) -> None:
        """Begin with nobody asking."""
        self.is_set = False

    def set(self) -> None:
        """Ask."""
        self.is_set = True

    def sleep(self, seconds: float) -> bool:
        """Sleep on a lane, at most until somebody asks; return whether somebody did."""
        end = time.monotonic() + seconds
        while not self.is_set and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.05))
        return self.is_set


class _Pool:
    """Run work in order on a few threads; none of them keeps the program from ending."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._threads: list[Thread] = []

    def submit(self, job: Callable[[], None]) -> None:
        self._jobs.put(job)
        if len(self._threads) < self._lane.threads:
            name = f"pixferry-{self._lane.title}_{len(self._threads)}"
            thread = Thread(target=self._work, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def drop(self) -> None:
        """Forget what has not begun."""
        with suppress(Empty):
            while True:
                self._jobs.get_nowait()

    def end(self) -> None:
        """Let every thread end behind what was handed in."""
        for _ in self._threads:
            self._jobs.put(None)

    def join(self, seconds: float | None) -> list[str]:
        """Wait for the threads and return the names of those that still run."""
        end = None if seconds is None else time.monotonic() + seconds
        for thread in self._threads:
            thread.join(None if end is None else max(0.0, end - time.monotonic()))
        return [thread.name for thread in self._threads if thread.is_alive()]

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


class _Relay(QObject):
    """Carry calls to the thread this object lives on, a few milliseconds of them at a time.

    Qt delivers all that was posted before it looks at a key, a timer or a repaint: a burst of answers would be a pause.
    """

    called = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.called.connect(self._on_called, Qt.ConnectionType.QueuedConnection)
        self.is_closed = False
        self._calls: deque[Callable[[], None]] = deque()
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(self._make_calls)

    def close(self) -> None:
        self.is_closed = True
        self._calls.clear()
        self._later.stop()

    @Slot(object)
    def _on_called(self, call: Callable[[], None]) -> None:
        if not self.is_closed:
            self._calls.append(call)
            self._go_on()

    def _make_calls(self) -> None:
        end = time.monotonic() + _TURN_SECONDS
        try:
            while self._calls and time.monotonic() < end:
                self._calls.popleft()()
        finally:  # also behind one that raised
            if self._calls and not self.is_closed:
                self._go_on()

    def _go_on(self) -> None:
        if not self._later.isActive():
            self._later.start()


class Background(QObject):
    """Own every thread of the desktop; made and closed on the GUI thread."""

    def __init__(self, parent: QObject | None = None, *, patience: float = PATIENCE_SECONDS) -> None:
        """Start nothing yet: a lane's threads begin with its first work."""
        super().__init__(parent)
        self._relay = _Relay(self)
        self._patience = patience
        self._lanes: dict[Lane, _Pool] = {}
        self.stopping = StopSign()

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called."""
        return self._relay.is_closed

    def run(
        self,
        work: Callable[[], T],
        *,
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        lane: Lane = Lane.GENERAL,
    ) -> None:
        """Run `work` on a lane; bring its value to `on_done` or its exception to `on_error` on the GUI thread.

        An exception nobody takes is logged as the bug it is.
        """
        if self.is_closed:
            return

        def job() -> None:
            try:
                value = work()
            except Exception as error:  # noqa: BLE001  a thread's edge: whatever happened belongs to the caller
                if on_error is None:
                    _log.exception("work on lane %s failed", lane.title)
                    return
                self._call(lambda error=error: on_error(error))  # type: ignore[misc]
                return
            if on_done is not None:
                self._call(lambda: on_done(value))

        self._pool(lane).submit(job)

    def relayed(self, callback: Callable[[T], None]) -> Callable[[T], None]:
        """Return a function for `work` to call: `callback` then runs on the GUI thread, later, in order."""
        return lambda value: self._call(lambda: callback(value))

    def close(self, *, last: Callable[[], None] | None = None) -> None:
        """Drop what has not begun and join the threads; `last` runs on the ledger's lane after all it was handed.

        Work that is running sees `stopping` set. The ledger is always waited for; what else does not hear it within a
        few seconds is left behind, and nothing it brings arrives. Callable twice.
        """
        if self.is_closed:
            return
        self._relay.close()
        self.stopping.set()
        if last is not None:
            self._pool(Lane.LEDGER).submit(lambda: _said(last))
        for lane, pool in self._lanes.items():
            if lane is not Lane.LEDGER:
                pool.drop()
            pool.end()
        end = time.monotonic() + self._patience
        for lane, pool in self._lanes.items():
            left = pool.join(None if lane is Lane.LEDGER else end - time.monotonic())
            if left:
                _log.warning("left behind at the close: %s", ", ".join(left))

    def _pool(self, lane: Lane) -> _Pool:
        if lane not in self._lanes:
            self._lanes[lane] = _Pool(lane)
        return self._lanes[lane]

    def _call(self, call: Callable[[], None]) -> None:
        if not self.is_closed:
            self._relay.called.emit(call)


def _said(last: Callable[[], None]) -> None:
    try:
        last()
    except Exception:  # noqa: BLE001  a thread's edge: what was written before it stays
        _log.exception("the last write failed")
