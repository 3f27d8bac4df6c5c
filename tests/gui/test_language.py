"""The window speaks the user's language whole: German, and a made-up one that shows what was forgotten."""

from __future__ import annotations

import importlib.util
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop import errors, language
from desktop.models import phrases
from desktop.settings import Settings
from desktop.widgets.settings_dialog import SettingsDialog
from tests.gui.sample_items import every_state, live
from tests.gui.stage import Stage
from worker.contract import Code, Failure

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "resources" / "translations" / "pixferry_de.ts"
NOT_WORDS = re.compile(
    r"^[\W\d_]*$|^(Web|Responsive|English|Deutsch|url|hero|photo-|job-|image@|http|worker:|image:|storage:)"
    r"|\.jpg$|pictures$"
)


class Pseudo(QTranslator):
    """Put every sentence in brackets and stretch it by a third, as German and Finnish do."""

    def isEmpty(self) -> bool:  # noqa: N802  Qt's name
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = "", n: int = -1) -> str:  # noqa: ARG002  Qt's signature
        return f"⟦{source}{'~' * (len(source) // 3)}⟧" if source else source


@pytest.fixture
def application(qapp: QCoreApplication) -> Iterator[QCoreApplication]:
    before = QLocale()
    yield qapp
    language.speak(qapp, "en")
    QLocale.setDefault(before)


@pytest.fixture
def pseudo(qapp: QCoreApplication) -> Iterator[None]:
    translator = Pseudo(qapp)
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)
    translator.deleteLater()


def texts_of(window: QWidget) -> dict[str, QWidget | QAction]:
    """Every word a person can read in a window without touching it."""
    found: dict[str, QWidget | QAction] = {}
    for label in window.findChildren(QLabel):
        found[label.text()] = label
    for button in window.findChildren(QAbstractButton):
        found[button.text()] = button
    for box in window.findChildren(QComboBox):
        found.update({box.itemText(n): box for n in range(box.count())})
    for action in window.findChildren(QAction):
        found[action.text()] = action
    return {text: widget for text, widget in found.items() if text and not NOT_WORDS.search(text)}


def cut_off(window: QWidget) -> list[str]:
    """Every visible text that has less room than it needs."""
    widgets: list[QLabel | QAbstractButton] = [*window.findChildren(QLabel), *window.findChildren(QAbstractButton)]
    shown = [widget for widget in widgets if widget.isVisible() and not NOT_WORDS.search(widget.text())]
    return [
        widget.text()
        for widget in shown
        if widget.width() + 1 < (widget.minimumSizeHint() if isinstance(widget, QLabel) else widget.sizeHint()).width()
    ]


def test_a_german_user_reads_german_and_german_numbers(
    application: QCoreApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    language.speak(application, "de")

    stage = Stage(tmp_path / "thumbnails")
    qtbot.waitExposed(stage.window)
    stage.model.add([live(1)])
    stage.select(0)
    status = stage.items.index(0, 1).data()
    sizes = stage.items.index(0, 2).data()
    title = stage.actions.copy.text()
    stage.close()

    assert (title, status, sizes) == ("Link &kopieren", "Online", "4,6 MB → 293 KB")
    assert errors.explain(Failure(code=Code.STORAGE_FULL)).sentence == "Der Speicher ist voll."
    assert phrases.images(3) == "3 Bilder"


def test_english_is_spoken_again_when_the_user_goes_back(application: QCoreApplication) -> None:
    language.speak(application, "de")

    language.speak(application, "en")

    assert phrases.images(3) == "3 images"


def test_nothing_of_the_sources_is_left_untranslated(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("translate", ROOT / "resources" / "deployment" / "translate.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    fresh = tmp_path / CATALOGUE.name
    shutil.copy(CATALOGUE, fresh)

    tool.collect(fresh)

    messages = ET.parse(fresh).getroot().iter("message")  # noqa: S314  our own file
    assert [message.findtext("source") for message in messages if message.find("translation").get("type")] == []  # type: ignore[union-attr]


def test_every_place_holder_of_a_sentence_is_in_its_translation() -> None:
    messages = list(ET.parse(CATALOGUE).getroot().iter("message"))  # noqa: S314  our own file

    holes = [(re.findall(r"{\w+}", m.findtext("source", "")), re.findall(r"{\w+}", m.findtext("translation", "")))
             for m in messages]  # fmt: skip

    assert len(messages) > 250
    assert [pair for pair in holes if sorted(pair[0]) != sorted(pair[1])] == []


@pytest.mark.usefixtures("pseudo")
def test_in_a_made_up_language_no_english_is_left_in_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    stage = Stage(tmp_path / "thumbnails")
    qtbot.waitExposed(stage.window)
    stage.model.add([*every_state(), live(300)])
    for row in range(stage.items.rowCount()):
        stage.select(row)
    dialog = SettingsDialog(Settings(), formats=phrases.link_formats(), parent=stage.window)

    english = [text for text in texts_of(stage.window) if "⟦" not in text]
    states = [stage.items.index(row, 1).data() for row in range(stage.items.rowCount())]
    headings = [stage.model.headerData(column, stage.window.canvas.list.header().orientation()) for column in range(6)]
    dialog.deleteLater()
    stage.close()

    assert english == []
    assert [text for text in (*states, *headings) if "⟦" not in text] == []


@pytest.mark.usefixtures("pseudo")
def test_in_a_longer_language_no_label_or_button_is_cut_off(qtbot: QtBot, stage: Stage) -> None:
    stage.window.resize(1500, 800)
    stage.model.add([*every_state(), live(300)])
    stage.select(stage.items.rowCount() - 1)

    qtbot.waitUntil(lambda: cut_off(stage.window) == [], timeout=20_000)
