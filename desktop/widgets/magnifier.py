"""Show one picture large, or two of the same scene with a divider between before and after; zoom and move it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from desktop.widgets.look import Look

_MOST_ZOOM = 16.0
_STEP = 1.25


class Magnifier(QWidget):
    """Fit the picture into the space at first; `zoom` is relative to that."""

    divider_moved = Signal(float)

    def __init__(self, look: Look) -> None:
        """Begin with nothing to show."""
        super().__init__()
        self.look = look
        self._picture: QPixmap | None = None
        self._before: QPixmap | None = None
        self._divider = 0.5
        self._zoom = 1.0
        self._centre = QPointF(0.5, 0.5)  # the part of the picture in the middle, as shares of its size
        self._grabbed: QPointF | None = None
        self.setMinimumSize(200, 150)

    @property
    def zoom(self) -> float:
        """How much larger than fitting the picture is."""
        return self._zoom

    @property
    def divider(self) -> float:
        """How much of the picture shows how it was before, from 0 to 1."""
        return self._divider

    def show_pictures(self, picture: QPixmap | None, *, before: QPixmap | None = None) -> None:
        """Show a picture, left of the divider how it was before."""
        self._picture, self._before = picture, before
        self.update()

    def fit(self) -> None:
        """Show the whole picture."""
        self._zoom, self._centre = 1.0, QPointF(0.5, 0.5)
        self.update()

    def zoom_by(self, steps: float) -> None:
        """Go nearer, or with negative steps further away, never beyond fitting."""
        self._zoom = min(max(self._zoom * _STEP**steps, 1.0), _MOST_ZOOM)
        self._move(QPointF())

    def set_divider(self, share: float) -> None:
        """Move the divider."""
        self._divider = min(max(share, 0.0), 1.0)
        self.divider_moved.emit(self._divider)
        self.update()

    def frame(self) -> QRectF:
        """Return where the whole picture lies, in the widget's coordinates; it may reach beyond them."""
        if self._picture is None:
            return QRectF()
        room = QSizeF(self.size())
        fitted = QSizeF(self._picture.size()).scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        natural = QSizeF(self._picture.size()) / self.devicePixelRatioF()
        if fitted.width() > 2 * natural.width():
            fitted = natural * 2  # a tiny picture is not blown up to the screen
        size = fitted * self._zoom
        middle = QPointF(room.width() / 2, room.height() / 2)
        corner = middle - QPointF(self._centre.x() * size.width(), self._centre.y() * size.height())
        return QRectF(corner, size)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Paint the picture, its earlier self, and the divider."""
        del event
        if self._picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = self.frame()
        painter.drawPixmap(frame, self._picture, QRectF(self._picture.rect()))
        if self._before is not None:
            x = frame.left() + self._divider * frame.width()
            left = QRectF(frame.left(), frame.top(), x - frame.left(), frame.height())
            whole = QRectF(self._before.rect())
            source = QRectF(0, 0, whole.width() * self._divider, whole.height())
            painter.drawPixmap(left, self._before, source)
            painter.setPen(QPen(self.look.on_accent, 4))
            painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
            painter.setPen(QPen(self.look.accent, 2))
            painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
            self._label(painter, QPointF(x - 12, frame.top() + 12), self.tr("Before"), is_left=True)
            self._label(painter, QPointF(x + 12, frame.top() + 12), self.tr("After"), is_left=False)

    def _label(self, painter: QPainter, corner: QPointF, text: str, *, is_left: bool) -> None:
        width, height = painter.fontMetrics().horizontalAdvance(text) + 16, painter.fontMetrics().height() + 8
        place = QRectF(corner.x() - width if is_left else corner.x(), corner.y(), width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.accent)
        painter.drawRoundedRect(place, 6, 6)
        painter.setPen(self.look.on_accent)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  Qt's name
        """Zoom."""
        self.zoom_by(event.angleDelta().y() / 120)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Take hold of the divider, or of the picture."""
        self._grabbed = event.position()
        if self._before is not None:
            self._follow(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Move what is held."""
        if self._grabbed is None:
            return
        if self._before is not None:
            self._follow(event.position())
        else:
            self._move(event.position() - self._grabbed)
            self._grabbed = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Let go."""
        del event
        self._grabbed = None

    def _follow(self, position: QPointF) -> None:
        frame = self.frame()
        if frame.width():
            self.set_divider((position.x() - frame.left()) / frame.width())

    def _move(self, by: QPointF) -> None:
        """Move the picture, but never its edge past the middle."""
        frame = self.frame()
        if frame.isEmpty():
            return
        x = self._centre.x() - by.x() / frame.width()
        y = self._centre.y() - by.y() / frame.height()
        self._centre = (
            QPointF(*(min(max(share, 0.0), 1.0) for share in (x, y))) if self._zoom > 1 else QPointF(0.5, 0.5)
        )
        self.update()
