"""Feel how long the GUI thread ever stands still, by the clock and by its own processor time."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

BEAT = 2  # milliseconds


class Pulse:
    """Beat as fast as the event loop lets it; remember each pause, its processor time, and when it was."""

    def __init__(self) -> None:
        self.pauses: list[tuple[float, float, float]] = []
        self._spent = time.thread_time()
        self._began = time.monotonic()
        self._since = QElapsedTimer()
        self._since.start()
        self._timer = QTimer(interval=BEAT)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_beat)
        self._timer.start()

    def stop(self) -> None:
        """Count what is under way now as well, and beat no more."""
        self._on_beat()
        self._timer.stop()

    @property
    def worst(self) -> float:
        """The longest pause in milliseconds, by the clock."""
        return max(pause for pause, _, _ in self.pauses)

    @property
    def times(self) -> tuple[float, float]:
        """The longest pause, and the most this thread ever spent between two beats, in milliseconds."""
        return self.worst, max(own for _, own, _ in self.pauses)

    def longest(self, count: int) -> list[str]:
        """Describe the longest pauses."""
        found = sorted(self.pauses, reverse=True)[:count]
        return [f"{pause:.0f} ms ({own:.0f} ms of it our own) at {second:.1f} s" for pause, own, second in found]

    def _on_beat(self) -> None:
        spent, pause = time.thread_time(), self._since.nsecsElapsed() / 1e6
        self._since.restart()
        self.pauses.append((pause, 1000 * (spent - self._spent), time.monotonic() - self._began))
        self._spent = spent


def rest(milliseconds: int) -> None:
    """Let the event loop run for so long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(condition: Callable[[], bool], *, seconds: float = 120) -> float:
    """Run the event loop until the condition holds; return how long that took."""
    began = time.perf_counter()
    while not condition() and time.perf_counter() - began < seconds:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)
    return time.perf_counter() - began
