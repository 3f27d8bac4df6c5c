"""Run slow work off the GUI thread and bring its answer back to it. The only threads of the desktop live here.

A lane is a small pool of threads of its own, so that a slow store never delays the ledger. `work` touches no Qt
object; `on_done`, `on_error` and relayed callbacks run on the thread this object was made on. Nothing arrives once
`close` was called. QtCore only.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

T = TypeVar("T")

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


class _Relay(QObject):
    """Carry calls to the thread this object lives on."""

    called = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.called.connect(self._on_called, Qt.ConnectionType.QueuedConnection)
        self.is_closed = False

    @Slot(object)
    def _on_called(self, call: Callable[[], None]) -> None:
        if not self.is_closed:
            call()


class Background(QObject):
    """Own every thread of the desktop; made and closed on the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start nothing yet: a lane's threads begin with its first work."""
        super().__init__(parent)
        self._relay = _Relay(self)
        self._lanes: dict[Lane, ThreadPoolExecutor] = {}
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
        """Drop what has not begun, join every thread; `last` runs on the ledger's lane after all it was handed.

        Work that is running sees `stopping` set. Callable twice.
        """
        if self.is_closed:
            return
        self._relay.is_closed = True
        self.stopping.set()
        final: Future[None] | None = self._pool(Lane.LEDGER).submit(last) if last else None
        for lane, pool in self._lanes.items():
            pool.shutdown(wait=False, cancel_futures=lane is not Lane.LEDGER)
        for pool in self._lanes.values():
            pool.shutdown(wait=True)
        if final is not None and (error := final.exception()) is not None:
            _log.error("the last write failed", exc_info=error)

    def _pool(self, lane: Lane) -> ThreadPoolExecutor:
        if lane not in self._lanes:
            self._lanes[lane] = ThreadPoolExecutor(lane.threads, thread_name_prefix=f"pixferry-{lane.title}")
        return self._lanes[lane]

    def _call(self, call: Callable[[], None]) -> None:
        if not self.is_closed:
            self._relay.called.emit(call)
