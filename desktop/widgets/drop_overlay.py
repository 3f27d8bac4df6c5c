"""Cover the whole window while something is dragged over it, and say what letting go will do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.models import phrases
from desktop.widgets import icons
from desktop.widgets.incoming import Incoming
from desktop.widgets.look import Look


class DropOverlay(QWidget):
    """Paint a veil, a frame and a sentence; never take part in the drag itself."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Begin hidden."""
        super().__init__(parent)
        self.look, self._window = look, parent
        self.sentence = ""
        self._target = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def announce(self, incoming: Incoming, *, target: str) -> None:
        """Appear over the whole window with what would be added and where it would go."""
        self.sentence, self._target = self._words(incoming), target
        self.setAccessibleName(f"{self.sentence} → {target}")
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Paint the veil."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = self.look.canvas.toRgb()
        veil.setAlpha(228)
        painter.fillRect(self.rect(), veil)
        frame = QRectF(self.rect()).adjusted(22, 22, -22, -22)
        painter.setBrush(self.look.tint(0.10))
        painter.setPen(QPen(self.look.accent, 2.5, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(frame, 18, 18)
        middle = self.rect().center()
        edge = 56
        drawing = icons.pixmap("upload", self.look.accent.name(), edge, self.devicePixelRatioF())
        painter.drawPixmap(middle.x() - edge // 2, middle.y() - edge - 24, drawing)
        self._write(painter, self.sentence, 8, scale=1.9, bold=True)
        self._write(painter, f"→ {self._target}", 48, scale=1.2, bold=False)

    def _write(self, painter: QPainter, text: str, below: int, *, scale: float, bold: bool) -> None:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * scale)
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(self.look.text if bold else self.look.muted)
        place = self.rect().adjusted(40, self.height() // 2 + below, -40, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)

    def _words(self, incoming: Incoming) -> str:
        if incoming.image is not None:
            return self.tr("Add the image")
        images, folders = incoming.images, incoming.folders
        parts = [phrases.images(images)] if images or not folders else []
        if folders:
            parts.append(self.tr("1 folder") if folders == 1 else self.tr("{count} folders").format(count=folders))
        text = self.tr("Add {what}").format(what=self.tr(" and ").join(parts))
        skipped = [path for path in incoming.paths if path.suffix]
        count = len(skipped) - images
        if count:
            kinds = ", ".join(
                sorted({path.suffix.lower() for path in skipped if Incoming(paths=(path,)).images == 0})[:3]
            )
            text += " " + self.tr("({count} skipped: {kinds})").format(count=count, kinds=kinds)
        return text
