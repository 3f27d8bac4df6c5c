"""A person tries Pixferry on this computer and names a bucket afterwards: every link goes on working."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from pytestqt.qtbot import QtBot

from desktop import settings as choices
from desktop.domain.reports import Link
from desktop.session import Session
from tests.end2end.conftest import User
from tests.plugins.servers import CdnServer, S3Server

PATIENCE = 60_000


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[User]:
    person = User(home=tmp_path / "home")
    yield person
    person.stop()


@contextmanager
def opened(user: User, qtbot: QtBot) -> Iterator[Session]:
    session = Session(choices.load(user.environment).settings, user.environment)
    try:
        qtbot.waitUntil(lambda: session._links.connection.link is Link.ONLINE, timeout=PATIENCE)
        yield session
    finally:
        session.close()
        session.deleteLater()


def links_of(session: Session) -> list[str]:
    return [session._links.text_of(item, "url") for item in session.gallery.items() if item.is_live]


def test_links_of_this_computer_go_on_after_a_bucket_is_named_and_their_images_are_published_there(
    newcomer: User, samples: Path, s3_server: S3Server, cdn_server: CdnServer, qtbot: QtBot
) -> None:
    with opened(newcomer, qtbot) as session:
        session.window.paths_dropped.emit([samples / "rocket.jpg"])
        qtbot.waitUntil(lambda: len(links_of(session)) == 1, timeout=PATIENCE)
        (before,) = links_of(session)
    newcomer.extra = {**s3_server.environment, **cdn_server.environment}

    with opened(newcomer, qtbot) as session:
        assert links_of(session) == [before]
        assert httpx.get(before).status_code == 200
        session.window.gallery.selectAll()
        session.window.actions_.publish.trigger()
        qtbot.waitUntil(lambda: len(links_of(session)) == 2, timeout=PATIENCE)
        after = next(link for link in links_of(session) if link != before)
        session.window.gallery.selectAll()
        found = [session._links.is_elsewhere(item) for item in session.gallery.items()]

    assert after.startswith(cdn_server.url)
    assert [httpx.get(link).status_code for link in (before, after)] == [200, 200]
    assert sorted(found) == [False, True]
