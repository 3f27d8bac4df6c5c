"""Every state and dialog speaks the user's language whole, and shows it whole, also in large letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QSpinBox,
    QTabBar,
    QTabWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.gui.scenes import SCENES
from tests.gui.stage import Stage
from tests.gui.test_language import Pseudo

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard")  # said of popup menus

SHOWN = {name: scene for name, scene in SCENES.items() if name not in {"13-small", "15-compare"}}

# What people name themselves, and what has no words: it is not translated.
OWN = "Web|Responsive|Optimised image and thumbnail|Five widths, AVIF and JPEG|English|Deutsch|<b>Pixferry</b>|Pixferry"
DATA = re.compile(
    rf"^[\W\d_]*$|^({OWN}|Blog|Garden shop)$|\.(jpg|png)$|^https?://|samples$|^<a href"
    r"|^((Ctrl|Shift|Alt)\+)*(F\d+|\S|Return|Del|Space|Esc)(\s+Esc)?$|^image@|^[a-z]+:[a-z-]+( ·|$)|^us-east-1$"
)


@pytest.fixture(params=["pseudo", "large"])
def setting(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    """A made-up language that is a third longer, or letters half as large again."""
    before, translator = QApplication.font(), Pseudo(qapp)
    if request.param == "pseudo":
        qapp.installTranslator(translator)
    else:
        font = QFont(before)
        font.setPointSizeF(before.pointSizeF() * 1.5)
        QApplication.setFont(font)
    yield request.param
    qapp.removeTranslator(translator)
    translator.deleteLater()
    QApplication.setFont(before)


@pytest.fixture
def shown(
    setting: str, request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path
) -> Iterator[tuple[QWidget, Stage]]:
    del setting
    stage = Stage(tmp_path / "thumbnails")
    stage.window.resize(1900, 1200)
    qtbot.waitExposed(stage.window)
    yield SHOWN[request.param](stage), stage
    stage.close()


def written(widget: QWidget) -> str:
    return str(getattr(widget, "text")()).replace("\u200b", "")  # noqa: B009  a label or a button


def words_of(window: QWidget) -> list[str]:
    """Every text a person can read in what is shown, or hear of it."""
    parts = [window, *window.findChildren(QWidget)]
    seen = [part for part in parts if part.isVisible()]
    texts = [written(part) for part in seen if isinstance(part, QLabel | QAbstractButton)]
    texts += [part.title() for part in seen if isinstance(part, QGroupBox)]
    texts += [part.placeholderText() for part in seen if isinstance(part, QLineEdit)]
    texts += [part.itemText(n) for part in seen if isinstance(part, QComboBox) for n in range(part.count())]
    texts += [part.specialValueText() + part.suffix() for part in seen if isinstance(part, QSpinBox)]
    texts += [part.tabText(n) for part in seen if isinstance(part, QTabWidget) for n in range(part.count())]
    texts += [action.text() for part in parts if isinstance(part, QMenu) for action in part.actions()]
    texts += [text for part in seen for text in (part.toolTip(), part.accessibleName())]
    texts += [window.windowTitle()] + [action.toolTip() for action in window.findChildren(QAction)]
    return [text for text in texts if text and not DATA.search(text.strip())]


def is_cut(widget: QWidget) -> bool:
    if isinstance(widget, QLabel):
        if widget.wordWrap() and widget.heightForWidth(widget.width()) > widget.height() + 1:
            return True
        return widget.minimumSizeHint().width() > widget.width() + 1
    if isinstance(widget, QTabBar):
        return widget.sizeHint().width() > widget.width() + 1
    return widget.sizeHint().width() > widget.width() + 1


def cut_off(window: QWidget) -> list[str]:
    """Every visible text that has less room than it needs."""
    kinds = (QLabel, QAbstractButton, QTabBar)
    parts = [part for part in window.findChildren(QWidget) if isinstance(part, kinds) and part.isVisible()]
    is_own = [part for part in parts if part.objectName() != "qt_toolbar_ext_button"]
    return [
        f"{type(part).__name__} {written(part) if not isinstance(part, QTabBar) else ''} {part.size().toTuple()}"
        for part in is_own
        if is_cut(part) and not (isinstance(part, QToolButton) and isinstance(part.parent(), QLineEdit))
    ]


@pytest.mark.parametrize("shown", SHOWN, indirect=True)
def test_nothing_is_cut_off(shown: tuple[QWidget, Stage], qtbot: QtBot) -> None:
    window, _ = shown

    def is_whole() -> None:
        assert cut_off(window) == []

    qtbot.waitUntil(is_whole, timeout=3000)


@pytest.mark.parametrize("setting", ["pseudo"], indirect=True)
@pytest.mark.parametrize("shown", SHOWN, indirect=True)
def test_nothing_is_left_untranslated(shown: tuple[QWidget, Stage]) -> None:
    window, stage = shown

    foreign = [text for text in words_of(window) if "⟦" not in text]

    assert foreign == []
    assert "⟦" in stage.window.overlay.sentence or not stage.window.overlay.isVisible()
