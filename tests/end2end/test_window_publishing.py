"""Deleting from the CDN and applying another preset in the whole window, on the real deployment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desktop import settings as choices
from desktop.domain.item import Item, State
from desktop.session import Session
from tests.end2end.conftest import User

PATIENCE = 60_000


@pytest.fixture
def session(user: User, qtbot: QtBot) -> Iterator[Session]:
    made = Session(choices.load(user.environment).settings, user.environment)
    qtbot.waitExposed(made.window)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "only-here.jpg"
    Image.effect_noise((800, 600), 60).convert("RGB").save(path, quality=92)
    return path


def rows(session: Session, path: Path) -> list[Item]:
    return [item for item in session.gallery.items() if item.path == path]


def publish(session: Session, path: Path, qtbot: QtBot) -> str:
    session.window.paths_dropped.emit([path])
    qtbot.waitUntil(lambda: bool(rows(session, path)) and rows(session, path)[0].is_live, timeout=PATIENCE)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().startswith("http"), timeout=PATIENCE)
    session.window.gallery.setCurrentIndex(session.window.gallery.model().index(0, 0))
    outcome = rows(session, path)[0].outcome
    assert outcome is not None
    return session._links.url_of(outcome, outcome.main)


def test_shift_del_takes_the_image_off_the_cdn_and_restore_brings_the_same_link_back(
    session: Session, photo: Path, qtbot: QtBot
) -> None:
    url = publish(session, photo, qtbot)
    assert httpx.get(url).status_code == 200
    photo.unlink()

    qtbot.keyClick(session.window, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    next(button for button in box.buttons() if button.text() == "&Delete from the CDN").click()
    qtbot.waitUntil(lambda: rows(session, photo)[0].state is State.UNPUBLISHED, timeout=PATIENCE)
    gone = httpx.get(url).status_code
    qtbot.waitUntil(session.window.actions_.retry.isEnabled, timeout=PATIENCE)
    session.window.actions_.retry.trigger()
    qtbot.waitUntil(lambda: rows(session, photo)[0].is_live, timeout=PATIENCE)

    assert gone == 404
    assert httpx.get(url).status_code == 200


def test_another_preset_makes_a_second_row_without_the_file_and_both_links_answer(
    session: Session, photo: Path, qtbot: QtBot
) -> None:
    first = publish(session, photo, qtbot)
    photo.unlink()
    qtbot.waitUntil(lambda: bool(session.window.actions_.presets), timeout=PATIENCE)
    other = next(action for action in session.window.actions_.presets if action.data() == "responsive")

    other.trigger()
    qtbot.waitUntil(lambda: [item.is_live for item in rows(session, photo)] == [True, True], timeout=PATIENCE)

    outcomes = [item.outcome for item in rows(session, photo) if item.outcome is not None]
    assert {outcome.preset for outcome in outcomes} == {"web", "responsive"}
    links = {session._links.url_of(outcome, outcome.main) for outcome in outcomes}
    assert first in links
    assert [httpx.get(link).status_code for link in links] == [200, 200]
