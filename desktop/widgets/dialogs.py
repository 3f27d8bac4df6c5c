"""Ask for files and folders, say what this program is: small windows that block nothing."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QWidget

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


def show_about(parent: QWidget) -> QMessageBox:
    """Say what this program is, and which."""
    text = translate("Dialogs", "Drop images; workers optimise them and put them on a CDN; the links come back.")
    which = translate("Dialogs", "Version {version}, under the MIT licence.").format(version=_version())
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(translate("Dialogs", "About Pixferry"))
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setText("<b>Pixferry</b>")
    box.setInformativeText(f"<p>{escape(text)}</p><p>{escape(which)}</p>")
    box.setIconPixmap(icons.pixmap("pixferry", "#000000", 64, parent.devicePixelRatioF()))
    box.addButton(QMessageBox.StandardButton.Ok).setIcon(QIcon())
    roomy(box)
    box.open()
    return box


def _ask(dialog: QFileDialog, on_chosen: Callable[[list[Path]], None]) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(lambda names: on_chosen([Path(name) for name in names]))
    dialog.open()


def roomy(box: QMessageBox) -> None:
    """Give the sentences of a small box lines of a length people like to read."""
    words = box.findChild(QLabel, "qt_msgbox_informativelabel")
    if isinstance(words, QLabel):
        words.setMinimumWidth(max(24 * words.fontMetrics().height(), words.minimumSizeHint().width()))


def _version() -> str:
    try:
        return version("pixferry")
    except PackageNotFoundError:  # run from a folder that was never installed
        return translate("Dialogs", "unknown")
