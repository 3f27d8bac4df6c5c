"""A link is shown as a QR code a phone's camera reads."""

from __future__ import annotations

import segno
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.widgets.code_dialog import Code, show_code
from tests.gui.sample_items import CDN, live
from tests.gui.stage import Stage

URL = f"{CDN}/images/0123456789abcdef-0123456789ab/photo-1.jpg"


def test_every_module_of_the_code_is_painted_with_its_quiet_zone(qtbot: QtBot) -> None:
    code = Code(URL)
    qtbot.addWidget(code)
    code.resize(code.sizeHint())

    picture = code.grab().toImage()

    expected = [
        [bool(module) for module in row] for row in segno.make(URL, error="m", micro=False).matrix_iter(border=4)
    ]
    side = picture.width() // len(expected)
    seen = [
        [
            picture.pixelColor(x * side + side // 2, y * side + side // 2) == QColor("black")
            for x in range(len(expected))
        ]
        for y in range(len(expected))
    ]
    assert seen == expected


def test_the_dialog_names_the_image_and_its_link_as_plain_text(stage: Stage) -> None:
    dialog = show_code(stage.window, "<b>cat</b>\n.jpg", URL)

    texts = [label.text().replace("\u200b", "") for label in dialog.findChildren(QLabel)]

    assert texts == ["<b>cat</b> .jpg", URL]
    dialog.reject()


def test_the_action_is_there_for_live_images(stage: Stage) -> None:
    stage.model.add([live(1)])
    before = stage.actions.code.isEnabled()

    stage.select(0)

    assert (before, stage.actions.code.isEnabled()) == (False, True)
