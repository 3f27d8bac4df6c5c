"""Measure the window with 10,000 images: opening, scrolling while 200 report, searching, memory, a large folder.

    QT_QPA_PLATFORM=offscreen python -m tests.bench.window_scale

Frames and pauses are the GUI thread's own processor time, so that a busy machine changes little; the rest is by the
clock. Ends with 1 if a figure is above what is promised. Pictures are not decoded here; `window_pauses` measures those.
"""

from __future__ import annotations

import dataclasses
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import favour_the_window
from desktop.domain.item import Item, State
from desktop.services.ledger import Ledger
from desktop.session import Session
from desktop.settings import Deployment, Settings
from tests.bench.window_pauses import Pulse
from tests.gui.sample_items import SAMPLES, item, live

ITEMS, REPORTING, FOLDER = 10_000, 200, 5_000
NO_BROKER = "redis://127.0.0.1:1/0"


def rest(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(condition: Callable[[], bool], *, seconds: float = 120) -> float:
    """Run the event loop until the condition holds; return how long that took."""
    began = time.perf_counter()
    while not condition() and time.perf_counter() - began < seconds:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)
    return time.perf_counter() - began


def old_items() -> list[Item]:
    made = [live(n, drop=f"drop-{n // 100}", path=SAMPLES / "rocket.jpg") for n in range(ITEMS - REPORTING)]
    moving = [item(n, drop="moving", state=State.CANCELLED) for n in range(ITEMS - REPORTING, ITEMS)]
    return made + moving


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def own(pulse: Pulse) -> float:
    """Return the longest time between two beats that this thread itself was at work; a busy machine adds to it."""
    return max(spent for _, spent, _ in pulse.pauses)


def open_window(settings: Settings) -> tuple[Session, float, float, float]:
    """Return the session, and the milliseconds until it could be used, until rows were there, and the longest pause."""
    began = time.perf_counter()
    session = Session(settings, {})
    until(lambda: session.window.isVisible() and session.window.isActiveWindow(), seconds=2)
    QApplication.processEvents()
    usable = time.perf_counter() - began
    pulse = Pulse()
    until(lambda: session.gallery.tally.total >= ITEMS)
    rows = time.perf_counter() - began
    rest(500)
    pulse.stop()
    return session, 1000 * usable, 1000 * rows, own(pulse)


def scroll(session: Session) -> tuple[list[float], float]:
    """Scroll through the grid while 200 images report; return each frame's milliseconds and the longest pause."""
    view, model, frames = session.window.gallery, session.gallery, []
    moving = [one for one in model.items() if one.drop_id == "moving"]
    pulse, bar = Pulse(), view.verticalScrollBar()
    for n in range(300):
        if n % 6 == 0:
            states = [dataclasses.replace(one, state=State.OPTIMISING, fraction=n / 300) for one in moving]
            model.replace(states)
        bar.setValue(bar.value() + 120 if n < 200 else max(0, bar.value() - 240))
        began = time.thread_time()
        view.viewport().repaint()
        frames.append(1000 * (time.thread_time() - began))
        rest(8)
    pulse.stop()
    return frames, own(pulse)


def search(session: Session) -> list[float]:
    """Type and delete a word; return each keystroke's milliseconds with the repaint."""
    field, taken = session.window.toolbar.search, []
    for text in ("p", "ph", "pho", "photo-9", "photo-99", "photo-9", "pho", "p", ""):
        began = time.perf_counter()
        field.setText(text)
        session.window.gallery.viewport().repaint()
        taken.append(1000 * (time.perf_counter() - began))
    return taken


def drop_folder(session: Session, folder: Path) -> float:
    """Drop a folder of 5,000 files; return the milliseconds until its first row."""
    source = (SAMPLES / "rocket.jpg").read_bytes()[:2000]
    folder.mkdir()
    for n in range(FOLDER):
        (folder / f"new-{n}.jpg").write_bytes(source)
    before = session.gallery.tally.total
    began = time.perf_counter()
    session.window.paths_dropped.emit([folder])
    until(lambda: session.gallery.tally.total > before)
    return 1000 * (time.perf_counter() - began)


def report(title: str, figure: float, most: float, unit: str = "ms") -> bool:
    is_kept = figure <= most
    sys.stdout.write(f"{'ok  ' if is_kept else 'SLOW'}  {title}: {figure:.1f} {unit} (allowed: {most:g})\n")
    return is_kept


def main() -> int:
    favour_the_window()
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        home.mkdir()
        settings = Settings(home=home, deployment=Deployment.TEAM, broker_url=NO_BROKER, owner="bench", user="me")
        ledger = Ledger(home)
        ledger.add_items(old_items())
        ledger.close()
        session, usable, rows, opening = open_window(settings)
        frames, scrolling = scroll(session)
        keys = search(session)
        first = drop_folder(session, Path(scratch) / "folder")
        memory = psutil.Process().memory_info().rss / 2**20
        session.close()
    kept = [
        report(f"window usable with {ITEMS:,} images in the ledger", usable, 300),
        report("all rows there", rows, 3000),
        report("longest pause of the GUI thread while they came", opening, 50),
        report("a scroll frame painted, 99th percentile", percentile(frames, 0.99), 16),
        report("a scroll frame painted, median", percentile(frames, 0.5), 16),
        report(f"longest pause while {REPORTING} images reported", scrolling, 50),
        report("a keystroke of the search, the slowest", max(keys), 50),
        report(f"first row of a folder of {FOLDER:,} files", first, 200),
        report("memory", memory, 600, "MB"),
    ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
