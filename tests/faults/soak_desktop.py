"""Be one desktop of the soak: the window's real core, which takes every folder that appears in its inbox as a drop.

It may be killed at any moment. A folder the ledger knows is left to the ledger; any other one is dropped again, as a
person does who saw no row appear. Images that failed are retried, as by the button in the window.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from desktop.controllers.connection import ConnectionWatch
from desktop.controllers.legs import Doors
from desktop.controllers.silence import Silence
from desktop.controllers.uploads import Uploads
from desktop.core import Core
from desktop.domain.item import Item, State
from desktop.services.background import Background
from desktop.services.ledger import FILE, Ledger
from desktop.services.queue import CeleryQueue
from desktop.services.transfer import HttpCarrier
from desktop.settings import Deployment, Settings
from tests.plugins.farm_workers import ROOT

LOOK_MILLISECONDS = 200
RETRY_MILLISECONDS = 5000
FORGOTTEN_SECONDS, OVERTAKEN_SECONDS = 20.0, 60.0
"""The window's own are 60 and 1200: longer than the visibility timeout of production."""


@dataclass(kw_only=True)
class Desktop:
    """Hold one desktop's process, its inbox and its ledger."""

    home: Path
    broker_url: str
    process: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        """What its user is called, and its images begin with."""
        return self.home.name

    @property
    def inbox(self) -> Path:
        """Where a folder becomes a drop."""
        return self.home / "inbox"

    @property
    def clicks(self) -> int:
        """How many images were retried by hand."""
        file = self.home / "clicks"
        return sum(map(int, file.read_text().split())) if file.exists() else 0

    def start(self) -> None:
        """Start it unless it runs."""
        if self.process is not None and self.process.poll() is None:
            return
        self.inbox.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-P", "-m", "tests.faults.soak_desktop", str(self.home), self.broker_url]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PIXFERRY_")}
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env={**kept, "PYTHONPATH": str(ROOT)}, cwd=self.home, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def close(self) -> None:
        """End it in good order."""
        if self.process is not None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
            self.kill()

    def states(self) -> Counter[str]:
        """Count its rows by state while it runs."""
        rows = read_rows(self.home, "SELECT state, COUNT(*) FROM items GROUP BY state")
        return Counter({str(state): int(str(count)) for state, count in rows})

    def items(self) -> list[Item]:
        """Return its rows as the next start shows them; it must not run."""
        ledger = Ledger(self.home)
        held = ledger.load()
        ledger.close()
        return list(held.items)


def read_rows(home: Path, query: str) -> list[tuple[object, ...]]:
    """Read a ledger beside the process that owns it; nothing before it is there."""
    if not (home / FILE).exists():
        return []
    line = contextlib.closing(sqlite3.connect(f"file:{home / FILE}?mode=ro", uri=True, timeout=5))
    with line as db, contextlib.suppress(sqlite3.OperationalError):  # its tables are not made yet
        return db.execute(query).fetchall()
    return []


class Person:
    """Drop what appears in the inbox, and retry what failed."""

    def __init__(self, home: Path, uploads: Uploads) -> None:
        """Know what was dropped before."""
        self._home, self._uploads = home, uploads
        rows = read_rows(home, "SELECT paths FROM drops")
        self._dropped = {Path(path).name for (paths,) in rows for path in json.loads(str(paths))}
        self._failed: set[str] = set()
        uploads.items_added.connect(self._on_items)
        uploads.items_changed.connect(self._on_items)

    def look(self) -> None:
        """Drop every new folder, oldest first."""
        for folder in sorted((self._home / "inbox").glob("drop-*")):
            if folder.name not in self._dropped:
                self._dropped.add(folder.name)
                self._uploads.add([folder])

    def retry(self) -> None:
        """Click "retry" for what failed."""
        if self._failed:
            with (self._home / "clicks").open("a") as file:
                file.write(f"{len(self._failed)}\n")
            self._uploads.retry(sorted(self._failed))
            self._failed.clear()

    def _on_items(self, items: list[Item]) -> None:
        for item in items:
            if item.state is State.FAILED:
                print("failed", item.name, item.failure, flush=True)  # noqa: T201  to the log
                self._failed.add(item.job_id)


def assembled(home: Path, broker_url: str) -> Core:
    """Return the window's core with patience for minutes instead of an hour."""
    settings = Settings(home=home, owner=home.name, user=home.name, deployment=Deployment.TEAM, broker_url=broker_url)
    background, queue = Background(), CeleryQueue()
    doors = Doors(background=background, ledger=Ledger(settings.room), queue=queue, carrier=HttpCarrier())
    watch = ConnectionWatch(background, queue, broker_url=broker_url)
    silence = Silence(forgotten_after=FORGOTTEN_SECONDS, overtaken_after=OVERTAKEN_SECONDS)
    uploads = Uploads(doors, settings, silence=silence)
    watch.connection_changed.connect(uploads.follow)
    return Core(background=background, uploads=uploads, watch=watch, doors=doors)


def run(home: Path, broker_url: str) -> None:
    """Run until TERM."""
    app = QCoreApplication([])
    core = assembled(home, broker_url)
    core.uploads.trouble_met.connect(lambda failure: print("trouble", failure, flush=True))  # noqa: T201  to the log
    person = Person(home, core.uploads)
    signal.signal(signal.SIGTERM, lambda *_: app.quit())
    timers = [QTimer(), QTimer()]
    for timer, pause, act in zip(
        timers, (LOOK_MILLISECONDS, RETRY_MILLISECONDS), (person.look, person.retry), strict=True
    ):
        timer.timeout.connect(act)
        timer.start(pause)
    core.start()
    app.exec()
    core.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("broker_url")
    chosen = parser.parse_args()
    run(chosen.home, chosen.broker_url)
