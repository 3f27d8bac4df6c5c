"""The whole program sends by itself what appears in a watched folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.settings import Deployment, Settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "screenshots"
    made.mkdir()
    return made


@pytest.fixture
def session(tmp_path: Path, folder: Path, samples: Path, qtbot: QtBot) -> Iterator[Session]:
    shutil.copy(samples / "hubble.jpg", folder / "old.jpg")
    settings = Settings(
        home=tmp_path / "home",
        deployment=Deployment.TEAM,
        broker_url="redis://127.0.0.1:1/0",
        owner="tests",
        user="me",
        watch_folder=str(folder),
    )
    settings.home.mkdir()
    opened = Session(settings, {})
    qtbot.waitUntil((settings.home / "watched.db").exists, timeout=20_000)
    yield opened
    opened.close()


def test_an_image_saved_into_the_folder_becomes_a_row_and_the_clipboard_stays(
    session: Session, folder: Path, samples: Path, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setText("the user's")
    qtbot.wait(500)

    shutil.copy(samples / "rocket.jpg", folder / "new.jpg")

    qtbot.waitUntil(lambda: [one.name for one in session.gallery.items()] == ["new.jpg"], timeout=30_000)
    assert QGuiApplication.clipboard().text() == "the user's"
