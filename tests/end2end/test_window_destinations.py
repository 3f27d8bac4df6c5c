"""Two destinations on one computer: lists and links of one never mix with the other's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from pytestqt.qtbot import QtBot

from desktop import settings as choices
from desktop.session import Session
from desktop.settings import Destination
from tests.end2end.conftest import User

PATIENCE = 60_000


@pytest.fixture
def two(user: User) -> Iterator[Destination]:
    settings = choices.load(user.environment).settings
    second = Destination(name="Second")
    yield second
    User(home=settings.switched_to(second).room).stop()


@contextmanager
def opened(user: User) -> Iterator[Session]:
    session = Session(choices.load(user.environment).settings, user.environment)
    try:
        yield session
    finally:
        session.close()
        session.deleteLater()


def published(session: Session, photo: Path, qtbot: QtBot) -> str:
    session.window.paths_dropped.emit([photo])
    qtbot.waitUntil(lambda: [item.is_live for item in session.gallery.items()] == [True], timeout=PATIENCE)
    outcome = next(session.gallery.items()).outcome
    assert outcome is not None
    return session._links.url_of(outcome, outcome.main)


def test_each_destination_shows_its_own_images_and_all_links_answer(
    user: User, two: Destination, samples: Path, qtbot: QtBot
) -> None:
    with opened(user) as session:
        first_link = published(session, samples / "rocket.jpg", qtbot)
    choices.save(choices.load(user.environment).settings.switched_to(two))

    with opened(user) as session:
        second_link = published(session, samples / "rocket.jpg", qtbot)
        name = session.window.toolbar._destination.text()

    assert name == " Second"
    assert httpx.URL(first_link).port != httpx.URL(second_link).port
    assert httpx.URL(first_link).path == httpx.URL(second_link).path
    assert [httpx.get(link).status_code for link in (first_link, second_link)] == [200, 200]
