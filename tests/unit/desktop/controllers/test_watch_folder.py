"""A watched folder: new images are reported once, when nobody writes to them any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.controllers.watch_folder import WatchFolder
from desktop.services.background import Background
from desktop.services.watched import Watched
from tests.unit.desktop.conftest import JPEG


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "watched"
    made.mkdir()
    return made


@pytest.fixture
def told() -> list[Path]:
    return []


@pytest.fixture
def watching(
    background: Background, folder: Path, tmp_path: Path, told: list[Path], qtbot: QtBot
) -> Iterator[Callable[[], WatchFolder]]:
    opened: list[WatchFolder] = []

    def make() -> WatchFolder:
        watch = WatchFolder(background, Watched(tmp_path), settle_seconds=0.3, rescan_seconds=0.2)
        watch.settled.connect(told.extend)
        watch.settled.connect(watch.keep)
        watch.watch(folder)
        opened.append(watch)
        qtbot.waitUntil(lambda: bool(watch._news.directories()))
        return watch

    yield make
    for watch in opened:
        watch.close()


def write(path: Path, *, more: bytes = b"") -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(JPEG + path.name.encode() + more)
    return path


def test_a_new_image_is_reported_once_it_has_settled(
    watching: Callable[[], WatchFolder], folder: Path, told: list[Path], qtbot: QtBot
) -> None:
    watching()

    new = write(folder / "new.jpg")

    qtbot.waitUntil(lambda: told == [new])


def test_what_was_there_before_is_left_alone(
    watching: Callable[[], WatchFolder], folder: Path, told: list[Path], qtbot: QtBot
) -> None:
    write(folder / "old.jpg")
    watching()

    new = write(folder / "new.jpg")

    qtbot.waitUntil(lambda: bool(told))
    assert told == [new]


def test_a_file_still_being_written_waits_for_its_end(
    watching: Callable[[], WatchFolder], folder: Path, told: list[Path], qtbot: QtBot
) -> None:
    watching()
    path = folder / "slow.jpg"

    for part in range(6):
        write(path, more=bytes(part * 100))
        qtbot.wait(150)
        assert told == []

    qtbot.waitUntil(lambda: told == [path])


def test_a_renamed_file_is_not_sent_again(
    watching: Callable[[], WatchFolder], folder: Path, told: list[Path], qtbot: QtBot
) -> None:
    watching()
    first = write(folder / "first.jpg")
    qtbot.waitUntil(lambda: told == [first])

    first.rename(folder / "renamed.jpg")
    last = write(folder / "last.jpg")

    qtbot.waitUntil(lambda: len(told) > 1)
    assert told == [first, last]


def test_a_download_is_sent_under_its_final_name(
    watching: Callable[[], WatchFolder], folder: Path, told: list[Path], qtbot: QtBot
) -> None:
    watching()
    part = write(folder / "photo.jpg.part")
    write(folder / "sign.jpg")
    qtbot.waitUntil(lambda: told == [folder / "sign.jpg"])

    part.rename(folder / "photo.jpg")

    qtbot.waitUntil(lambda: told == [folder / "sign.jpg", folder / "photo.jpg"])


def test_text_and_hidden_files_are_no_news(
    watching: Callable[[], WatchFolder], folder: Path, told: list[Path], qtbot: QtBot
) -> None:
    watching()
    (folder / "notes.txt").write_text("hello")
    write(folder / ".hidden.jpg")

    new = write(folder / "inner" / "new.jpg")

    qtbot.waitUntil(lambda: bool(told))
    assert told == [new]


def test_what_came_while_the_window_was_closed_is_sent_at_the_next_start_and_only_that(
    watching: Callable[[], WatchFolder], folder: Path, told: list[Path], qtbot: QtBot
) -> None:
    first = watching()
    sent = write(folder / "sent.jpg")
    qtbot.waitUntil(lambda: told == [sent])
    qtbot.waitUntil(lambda: not first._watched.fresh(folder, dict(first._handed)))
    first.close()
    later = write(folder / "later.jpg")

    watching()

    qtbot.waitUntil(lambda: len(told) > 1)
    assert told == [sent, later]
