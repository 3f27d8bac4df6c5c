"""The settings dialog says where images go and lets nothing impossible be saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from desktop.models import phrases
from desktop.settings import BucketSettings, Deployment, Settings
from desktop.widgets.settings_dialog import Choice, SettingsDialog
from tests.gui.stage import Stage


def shown(stage: Stage, qtbot: QtBot, settings: Settings) -> SettingsDialog:
    dialog = SettingsDialog(settings, formats=phrases.link_formats(), parent=stage.window)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def saved(dialog: SettingsDialog, qtbot: QtBot) -> Choice:
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog._ok.click()
    choice: Choice = chosen.args[0]
    return choice


def test_saving_an_untouched_dialog_changes_nothing(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path, bucket=BucketSettings(bucket="photos", prefix="site"), link_format="markdown", parallel_sends=7
    )

    choice = saved(shown(stage, qtbot, settings), qtbot)

    assert choice == Choice(settings=settings)


def test_a_bucket_of_ones_own_is_named_with_its_keys(stage: Stage, qtbot: QtBot) -> None:
    dialog = shown(stage, qtbot, Settings())
    dialog.own_bucket.click()

    dialog.bucket.setText("photos")
    dialog.endpoint.setText("https://s3.example.org")
    dialog.cdn_url.setText("https://img.example.org")
    dialog.access_key_id.setText("AKIDEXAMPLE")
    dialog.secret_access_key.setText("hunter2")
    choice = saved(dialog, qtbot)

    assert choice.settings.deployment is Deployment.LOCAL
    assert choice.settings.bucket == BucketSettings(
        bucket="photos", endpoint="https://s3.example.org", cdn_url="https://img.example.org"
    )
    assert (choice.access_key_id, choice.secret_access_key) == ("AKIDEXAMPLE", "hunter2")


def test_a_bucket_without_a_name_cannot_be_saved(stage: Stage, qtbot: QtBot) -> None:
    dialog = shown(stage, qtbot, Settings())

    dialog.own_bucket.click()

    assert not dialog._ok.isEnabled()
    assert dialog._note.text() == "Name the bucket."


def test_a_teams_broker_needs_an_address_of_redis(stage: Stage, qtbot: QtBot) -> None:
    dialog = shown(stage, qtbot, Settings())
    dialog.team.click()
    dialog.broker_url.setText("https://broker.example.org")
    is_refused = not dialog._ok.isEnabled()

    dialog.broker_url.setText("rediss://:secret@broker.example.org:6379/0")
    choice = saved(dialog, qtbot)

    assert is_refused
    assert choice.settings.deployment is Deployment.TEAM
    assert choice.settings.broker_url == "rediss://:secret@broker.example.org:6379/0"


def test_leaving_the_dialog_saves_nothing(stage: Stage, qtbot: QtBot) -> None:
    dialog = shown(stage, qtbot, Settings())
    dialog.parallel.setValue(9)

    with qtbot.assertNotEmitted(dialog.chosen):
        dialog.reject()

    assert dialog.result() == QDialog.DialogCode.Rejected
