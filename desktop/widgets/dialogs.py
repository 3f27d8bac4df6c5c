"""Ask for files and folders, list the keys, say what this program is: small windows that block nothing."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop.widgets import icons

translate = QCoreApplication.translate


def ask_files(parent: QWidget, on_chosen: Callable[[list[Path]], None]) -> None:
    """Let the user pick images."""
    dialog = QFileDialog(parent, translate("Dialogs", "Add images"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    images = translate("Dialogs", "Images")
    everything = translate("Dialogs", "All files")
    dialog.setNameFilters(
        [f"{images} (*.jpg *.jpeg *.png *.webp *.gif *.avif *.heic *.heif *.tif *.tiff *.bmp)", f"{everything} (*)"]
    )
    _ask(dialog, on_chosen)


def ask_folder(parent: QWidget, on_chosen: Callable[[list[Path]], None]) -> None:
    """Let the user pick a folder."""
    dialog = QFileDialog(parent, translate("Dialogs", "Add a folder of images"))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    _ask(dialog, on_chosen)


def show_keys(parent: QWidget) -> None:
    """List every action that has a key."""
    rows = []
    for action in parent.findChildren(QAction):
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        if key:
            title = escape(action.text().replace("&", "").rstrip("…"))
            rows.append(f"<tr><td style='padding: 3px 28px 3px 0'>{title}</td><td><b>{escape(key)}</b></td></tr>")
    _tell(parent, translate("Dialogs", "Keyboard shortcuts"), f"<table>{''.join(dict.fromkeys(rows))}</table>")


def show_about(parent: QWidget) -> None:
    """Say what this program is."""
    text = translate("Dialogs", "Drop images; workers optimise them and put them on a CDN; the links come back.")
    _tell(parent, translate("Dialogs", "About Pixferry"), f"<h3>Pixferry</h3><p>{escape(text)}</p>")


def _ask(dialog: QFileDialog, on_chosen: Callable[[list[Path]], None]) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(lambda names: on_chosen([Path(name) for name in names]))
    dialog.open()


def _tell(parent: QWidget, title: str, text: str) -> None:
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setText(text)
    box.setIconPixmap(icons.pixmap("pixferry", "#000000", 56, parent.devicePixelRatioF()))
    box.addButton(QMessageBox.StandardButton.Ok).setIcon(QIcon())
    box.open()
