"""The settings' Test in the whole window, on the real deployment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop import settings as choices
from desktop.domain.checkup import Step
from desktop.session import Session
from desktop.widgets.settings_dialog import SettingsDialog
from tests.end2end.conftest import User

PATIENCE = 90_000


@pytest.fixture
def dialog(user: User, qtbot: QtBot) -> Iterator[SettingsDialog]:
    session = Session(choices.load(user.environment).settings, user.environment)
    qtbot.waitExposed(session.window)
    session.window.actions_.settings.trigger()
    (found,) = session.window.findChildren(SettingsDialog)
    yield found
    found.reject()
    session.close()
    session.deleteLater()


def public_files(home: Path) -> list[Path]:
    return [path for path in home.rglob("images/**/*") if path.is_file() and "pixferry-test" in path.name]


def test_every_step_works_on_this_computer_and_nothing_stays_published(
    dialog: SettingsDialog, user: User, qtbot: QtBot
) -> None:
    checklist = dialog.destination.checklist

    checklist.button.click()
    qtbot.waitUntil(lambda: bool(checklist.verdict), timeout=PATIENCE)

    assert [line[0] for line in checklist.lines] == ["✓"] * len(Step)
    assert checklist.verdict == "Everything works."
    assert public_files(user.home) == []


def test_a_wrong_broker_address_is_said_at_the_first_step(dialog: SettingsDialog, qtbot: QtBot) -> None:
    dialog.destination.team.click()
    dialog.destination.broker_url.setText("redis://127.0.0.1:1/0")
    checklist = dialog.destination.checklist

    checklist.button.click()
    qtbot.waitUntil(lambda: bool(checklist.verdict), timeout=PATIENCE)

    assert checklist.lines[0] == "✗ The broker answers"
    assert checklist.advice.startswith("The broker cannot be reached.")


def test_a_bucket_that_is_not_there_is_said_and_its_trial_leaves_no_deployment(
    dialog: SettingsDialog, user: User, qtbot: QtBot
) -> None:
    page = dialog.destination
    page.own_bucket.click()
    page.bucket.setText("photos")
    page.endpoint.setText("http://127.0.0.1:1")
    page.access_key_id.setText("AKIDEXAMPLE")
    page.secret_access_key.setText("not-a-secret")

    page.checklist.button.click()
    qtbot.waitUntil(lambda: bool(page.checklist.verdict), timeout=PATIENCE)

    assert any(line.startswith("✗") for line in page.checklist.lines)
    assert page.checklist.verdict == "Something does not work yet."
    assert list(user.home.glob("trial-*")) == []
