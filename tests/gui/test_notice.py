"""What the window says in passing, and what stays until somebody has seen it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.widgets import notice
from tests.gui.stage import Stage


@pytest.fixture(autouse=True)
def _soon_over(stage: Stage) -> None:
    stage.window.notice._timer.setInterval(120)


def test_what_needs_a_person_comes_back_after_something_said_in_passing(stage: Stage, qtbot: QtBot) -> None:
    stage.window.notice.say("3 failed", button="Show failed", stays=True)

    stage.window.notice.say("Copied 1 link")
    over = stage.window.notice.text

    assert over == "Copied 1 link"
    qtbot.waitUntil(lambda: stage.window.notice.text == "3 failed")
    assert stage.window.notice._button.text() == "Show failed"


def test_a_notice_that_stays_goes_when_it_is_dismissed_and_shows_the_one_before_it(stage: Stage, qtbot: QtBot) -> None:
    stage.window.notice.say("The disk is full.", stays=True)
    stage.window.notice.say("3 failed", stays=True)
    close = stage.window.notice.findChild(QToolButton)

    said = []
    for _ in range(2):
        qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
        said.append(stage.window.notice.text)

    assert said == ["The disk is full.", ""]


def test_the_button_of_a_notice_does_what_it_says_and_the_notice_goes(stage: Stage, qtbot: QtBot) -> None:
    done: list[str] = []
    stage.window.notice.say("3 failed", button="Show failed", then=lambda: done.append("shown"), stays=True)

    qtbot.mouseClick(stage.window.notice.findChild(QPushButton), Qt.MouseButton.LeftButton)

    assert (done, stage.window.notice.isVisible()) == (["shown"], False)


def test_a_name_with_html_is_said_as_it_is(stage: Stage) -> None:
    stage.window.notice.say("<b>x</b> failed")

    assert stage.window.notice._label.textFormat() is Qt.TextFormat.PlainText
    assert notice.Saying(text="<b>x</b> failed") == stage.window.notice._shown
