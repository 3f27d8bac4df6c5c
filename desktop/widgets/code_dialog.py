"""Show a link as a QR code, to be opened with a phone's camera."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

translate = QCoreApplication.translate
_QUIET = 4  # modules of white around a code, as its standard asks
_EDGE = 300


class Code(QWidget):
    """Paint a QR code in black on white, whatever the theme: cameras read it best so."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        """Encode the text."""
        super().__init__(parent)
        import segno  # noqa: PLC0415  few starts show a code

        code = segno.make(text, error="m", micro=False)
        self.rows = tuple(tuple(bool(module) for module in row) for row in code.matrix)
        self.setAccessibleName(translate("Code", "QR code of {url}").format(url=text))

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Return a size every module has the same whole number of pixels in."""
        modules = len(self.rows) + 2 * _QUIET
        return QSize(modules, modules) * max(2, round(_EDGE / modules))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Paint the modules, without smoothing."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        modules = len(self.rows) + 2 * _QUIET
        side = min(self.width(), self.height()) // modules
        left, top = (self.width() - side * modules) // 2, (self.height() - side * modules) // 2
        for y, row in enumerate(self.rows, _QUIET):
            for x, is_dark in enumerate(row, _QUIET):
                if is_dark:
                    painter.fillRect(QRect(left + x * side, top + y * side, side, side), QColor("black"))


def show_code(parent: QWidget, name: str, url: str) -> QDialog:
    """Open the small dialog."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setPalette(parent.palette())
    dialog.setWindowTitle(translate("Code", "QR code"))
    title, link = QLabel(" ".join(name.split())), QLabel(url, wordWrap=True)
    for label in (title, link):
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    link.setText("\u200b/".join(url.split("/")))  # a place to break a line at
    link.setProperty("tone", "muted")
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.buttons()[0].setIcon(QIcon())
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.setSpacing(12)
    layout.addWidget(title)
    layout.addWidget(Code(url), 1, Qt.AlignmentFlag.AlignHCenter)
    layout.addWidget(link)
    layout.addWidget(buttons)
    dialog.open()
    return dialog
