"""What is chosen in the settings takes hold: theme, language, preset, notifications, copying."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop import language
from desktop.services.memory import MemoryDeployment
from desktop.session import Session
from desktop.settings import load
from desktop.widgets.look import look_of
from desktop.widgets.settings_dialog import SettingsDialog
from tests.gui.stage import opened_over

PATIENCE = 20_000


def choose(session: Session, pick: Callable[[SettingsDialog], None]) -> None:
    """Open the settings as a user does, change something and save."""
    session.window.actions_.settings.trigger()
    (dialog,) = session.window.findChildren(SettingsDialog)
    pick(dialog)
    dialog._ok.click()


def test_a_chosen_theme_begins_another_session_that_is_painted_in_it(whole: Session, qtbot: QtBot) -> None:
    home = whole._settings.home
    with qtbot.waitSignal(whole.anew_wanted, timeout=PATIENCE):
        choose(whole, lambda dialog: dialog.general.theme.setCurrentIndex(dialog.general.theme.findData("dark")))
    whole.close()

    again = opened_over(MemoryDeployment(), load({"PIXFERRY_HOME": str(home)}).settings)
    colours = (again.window.look.is_dark, again.window.palette().window().color(), again.window.gallery.tiles.look)
    again.close()

    assert colours == (True, look_of("dark").window, look_of("dark"))


@pytest.fixture
def speaking(qapp: QCoreApplication) -> Iterator[QCoreApplication]:
    before = QLocale()
    yield qapp
    language.speak(qapp, "en")
    QLocale.setDefault(before)


def test_a_chosen_language_begins_another_session_that_speaks_it(
    whole: Session, speaking: QCoreApplication, qtbot: QtBot
) -> None:
    home = whole._settings.home
    with qtbot.waitSignal(whole.anew_wanted, timeout=PATIENCE):
        choose(whole, lambda dialog: dialog.general.language.setCurrentIndex(dialog.general.language.findData("de")))
    whole.close()

    settings = load({"PIXFERRY_HOME": str(home)}).settings
    language.speak(speaking, settings.language)
    again = opened_over(MemoryDeployment(), settings)
    menus = [action.text() for action in again.window.menuBar().actions()]
    again.close()

    assert menus == ["&Datei", "&Bearbeiten", "&Ansicht", "&Hochladen", "&Links", "Hil&fe"]


def test_a_preset_chosen_in_the_settings_is_the_toolbars_and_the_next_drops(
    whole: Session, deployment: MemoryDeployment, samples: Path, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: whole.window.toolbar._preset.count() == 2, timeout=PATIENCE)

    choose(whole, lambda dialog: dialog.sending.preset.setCurrentIndex(dialog.sending.preset.findData("responsive")))
    whole.window.paths_dropped.emit([samples / "rocket.jpg"])

    qtbot.waitUntil(lambda: whole.gallery.tally.live == 1, timeout=PATIENCE)
    assert whole.window.toolbar.preset_title == "Responsive"
    assert [one.preset for one in whole.gallery.items()] == ["responsive"]
    assert len(deployment.sent) == 1


@pytest.mark.parametrize("is_wanted", [True, False])
def test_the_links_of_a_drop_are_copied_by_themselves_only_where_that_is_wanted(
    whole: Session, samples: Path, qtbot: QtBot, is_wanted: bool
) -> None:
    QGuiApplication.clipboard().setText("the user's")
    choose(whole, lambda dialog: dialog.links.copies.setChecked(is_wanted))

    whole.window.paths_dropped.emit([samples / "rocket.jpg", samples / "hubble.jpg"])

    ends = "2 images live · links copied" if is_wanted else "2 images live"
    qtbot.waitUntil(lambda: whole.window.notice.text == ends, timeout=PATIENCE)
    names = [line.rsplit("/", 1)[-1] for line in QGuiApplication.clipboard().text().splitlines()]
    assert names == (["rocket.jpg", "hubble.jpg"] if is_wanted else ["the user's"])
