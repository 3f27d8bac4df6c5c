"""While nothing can be sent the window says so above the gallery, and goes on by itself."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.reports import Connection, Link
from desktop.services.memory import MemoryDeployment
from desktop.session import Session
from tests.gui.stage import ONLINE, Stage
from worker.contract import Code, Failure

OFFLINE = Connection(link=Link.OFFLINE, failure=Failure(code=Code.BROKER_UNREACHABLE, detail="connection refused"))
PATIENCE = 20_000


def button(stage: Stage, text: str) -> QPushButton:
    return next(found for found in stage.window.banner.findChildren(QPushButton) if found.text() == text)


def test_a_broker_that_is_away_is_said_with_what_to_do_until_it_is_back(stage: Stage) -> None:
    stage.window.show_connection(OFFLINE)
    said = stage.window.banner.text

    stage.window.show_connection(ONLINE)

    assert said == "The broker cannot be reached. Check its address and the network; sending goes on by itself."
    assert not stage.window.banner.isVisible()


def test_missing_workers_are_said_too(stage: Stage) -> None:
    stage.window.show_connection(Connection(link=Link.ONLINE, workers=0))

    assert stage.window.banner.text.startswith("No worker answers.")


def test_a_deployment_that_is_starting_is_no_trouble(stage: Stage) -> None:
    stage.window.show_connection(Connection(link=Link.STARTING))

    assert not stage.window.banner.isVisible()


def test_its_buttons_look_again_and_open_the_settings(stage: Stage, qtbot: QtBot) -> None:
    stage.window.show_connection(OFFLINE)

    with qtbot.waitSignal(stage.window.banner.again_wanted):
        button(stage, "Look again").click()
    with qtbot.waitSignal(stage.actions.settings.triggered):
        button(stage, "Settings…").click()


@pytest.mark.parametrize("code", [Code.BROKER_UNREACHABLE, Code.BROKER_DENIED])
def test_the_whole_window_goes_on_by_itself_when_the_broker_is_back(
    whole: Session, deployment: MemoryDeployment, code: Code, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: bool(whole._links.connection.cdn_url), timeout=PATIENCE)
    deployment.broker_trouble = Failure(code=code)
    whole.window.banner.again_wanted.emit()
    qtbot.waitUntil(whole.window.banner.isVisible, timeout=PATIENCE)

    deployment.broker_trouble = None
    whole.window.banner.again_wanted.emit()

    qtbot.waitUntil(lambda: not whole.window.banner.isVisible(), timeout=PATIENCE)
