"""Measure the window with 10,000 images: opening, scrolling while 200 report, searching, and what a user does to many.

    QT_QPA_PLATFORM=offscreen python -m tests.bench.window_scale

It judges by the clock and wants a quiet machine: whatever else runs counts against the window. What this thread spent
itself stands beside each figure as "own".
Figures that are cheap to repeat are the median of three. Tiles show real thumbnails, decoded as they come into sight.
Ends with 1 if a figure is above what is promised.
"""

from __future__ import annotations

import dataclasses
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import psutil
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication

from desktop.app import favour_the_window
from desktop.domain.item import Item, State
from desktop.domain.reports import DropReport
from desktop.models.columns import Column
from desktop.models.filters import ALL, Shelf, ShelfKind
from desktop.session import Session
from desktop.settings import Deployment, Settings
from desktop.widgets.look import look_of
from tests.bench.figures import Report, Time, percentile, timed
from tests.bench.library import ITEMS, furnish
from tests.bench.pulse import Pulse, rest, until
from tests.gui.sample_items import SAMPLES
from tests.gui.stage import ONLINE

REPORTING, FOLDER, TIMES = 200, 5_000, 3
NO_BROKER = "redis://127.0.0.1:1/0"
ALLOWED_PAUSE, ALLOWED_FRAME = 50, 16  # milliseconds


def open_window(settings: Settings) -> tuple[Session, float, float, Time]:
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
    return session, 1000 * usable, 1000 * rows, pulse.times


def close_window(session: Session) -> None:
    session.close()
    session.deleteLater()
    QCoreApplication.sendPostedEvents(session, QEvent.Type.DeferredDelete)


def news(session: Session, moving: list[Item], share: float) -> None:
    """Let images report as the queue does."""
    assert session._parts.core.core is not None
    states = [dataclasses.replace(one, state=State.OPTIMISING, fraction=share) for one in moving]
    session._parts.core.core.uploads.items_changed.emit(states)


def scroll(session: Session, view: QAbstractItemView, start: float) -> tuple[list[Time], Time]:
    """Scroll by the wheel, then by the bar, while 200 images in sight and around report; return frames and a pause."""
    bar, items = view.verticalScrollBar(), session.window.gallery.items
    first = int(start * items.rowCount())
    moving = [items.item_at(row) for row in range(first, first + 3 * REPORTING, 3)]
    bar.setValue(int(start * bar.maximum()))
    rest(300)
    pulse, frames = Pulse(), []
    for n in range(220):
        if n % 8 == 0:
            news(session, moving, n / 220)
        bar.setValue(bar.value() + (100 if n < 150 else 850))
        frames.append(timed(view.viewport().repaint))
        rest(8)
    pulse.stop()
    return frames, pulse.times


def scroll_everywhere(session: Session, report: Report) -> None:
    """Scroll in both views and both looks, each time where no picture was seen before."""
    window, place = session.window, 0
    for theme in ("light", "dark"):
        window.set_look(look_of(theme))
        for title, view in (("grid", window.canvas.grid), ("list", window.canvas.list)):
            window.canvas.show_view(view)
            rest(300)
            runs = []
            for _ in range(TIMES):
                runs.append(scroll(session, view, place / 14))
                place += 1
            frames = [percentile(frames, 0.99) for frames, _ in runs]
            report.time(f"a frame of the {title} scrolled, {theme}, 99th percentile", frames, ALLOWED_FRAME)
            report.time("  the median", [percentile(frames, 0.5) for frames, _ in runs], ALLOWED_FRAME)
            report.time(f"  longest pause while {REPORTING} report", [pause for _, pause in runs], ALLOWED_PAUSE)
    window.canvas.show_view(window.canvas.grid)
    window.set_look(look_of("light"))


def search(session: Session) -> Time:
    """Type and delete a word; return the slowest keystroke with its repaint."""
    field, view, taken = session.window.toolbar.search, session.window.gallery.viewport(), []
    for text in ("p", "ph", "pho", "photo-9", "photo-99", "photo-9", "pho", "p", ""):
        taken.append(timed(lambda text=text: (field.setText(text), view.repaint())))  # type: ignore[misc, func-returns-value]
        rest(20)
    return max(taken)


def pause_of(verb: Callable[[], object], is_done: Callable[[], bool] = lambda: True) -> Time:
    """Do something and return the longest pause from there until its end and a moment later."""
    pulse = Pulse()
    verb()
    until(is_done, seconds=30)
    rest(250)
    pulse.stop()
    return pulse.times


def sort(session: Session, report: Report) -> None:
    down, up = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder
    orders = ((Column.NAME, up), (Column.SIZE, down), (Column.SAVING, down), (Column.STATE, up), (Column(0), down))
    pauses = [pause_of(lambda one=one: session.window.canvas.sort(*one)) for one in orders]  # type: ignore[misc]
    pauses.append(pause_of(lambda: session.window.canvas.sort(-1, up)))
    report.time("pause of a new order, the longest of six", [max(pauses)], ALLOWED_PAUSE)


def treat_many(session: Session, report: Report) -> None:
    """Select, copy, remove, bring back and choose shelves, thousands at a time."""
    window, actions, tally = session.window, session.window.actions_, session.gallery.tally
    session._parts.links.connection = ONLINE
    moving = list(session.gallery.items())[:REPORTING]
    chosen, copied, told, cleared = [], [], [], []
    for _ in range(TIMES):
        chosen.append(pause_of(actions.select_all.trigger))
        copied.append(pause_of(actions.copy.trigger))
        told.append(pause_of(lambda: news(session, moving, 0.5)))
        cleared.append(pause_of(window.gallery.clearSelection))
    report.time(f"pause of choosing all {ITEMS:,}", chosen, ALLOWED_PAUSE)
    report.time(f"pause of copying {ITEMS:,} links", copied, ALLOWED_PAUSE)
    report.time(f"pause of {REPORTING} reporting while all are chosen", told, ALLOWED_PAUSE)
    report.time("pause of choosing none", cleared, ALLOWED_PAUSE)
    shelves = (Shelf(kind=ShelfKind.LIVE), Shelf(kind=ShelfKind.TODAY), Shelf(kind=ShelfKind.DROP, drop_id="drop-7"))
    walk = [pause_of(lambda shelf=shelf: window.sidebar.choose(shelf)) for shelf in (*shelves, ALL)]  # type: ignore[misc]
    report.time("pause of another shelf, the longest", [max(walk)], ALLOWED_PAUSE)
    removed, restored, before = [], [], tally.total
    for _ in range(TIMES):
        window.toolbar.search.setText("jpeg")
        window.gallery.selectAll()
        rest(100)
        window.toolbar.search.setText("")
        left = before - sum(item.is_ended for item in window.gallery.selected_items())
        removed.append(pause_of(actions.remove.trigger, lambda left=left: tally.total <= left))  # type: ignore[misc]
        gone = before - tally.total
        restored.append(pause_of(actions.undo.trigger, lambda: tally.total >= before))
    report.time(f"pause of removing {gone:,} here and there", removed, ALLOWED_PAUSE)
    report.time("pause of bringing them back", restored, ALLOWED_PAUSE)


def end_drop(session: Session, report: Report) -> None:
    """End a drop of 1,000: its links are copied, and the window says so."""
    core = session._parts.core.core
    assert core is not None
    live = tuple(item for item in session.gallery.items() if item.is_live)[:1000]
    pauses = []
    for n in range(TIMES):
        session._parts.links.note_drop(f"ended-{n}")
        ended = DropReport(drop_id=f"ended-{n}", items=live, skipped=0)
        pauses.append(pause_of(lambda ended=ended: core.uploads.drop_ended.emit(ended)))  # type: ignore[misc]
    report.time("pause of a drop's end with 1,000 links", pauses, ALLOWED_PAUSE)


def drop_folder(session: Session, folder: Path, report: Report) -> None:
    """Drop a folder of 5,000 files."""
    source = (SAMPLES / "rocket.jpg").read_bytes()[:2000]
    folder.mkdir()
    for n in range(FOLDER):
        (folder / f"new-{n}.jpg").write_bytes(source)
    before, tally = session.gallery.tally.total, session.gallery.tally
    pulse, began = Pulse(), time.perf_counter()
    session.window.paths_dropped.emit([folder])
    until(lambda: tally.total > before)
    report.say(f"first row of a folder of {FOLDER:,} files", 1000 * (time.perf_counter() - began), 200)
    until(lambda: tally.total >= before + FOLDER)
    rest(1500)
    pulse.stop()
    report.time(f"longest pause while the {FOLDER:,} came", [pulse.times], ALLOWED_PAUSE)


def main() -> int:
    favour_the_window()
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    report = Report()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        furnish(home)
        settings = Settings(home=home, deployment=Deployment.TEAM, broker_url=NO_BROKER, owner="bench", user="me")
        opened = []
        for n in range(TIMES):
            session, *figures = open_window(settings)
            opened.append(figures)
            if n < TIMES - 1:
                close_window(session)
        usable, rows, pauses = (list(column) for column in zip(*opened, strict=True))
        report.say(f"window usable with {ITEMS:,} images in the ledger", median(usable), 300)
        report.say("all rows there", median(rows), 3000)
        report.time("longest pause while they came", pauses, ALLOWED_PAUSE)
        scroll_everywhere(session, report)
        report.time("a keystroke of the search, the slowest", [search(session) for _ in range(TIMES)], 50)
        sort(session, report)
        treat_many(session, report)
        end_drop(session, report)
        drop_folder(session, Path(scratch) / "folder", report)
        report.say("memory", psutil.Process().memory_info().rss / 2**20, 600, "MB")
        close_window(session)
    return 0 if report.is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
