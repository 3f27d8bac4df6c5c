"""Take times by the clock and by this thread's own processor, and say whether they are what is promised."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import median

Time = tuple[float, float]
"""Milliseconds by the clock, and of this thread's own processor."""


class Report:
    """Say each figure as it comes and remember whether all are kept."""

    def __init__(self) -> None:
        self.is_kept = True

    def say(self, title: str, figure: float, most: float, unit: str = "ms", note: str = "") -> None:
        is_kept = figure <= most
        self.is_kept = self.is_kept and is_kept
        sys.stdout.write(f"{'ok  ' if is_kept else 'SLOW'}  {title}: {figure:.1f} {unit} (allowed: {most:g}{note})\n")
        sys.stdout.flush()

    def time(self, title: str, times: list[Time], most: float) -> None:
        """Say the median of several times."""
        walls, owns = [wall for wall, _ in times], [own for _, own in times]
        spread = f"; {min(walls):.1f} to {max(walls):.1f}" if len(times) > 1 else ""
        self.say(title, median(walls), most, note=f"{spread}; own {median(owns):.1f}")


def percentile(times: list[Time], share: float) -> Time:
    place = min(len(times) - 1, int(share * len(times)))
    return sorted(wall for wall, _ in times)[place], sorted(own for _, own in times)[place]


def timed(work: Callable[[], object]) -> Time:
    began, spent = time.perf_counter(), time.thread_time()
    work()
    return 1000 * (time.perf_counter() - began), 1000 * (time.thread_time() - spent)
