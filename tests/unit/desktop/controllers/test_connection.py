"""The desktop says how its deployment is, and finds it again by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.controllers.connection import ConnectionWatch
from desktop.domain.reports import Connection, Link
from desktop.domain.trouble import TroubleError
from desktop.services.background import Background
from desktop.services.memory import CDN_URL, MemoryDeployment
from worker.contract import Code, Failure, LocalState


class Local:
    """Be a deployment of this computer that starts when `failure` is taken away."""

    def __init__(self, failure: Failure | None = None) -> None:
        self.failure = failure
        self.starts = 0
        self.is_released = False

    def ensure(self) -> LocalState:
        if self.failure is not None:
            raise TroubleError(self.failure)
        self.starts += 1
        return LocalState(
            pid=1,
            started_at=1.0,
            broker_url=f"redis://127.0.0.1:{self.starts}/0",
            cdn_url=CDN_URL,
            s3_endpoint="",
            home="",
            logs="",
        )

    def release(self) -> None:
        self.is_released = True


@pytest.fixture
def watched(
    background: Background, deployment: MemoryDeployment, qtbot: QtBot
) -> Iterator[Callable[..., tuple[ConnectionWatch, list[Connection]]]]:
    watches: list[ConnectionWatch] = []

    def make(local: Local | None = None, *, broker_url: str = "") -> tuple[ConnectionWatch, list[Connection]]:
        watch = ConnectionWatch(
            background, deployment, local=(lambda: local) if local else None, look_seconds=0.05, broker_url=broker_url
        )
        seen: list[Connection] = []
        watch.connection_changed.connect(seen.append)
        watch.start()
        watches.append(watch)
        return watch, seen

    assert qtbot is not None
    yield make
    for watch in watches:
        watch.close()
        watch.deleteLater()


Watched = Callable[..., tuple[ConnectionWatch, list[Connection]]]


def test_a_teams_broker_that_answers_is_online(watched: Watched, deployment: MemoryDeployment, qtbot: QtBot) -> None:
    watch, seen = watched(broker_url="redis://team/0")
    qtbot.waitUntil(lambda: bool(seen))

    assert deployment.url == "redis://team/0"
    assert watch.connection.link is Link.ONLINE
    assert watch.connection.cdn_url == CDN_URL
    assert not watch.connection.is_local


def test_a_broker_that_goes_away_is_said_and_found_again(
    watched: Watched, deployment: MemoryDeployment, qtbot: QtBot
) -> None:
    watch, _ = watched(broker_url="redis://team/0")
    qtbot.waitUntil(lambda: watch.connection.link is Link.ONLINE)

    deployment.broker_trouble = Failure(code=Code.BROKER_DENIED, transient=True)
    qtbot.waitUntil(lambda: watch.connection.link is Link.OFFLINE)
    assert watch.connection.failure == deployment.broker_trouble
    assert watch.connection.cdn_url == CDN_URL

    deployment.broker_trouble = None
    qtbot.waitUntil(lambda: watch.connection.link is Link.ONLINE)
    assert watch.connection.failure is None


def test_the_local_deployment_is_started_and_released(watched: Watched, qtbot: QtBot) -> None:
    local = Local()
    watch, _ = watched(local)
    qtbot.waitUntil(lambda: watch.connection.link is Link.ONLINE)

    watch.close()
    watch.release()

    assert local.starts == 1
    assert local.is_released
    assert watch.connection.is_local


def test_a_local_deployment_that_died_is_started_anew(
    watched: Watched, deployment: MemoryDeployment, qtbot: QtBot
) -> None:
    local = Local()
    watch, _ = watched(local)
    qtbot.waitUntil(lambda: watch.connection.link is Link.ONLINE)

    deployment.broker_trouble = Failure(code=Code.BROKER_UNREACHABLE, transient=True)
    qtbot.waitUntil(lambda: watch.connection.link is Link.OFFLINE)
    deployment.broker_trouble = None
    qtbot.waitUntil(lambda: watch.connection.link is Link.ONLINE)

    assert local.starts >= 2
    assert deployment.url == f"redis://127.0.0.1:{local.starts}/0"


def test_a_local_deployment_that_does_not_start_says_why_and_is_tried_again(watched: Watched, qtbot: QtBot) -> None:
    local = Local(Failure(code=Code.DEPLOYMENT_FAILED, detail="port 6379 is taken"))
    watch, _ = watched(local)
    qtbot.waitUntil(lambda: watch.connection.failure == local.failure)

    local.failure = None
    qtbot.waitUntil(lambda: watch.connection.link is Link.ONLINE)


def test_nothing_is_said_after_the_close(watched: Watched, deployment: MemoryDeployment, qtbot: QtBot) -> None:
    watch, seen = watched(broker_url="redis://team/0")
    qtbot.waitUntil(lambda: bool(seen))

    watch.close()
    seen.clear()
    deployment.broker_trouble = Failure(code=Code.BROKER_UNREACHABLE)
    qtbot.wait(200)

    assert seen == []
