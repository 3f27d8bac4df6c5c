"""Measure what following 5,000 images at the workers costs: round trips, processor time, and how long a look takes.

    QT_QPA_PLATFORM=offscreen python -m tests.bench.polling

A real Valkey, the window's own queue and controllers. Ends with 1 if a figure is above what is promised.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from desktop.controllers.legs import Doors
from desktop.controllers.uploads import Uploads
from desktop.domain.item import Item, State
from desktop.domain.remote import Look
from desktop.services.background import Background
from desktop.services.invented import outcome_of
from desktop.services.ledger import Ledger
from desktop.services.queue import CeleryQueue
from desktop.services.transfer import HttpCarrier
from desktop.settings import Settings
from tests.bench.pulse import Pulse, rest, until
from tests.gui.sample_items import item
from tests.plugins.servers import Valkey
from tests.plugins.slow_line import SlowLine
from worker.contract import SourceFile

PENDING, REPORTING, ROUND_TRIP = 5_000, 200, 0.02
TIMES, SECONDS = 20, 10
ALLOWED_CPU, ALLOWED_PAUSE, ALLOWED_SLOW = 50, 50, 100  # milliseconds


class Figures:
    """Say each figure as it comes and remember whether all are kept."""

    def __init__(self) -> None:
        self.are_kept = True

    def say(self, title: str, figure: float, most: float, unit: str = "ms") -> None:
        is_kept = figure <= most
        self.are_kept = self.are_kept and is_kept
        sys.stdout.write(f"{'ok  ' if is_kept else 'SLOW'}  {title}: {figure:.1f} {unit} (allowed: {most:g})\n")
        sys.stdout.flush()


class CountedQueue(CeleryQueue):
    """Count the looks, and the processor time of the lane they run on."""

    def __init__(self) -> None:
        super().__init__()
        self.looks: list[float] = []

    def look(self, attempt_ids: Sequence[str], **options: Any) -> Look:  # noqa: ANN401  whatever the queue's own takes
        """Look as the window does."""
        began = time.thread_time()
        told = super().look(attempt_ids, **options)
        self.looks.append(1000 * (time.thread_time() - began))
        return told


def pending() -> list[Item]:
    """Return images that were handed to the workers a minute ago."""
    sent = {"sent_at": time.time() - 60, "attempts": 1, "sha256": "a" * 64}
    return [item(n, drop="many", state=State.QUEUED, attempt_id=str(uuid.uuid4()), **sent) for n in range(PENDING)]


def longest(pulse: Pulse) -> float:
    """Return the longest pause in milliseconds, by the clock."""
    return max(pause for pause, *_ in pulse.pauses)


def key(one: Item) -> str:
    return f"celery-task-meta-{one.attempt_id}"


def progress(one: Item, n: int) -> tuple[str, str]:
    """Return what a worker keeps of a job it has in hand."""
    said = {"stage": "OPTIMISING", "fraction": n % 100 / 100, "at": time.time()}
    return key(one), json.dumps({"status": "OPTIMISING", "result": said, "task_id": one.attempt_id})


def ending(one: Item) -> tuple[str, str]:
    """Return what a worker keeps of a job it has done."""
    source = SourceFile(
        job_id=one.job_id, owner="o", sha256="a" * 64, size=9, content_type="image/jpeg", name=one.name, preset="web"
    )
    said = outcome_of(source).to_wire()
    return key(one), json.dumps({"status": "SUCCESS", "result": said, "task_id": one.attempt_id})


def looks(figures: Figures, items: list[Item], valkey: Valkey) -> None:
    """Look by hand: on this computer, and over a line that is 20 ms long."""
    ids = [one.attempt_id or "" for one in items]
    with SlowLine(valkey.port, delay=ROUND_TRIP) as line:
        queue = CountedQueue()
        queue.point_at(valkey.url.replace(f":{valkey.port}/", f":{line.port}/"))
        queue.look(ids, counts=True)  # the connection is made
        turns, began = line.turns, time.perf_counter()
        for _ in range(TIMES):
            queue.look(ids, counts=True)
        taken = 1000 * (time.perf_counter() - began) / TIMES
        queue.close()
        figures.say(f"a look at {PENDING:,} results costs", (line.turns - turns) / TIMES, 1, "round trips")
        figures.say("a look over a line of 20 ms, by the clock", taken, ALLOWED_SLOW)
        figures.say("its processor time on its own thread", max(queue.looks), ALLOWED_CPU)


def ticks(figures: Figures, items: list[Item], valkey: Valkey, home: Path) -> None:
    """Let the window's core follow all of them while 200 report, and then while all end at once."""
    background, ledger, queue = Background(), Ledger(home), CountedQueue()
    ledger.add_items(items)
    ledger.close()  # its lane opens it again
    queue.point_at(valkey.url)
    doors = Doors(background=background, ledger=ledger, queue=queue, carrier=HttpCarrier())
    uploads = Uploads(doors, Settings(home=home, owner="bench", user="me"))
    states: dict[str, State] = {}
    uploads.items_changed.connect(lambda changed: states.update((one.job_id, one.state) for one in changed))
    uploads.start()
    until(lambda: len(queue.looks) > 2)
    with valkey.client() as raw:
        pulse, spent, count = Pulse(), time.process_time(), len(queue.looks)
        for n in range(SECONDS * 2):
            with raw.pipeline(transaction=False) as pipe:
                pipe.mset(dict(progress(one, n) for one in items[:REPORTING]))
                pipe.execute()
            rest(500)
        spent, count = time.process_time() - spent, len(queue.looks) - count
        pulse.stop()
        figures.say(f"processor time of a tick, all of it, {REPORTING} report", 1000 * spent / count, ALLOWED_CPU)
        figures.say("the longest pause of the GUI thread meanwhile", longest(pulse), ALLOWED_PAUSE)
        answers = dict(map(ending, items))
        pulse = Pulse()
        raw.mset(answers)
        taken = until(lambda: list(states.values()).count(State.LIVE) == len(items), seconds=60)
        rest(500)
        pulse.stop()
        figures.say(f"{PENDING:,} results that end at once are all shown", 1000 * taken, 5000)
        figures.say("the longest pause of the GUI thread meanwhile", longest(pulse), ALLOWED_PAUSE)
    uploads.close()
    background.close(last=ledger.close)
    queue.close()


def main() -> int:
    """Measure and report."""
    application = QApplication.instance() or QCoreApplication(sys.argv[:1])
    figures, items = Figures(), pending()
    with tempfile.TemporaryDirectory() as scratch:
        valkey = Valkey(folder=Path(scratch) / "valkey")
        valkey.start()
        try:
            with valkey.client() as raw:
                raw.rpush("pixferry.bulk", *["a task that waits"] * PENDING)
            looks(figures, items, valkey)
            ticks(figures, items, valkey, Path(scratch) / "home")
        finally:
            valkey.stop()
    del application
    return 0 if figures.are_kept else 1


if __name__ == "__main__":
    sys.exit(main())
