"""Give the desktop's tests a whole core over the in-memory deployment, and images to drop."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.controllers.legs import Doors
from desktop.controllers.silence import Silence
from desktop.controllers.uploads import Uploads
from desktop.domain.item import Item, State
from desktop.domain.reports import DropReport
from desktop.services.background import Background
from desktop.services.ledger import Ledger
from desktop.services.memory import MemoryDeployment
from desktop.settings import Settings
from worker.contract import Failure

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def image(tmp_path: Path) -> Callable[..., Path]:
    """Make a file that begins as an image does, different for each name."""

    def make(name: str, *, body: bytes | None = None, folder: str = "in") -> Path:
        file = tmp_path / folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(JPEG + name.encode() + os.urandom(64) if body is None else body)
        return file

    return make


@dataclass
class Desk:
    """Run one desktop process's core, and remember what it said."""

    home: Path
    deployment: MemoryDeployment
    qtbot: QtBot
    is_window: bool = True
    forgotten_after: float = 60.0
    overtaken_after: float = 1200.0
    is_closed: bool = False
    added: list[list[Item]] = field(default_factory=list)
    changes: list[list[Item]] = field(default_factory=list)
    reports: list[DropReport] = field(default_factory=list)
    scans: list[tuple[str, int, int]] = field(default_factory=list)
    troubles: list[Failure] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)
    states: dict[str, list[State]] = field(default_factory=dict)

    def open(self) -> None:
        """Start it."""
        self.background = Background()
        self.ledger = Ledger(self.home)
        doors = Doors(background=self.background, ledger=self.ledger, queue=self.deployment, carrier=self.deployment)
        settings = Settings(home=self.home, owner="desk", user="ada", parallel_sends=2)
        silence = Silence(forgotten_after=self.forgotten_after, overtaken_after=self.overtaken_after)
        self.uploads = Uploads(doors, settings, is_window=self.is_window, silence=silence)
        self.uploads.items_added.connect(self._on_added)
        self.uploads.items_changed.connect(self._on_changed)
        self.uploads.drop_ended.connect(self.reports.append)
        self.uploads.scan_ended.connect(lambda *scan: self.scans.append(scan))
        self.uploads.trouble_met.connect(self.troubles.append)
        self.uploads.start()

    def close(self) -> None:
        """End it in good order; callable twice."""
        if self.is_closed:
            return
        self.is_closed = True
        self.uploads.close()
        self.background.close(last=self.ledger.close)
        self.uploads.deleteLater()
        self.background.deleteLater()

    def until(self, holds: Callable[[], object], *, patience: float = 10.0) -> None:
        """Let it run until something holds."""
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=int(patience * 1000))

    def state(self, name: str) -> State | None:
        """Return where the item of a name is."""
        found = [item for item in self.items.values() if item.name == name]
        return found[-1].state if found else None

    def item(self, name: str) -> Item:
        """Return the newest item of a name."""
        return [item for item in self.items.values() if item.name == name][-1]

    def _on_added(self, items: list[Item]) -> None:
        self.added.append(items)
        self.items.update({item.job_id: item for item in items})

    def _on_changed(self, items: list[Item]) -> None:
        self.changes.append(items)
        for item in items:
            self.items[item.job_id] = item
            self.states.setdefault(item.name, []).append(item.state)


@pytest.fixture
def deployment() -> MemoryDeployment:
    """A deployment in memory."""
    return MemoryDeployment()


@pytest.fixture
def desks(tmp_path: Path, deployment: MemoryDeployment, qtbot: QtBot) -> Iterator[Callable[..., Desk]]:
    """Open desktops over one home; all are closed at the end."""
    opened: list[Desk] = []

    def make(*, is_window: bool = True, forgotten_after: float = 60.0, overtaken_after: float = 1200.0) -> Desk:
        desk = Desk(
            home=tmp_path / "home",
            deployment=deployment,
            qtbot=qtbot,
            is_window=is_window,
            forgotten_after=forgotten_after,
            overtaken_after=overtaken_after,
        )
        desk.open()
        opened.append(desk)
        return desk

    yield make
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(desks: Callable[..., Desk]) -> Desk:
    """One open desktop."""
    return desks()


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    """Lanes of threads."""
    assert qtbot is not None
    parent = QObject()
    lanes = Background(parent)
    yield lanes
    lanes.close()
