"""What the window promises, with every server and worker real: drop, wait, paste the link into a browser."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import settings as choices
from desktop.domain.item import LOCAL_LEG, Item, State
from desktop.models.gallery import GalleryModel
from desktop.session import Session
from tests.end2end.conftest import User

PATIENCE = 60_000
"""Milliseconds a drop may take on a loaded machine."""


@contextmanager
def opened(user: User) -> Iterator[Session]:
    """Open the window as `pixferry` does, and close it."""
    session = Session(choices.load(user.environment).settings, user.environment)
    try:
        yield session
    finally:
        session.close()
        session.deleteLater()


def drop(session: Session, *paths: Path) -> None:
    """Let files go over the window."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(session.window, QDragEnterEvent(QPoint(200, 200), copy, mime, left, none))
    QApplication.sendEvent(session.window, QDropEvent(QPointF(200, 200), copy, mime, left, none))


def items(session: Session) -> list[Item]:
    """Return every item of the gallery in visual order."""
    model: GalleryModel = session.gallery
    return [model.item_at(row) for row in range(model.rowCount())]


def items_of(session: Session, paths: Sequence[Path]) -> list[Item]:
    """Return the items of these files, in visual order."""
    return [item for item in items(session) if item.path in paths]


def are_live(session: Session, paths: Sequence[Path]) -> bool:
    """Tell whether every one of these files is live; fail at once when one has failed."""
    found = items_of(session, paths)
    assert not [item for item in found if item.state is State.FAILED]
    return len(found) == len(paths) and all(item.is_live for item in found)


def noise(folder: Path, count: int, *, size: tuple[int, int] = (900, 700)) -> list[Path]:
    """Make photographs no one has sent before."""
    folder.mkdir(exist_ok=True)
    paths = []
    for number in range(count):
        path = folder / f"{number:03}.jpg"
        Image.effect_noise(size, 60).convert("RGB").save(path, quality=92)
        paths.append(path)
    return paths


def clipboard_lines() -> list[str]:
    """Return what a paste would write, line by line."""
    return QGuiApplication.clipboard().text().splitlines()


@pytest.fixture(autouse=True)
def _empty_clipboard(qapp: QApplication) -> None:
    del qapp
    QGuiApplication.clipboard().setText("something of the user's")


def test_dropped_files_end_live_and_their_links_are_on_the_clipboard(user: User, samples: Path, qtbot: QtBot) -> None:
    with opened(user) as session:
        files = [samples / "coffee-sideways.jpg", samples / "rocket.jpg"]
        drop(session, *files)

        qtbot.waitUntil(lambda: len(clipboard_lines()) == 2, timeout=PATIENCE)

        coffee, rocket = clipboard_lines()
        image = Image.open(io.BytesIO(httpx.get(coffee).content))
        assert image.size == (600, 400)
        assert not image.getexif()
        assert Image.open(io.BytesIO(httpx.get(rocket).content)).size == (640, 427)
        assert are_live(session, files)


def test_a_drop_after_the_first_look_at_a_link_answers_too(
    user: User, samples: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    with opened(user) as session:
        drop(session, samples / "hubble.jpg")
        qtbot.waitUntil(lambda: clipboard_lines()[0].startswith("http"), timeout=PATIENCE)
        first = clipboard_lines()
        assert httpx.get(first[0]).status_code == 200

        drop(session, *noise(tmp_path / "later", 1))
        qtbot.waitUntil(lambda: clipboard_lines() != first, timeout=PATIENCE)

        assert httpx.get(clipboard_lines()[0]).status_code == 200


def test_a_pasted_image_starts_sending_within_a_second_while_the_queue_is_full(
    user: User, tmp_path: Path, qtbot: QtBot
) -> None:
    with opened(user) as session:
        bulk = noise(tmp_path / "bulk", 60, size=(1600, 1200))
        drop(session, *bulk)
        qtbot.waitUntil(
            lambda: sum(item.state not in LOCAL_LEG for item in items_of(session, bulk)) > 5, timeout=PATIENCE
        )
        picture = QImage(300, 200, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.darkGreen)
        QGuiApplication.clipboard().setImage(picture)

        pasted_at = time.time()
        qtbot.keyClick(session.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

        qtbot.waitUntil(lambda: any(item.name.startswith("pasted") for item in items(session)), timeout=PATIENCE)
        qtbot.waitUntil(lambda: pasted(session).state not in {State.WAITING, State.HASHING}, timeout=PATIENCE)
        sent_at = pasted(session).changed_at
        assert sent_at - pasted_at < 1.0
        qtbot.waitUntil(lambda: pasted(session).is_live, timeout=PATIENCE)
        assert not are_live(session, bulk)
        qtbot.waitUntil(lambda: are_live(session, bulk), timeout=PATIENCE)


def pasted(session: Session) -> Item:
    """Return the newest pasted item."""
    return next(item for item in items(session) if item.name.startswith("pasted"))


APP = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop import settings as choices
from desktop.session import Session

application = QApplication(sys.argv[:1])
session = Session(choices.load(dict(os.environ)).settings, dict(os.environ))
session.window.paths_dropped.emit([Path(name) for name in sys.argv[1:]])
application.exec()
"""


def test_a_window_killed_in_mid_drop_ends_everything_live_when_it_is_opened_again(tmp_path: Path, qtbot: QtBot) -> None:
    person = User(home=tmp_path / "home")
    files = noise(tmp_path / "photos", 40)
    app = subprocess.Popen([sys.executable, "-c", APP, *map(str, files)], env=person.environment)
    try:
        published = person.home / "store"
        qtbot.waitUntil(lambda: len(list(published.rglob("manifests/**/*.json"))) > 3, timeout=PATIENCE)
        os.kill(app.pid, signal.SIGKILL)
        app.wait()

        with opened(person) as session:
            qtbot.waitUntil(lambda: are_live(session, files), timeout=PATIENCE)

            assert [item.path for item in items(session)] == files
    finally:
        app.kill()
        app.wait()
        person.stop()
