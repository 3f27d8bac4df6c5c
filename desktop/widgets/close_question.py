"""Ask once before a window with images on their way closes."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QCheckBox, QMessageBox, QWidget

from desktop.models import phrases
from desktop.widgets import icons
from desktop.widgets.dialogs import roomy

translate = QCoreApplication.translate


def ask_to_stay(parent: QWidget, unfinished: int, *, unfetched: int = 0) -> QMessageBox:
    """Show the question; Escape and Stay answer alike, and the box that asks no more can be ticked.

    `unfetched` addresses are on their way too, but nothing goes on with them later.
    """
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(translate("Close", "Close Pixferry"))
    going = translate("Close", "Still on their way: {images}.").format(images=phrases.images(unfinished + unfetched))
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setText(f"<b>{going}</b>")
    box.setIconPixmap(icons.pixmap("pixferry", "#000000", 56, parent.devicePixelRatioF()))
    box.setInformativeText(_consequence(unfetched))
    box.setCheckBox(QCheckBox(translate("Close", "&Do not ask again"), box))  # its parent keeps it alive
    box.addButton(translate("Close", "&Close"), QMessageBox.ButtonRole.AcceptRole)
    stay = box.addButton(translate("Close", "&Stay"), QMessageBox.ButtonRole.RejectRole)
    box.setEscapeButton(stay)
    box.setDefaultButton(stay)
    roomy(box)
    box.open()
    return box


def _consequence(unfetched: int) -> str:
    if unfetched:
        return translate(
            "Close",
            "What is still being fetched from the web has to be pasted again; sending the rest goes on when Pixferry"
            " is opened again.",
        )
    return translate(
        "Close", "Nothing is lost: sending goes on when Pixferry is opened again; workers finish what they have."
    )
