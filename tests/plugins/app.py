"""Give fault tests a desktop: the window's core without the window, on a broker of the test's own."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL, Popen

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop.controllers.connection import ConnectionWatch
from desktop.controllers.legs import Doors
from desktop.controllers.silence import Silence
from desktop.controllers.uploads import Uploads
from desktop.core import Core
from desktop.domain.item import Item, State
from desktop.domain.reports import Connection, DropReport
from desktop.services.background import Background
from desktop.services.ledger import Ledger
from desktop.services.queue import CeleryQueue
from desktop.services.transfer import HttpCarrier
from desktop.settings import Deployment, Settings
from tests.plugins.farm_workers import ROOT
from worker.contract import Failure

BEAT_MILLISECONDS = 10


@dataclass(kw_only=True)
class App:
    """Run one desktop's core in this process, and remember what it said."""

    home: Path
    broker_url: str
    qtbot: QtBot
    forgotten_after: float = 60.0
    stalled_after: float = 60.0
    is_closed: bool = False
    items: dict[str, Item] = field(default_factory=dict)
    history: dict[str, list[Item]] = field(default_factory=dict)
    reports: list[DropReport] = field(default_factory=list)
    troubles: list[Failure] = field(default_factory=list)
    connections: list[Connection] = field(default_factory=list)
    longest_gap: float = 0.0
    """The longest the event loop did not turn, in seconds."""

    def open(self) -> None:
        """Start it."""
        settings = Settings(
            home=self.home, owner="desk", user="ada", deployment=Deployment.TEAM, broker_url=self.broker_url
        )
        background, queue = Background(), CeleryQueue()
        doors = Doors(background=background, ledger=Ledger(self.home), queue=queue, carrier=HttpCarrier())
        watch = ConnectionWatch(background, queue, broker_url=self.broker_url, look_seconds=0.5)
        silence = Silence(forgotten_after=self.forgotten_after, stalled_after=self.stalled_after)
        uploads = Uploads(doors, settings, silence=silence)
        watch.connection_changed.connect(uploads.follow)
        watch.connection_changed.connect(self.connections.append)
        uploads.items_added.connect(self._on_items)
        uploads.items_changed.connect(self._on_items)
        uploads.drop_ended.connect(self.reports.append)
        uploads.trouble_met.connect(self.troubles.append)
        self.core = Core(background=background, uploads=uploads, watch=watch, doors=doors)
        self._turned_at = time.monotonic()
        self._turns = QTimer()
        self._turns.timeout.connect(self._on_turn)
        self._turns.start(BEAT_MILLISECONDS)
        self.core.start()

    def close(self) -> None:
        """End it in good order; callable twice."""
        if not self.is_closed:
            self.is_closed = True
            self._turns.stop()
            self.core.close()

    def add(self, *files: Path) -> None:
        """Drop files."""
        self.core.uploads.add(files)

    def until(self, holds: Callable[[], object], *, patience: float = 60.0) -> None:
        """Let it run until something holds."""
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=int(patience * 1000))

    def run_for(self, seconds: float) -> None:
        """Let it run."""
        self.qtbot.wait(int(seconds * 1000))

    def item(self, name: str) -> Item:
        """Return the item of a name."""
        return next(item for item in self.items.values() if item.name == name)

    def states(self, name: str) -> list[State]:
        """Return the states an item was shown in."""
        return [item.state for item in self.history[name]]

    def _on_items(self, items: list[Item]) -> None:
        for item in items:
            self.items[item.job_id] = item
            self.history.setdefault(item.name, []).append(item)

    def _on_turn(self) -> None:
        now = time.monotonic()
        self.longest_gap = max(self.longest_gap, now - self._turned_at - BEAT_MILLISECONDS / 1000)
        self._turned_at = now


Apps = Callable[..., App]
Photos = Callable[[int], list[Path]]


@contextlib.contextmanager
def open_apps(home: Path, broker_url: str, qtbot: QtBot) -> Iterator[Apps]:
    """Return a function that opens one more desktop over one home; all are closed at the end."""
    opened: list[App] = []

    def make(**options: object) -> App:
        app = App(**{"home": home, "broker_url": broker_url, "qtbot": qtbot, **options})  # type: ignore[arg-type]  # fields
        opened.append(app)
        app.open()
        return app

    yield make
    for app in opened:
        app.close()


def send_in_a_process(home: Path, broker_url: str, *paths: Path) -> Popen[bytes]:
    """Start `pixferry send` for somebody to kill."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIXFERRY_")}
    return Popen(
        [sys.executable, "-P", "-m", "desktop", "send", *map(str, paths)],
        env={**kept, "PIXFERRY_HOME": str(home), "PIXFERRY_BROKER_URL": broker_url, "PYTHONPATH": str(ROOT)},
        cwd=home.parent,
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
