"""The settings dialog says where images go and lets nothing impossible be saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from desktop.domain.checkup import Checked, Step
from desktop.domain.links import text_of
from desktop.domain.sample import CDN_URL, sample_item
from desktop.models import phrases
from desktop.settings import BucketSettings, Deployment, Settings
from desktop.widgets.settings_dialog import Choice, SettingsDialog
from tests.gui.stage import PRESETS, Stage
from worker.contract import Code, Failure


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
    dialog.destination.own_bucket.click()

    dialog.destination.bucket.setText("photos")
    dialog.destination.endpoint.setText("https://s3.example.org")
    dialog.destination.cdn_url.setText("https://img.example.org")
    dialog.destination.access_key_id.setText("AKIDEXAMPLE")
    dialog.destination.secret_access_key.setText("hunter2")
    choice = saved(dialog, qtbot)

    assert choice.settings.deployment is Deployment.LOCAL
    assert choice.settings.bucket == BucketSettings(
        bucket="photos", endpoint="https://s3.example.org", cdn_url="https://img.example.org"
    )
    assert (choice.access_key_id, choice.secret_access_key) == ("AKIDEXAMPLE", "hunter2")


def test_a_bucket_without_a_name_cannot_be_saved(stage: Stage, qtbot: QtBot) -> None:
    dialog = shown(stage, qtbot, Settings())

    dialog.destination.own_bucket.click()

    assert not dialog._ok.isEnabled()
    assert dialog._note.text() == "Name the bucket."


def test_a_teams_broker_needs_an_address_of_redis(stage: Stage, qtbot: QtBot) -> None:
    dialog = shown(stage, qtbot, Settings())
    dialog.destination.team.click()
    dialog.destination.broker_url.setText("https://broker.example.org")
    is_refused = not dialog._ok.isEnabled()

    dialog.destination.broker_url.setText("rediss://:secret@broker.example.org:6379/0")
    choice = saved(dialog, qtbot)

    assert is_refused
    assert choice.settings.deployment is Deployment.TEAM
    assert choice.settings.broker_url == "rediss://:secret@broker.example.org:6379/0"


def test_leaving_the_dialog_saves_nothing(stage: Stage, qtbot: QtBot) -> None:
    dialog = shown(stage, qtbot, Settings())
    dialog.sending.parallel.setValue(9)

    with qtbot.assertNotEmitted(dialog.chosen):
        dialog.reject()

    assert dialog.result() == QDialog.DialogCode.Rejected


def test_a_template_is_previewed_while_it_is_written_and_offered_as_a_format(stage: Stage, qtbot: QtBot) -> None:
    def preview(template: str) -> str:
        return text_of(sample_item(), template, CDN_URL)

    dialog = SettingsDialog(Settings(), formats=phrases.link_formats(), preview=preview, parent=stage.window)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.pages.setCurrentWidget(dialog.links)
    dialog.links.templates.setFocus()

    qtbot.keyClicks(dialog.links.templates, "[{name}] {width}px")
    shown_while_writing = dialog.links.preview.text()
    dialog.links.link_format.setCurrentIndex(dialog.links.link_format.findData("[{name}] {width}px"))
    choice = saved(dialog, qtbot)

    assert shown_while_writing == "[harbour-at-dawn.jpg] 1600px"
    assert choice.settings.templates == ("[{name}] {width}px",)
    assert choice.settings.link_format == "[{name}] {width}px"


def test_a_speed_limit_and_a_watched_folder_are_chosen(stage: Stage, qtbot: QtBot) -> None:
    dialog = shown(stage, qtbot, Settings())

    dialog.sending.limit.setValue(1.5)
    dialog.sending.watches.click()
    dialog.sending.folder.setText("/pictures/new")
    choice = saved(dialog, qtbot)

    assert choice.settings.bytes_per_second == 1_572_864
    assert choice.settings.watch_folder == "/pictures/new"


def test_the_test_shows_its_steps_and_what_to_mend(stage: Stage, qtbot: QtBot) -> None:
    dialog = shown(stage, qtbot, Settings())
    checklist = dialog.destination.checklist

    with qtbot.waitSignal(dialog.test_requested):
        checklist.button.click()
    dialog.show_step(Checked(step=Step.BROKER, seconds=0.04))
    dialog.show_step(Checked(step=Step.WORKER, failure=Failure(code=Code.NO_WORKER)))
    dialog.end_test(is_well=False)

    assert checklist.lines[:3] == [
        "✓ The broker answers · 40 ms",
        "✗ A worker answers",
        "· The worker gives permission to upload",
    ]
    assert checklist.advice == "No worker answers. Start one with `pixferry-worker run`; sending goes on by itself."
    assert checklist.verdict == "Something does not work yet."


def test_a_running_test_is_stopped_by_its_button_and_by_leaving_the_dialog(stage: Stage, qtbot: QtBot) -> None:
    dialog = shown(stage, qtbot, Settings())
    checklist = dialog.destination.checklist
    checklist.button.click()

    with qtbot.waitSignal(dialog.test_stopped):
        checklist.button.click()
    with qtbot.waitSignal(dialog.test_stopped):
        dialog.reject()

    assert checklist.verdict == "Stopped."


def test_the_presets_of_the_deployment_are_shown_with_what_they_do(stage: Stage, qtbot: QtBot) -> None:
    dialog = SettingsDialog(Settings(), formats=phrases.link_formats(), presets=PRESETS, parent=stage.window)
    qtbot.addWidget(dialog)
    dialog.open()
    page = dialog.sending
    before = page._summary.text()

    page.preset.setCurrentIndex(page.preset.findData("responsive"))
    choice = saved(dialog, qtbot)

    assert [page.preset.itemText(row) for row in range(page.preset.count())] == ["Web", "Responsive"]
    assert (before, page._summary.text()) == ("Optimised image and thumbnail", "Five widths, AVIF and JPEG")
    assert choice.settings.preset == "responsive"


def test_a_preset_nobody_knows_yet_stays_as_it_was_chosen(stage: Stage, qtbot: QtBot) -> None:
    dialog = shown(stage, qtbot, Settings(preset="hero"))

    choice = saved(dialog, qtbot)

    assert dialog.sending.preset.currentText() == "Hero"
    assert choice.settings.preset == "hero"
