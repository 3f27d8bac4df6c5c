"""Invite the first drop: the empty gallery is a drop target with a way to try it at once."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.widgets import icons
from desktop.widgets.actions import Actions
from desktop.widgets.look import Look


class EmptyPage(QWidget):
    """Say what to do and offer three ways to do it."""

    def __init__(self, *, actions: Actions, look: Look, parent: QWidget | None = None) -> None:
        """Build the page; its buttons trigger the window's actions."""
        super().__init__(parent)
        self.look = look
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addStretch(5)
        layout.addWidget(self._picture())
        layout.addSpacing(10)
        layout.addWidget(self._line(self.tr("Drop images anywhere in this window"), scale=1.75, bold=True))
        promise = self.tr("They are optimised, published, and their links are copied for you.")
        layout.addWidget(self._line(promise, scale=1.1, bold=False))
        layout.addSpacing(14)
        layout.addLayout(self._buttons(actions))
        layout.addSpacing(6)
        keys = self.tr("Files, folders and screenshots · Ctrl+V pastes · F1 shows every key")
        layout.addWidget(self._line(keys, scale=0.95, bold=False))
        layout.addStretch(6)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Paint the frame of the drop target."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.look.border, 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(24, 24, -24, -24), 18, 18)

    def _picture(self) -> QLabel:
        label = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        label.setPixmap(icons.pixmap("pixferry", "#000000", 112, self.devicePixelRatioF()))
        return label

    def _line(self, text: str, *, scale: float, bold: bool) -> QLabel:
        label = QLabel(text, alignment=Qt.AlignmentFlag.AlignHCenter)
        font = label.font()
        font.setPointSizeF(font.pointSizeF() * scale)
        font.setBold(bold)
        label.setFont(font)
        label.setWordWrap(True)
        label.setProperty("tone", "" if bold else "muted")
        return label

    def _buttons(self, actions: Actions) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch()
        for action, text, primary in (
            (actions.add_files, self.tr("Add images…"), True),
            (actions.add_folder, self.tr("Add a folder…"), False),
            (actions.add_samples, self.tr("Try with sample images"), False),
        ):
            button = QPushButton(text)
            button.setProperty("rank", "primary" if primary else "")
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.clicked.connect(action.trigger)
            row.addWidget(button)
            if primary:
                self.setFocusProxy(button)
        row.addStretch()
        return row


class NothingFoundPage(QWidget):
    """Say that a shelf or a search is empty, and lead back."""

    def __init__(self, *, show_all: QPushButton, parent: QWidget | None = None) -> None:
        """Place the button that leads back."""
        super().__init__(parent)
        self._sign = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self._label = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        font = self._label.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self._label.setFont(font)
        layout = QVBoxLayout(self)
        layout.addStretch(5)
        layout.addWidget(self._sign)
        layout.addSpacing(6)
        layout.addWidget(self._label)
        layout.addSpacing(10)
        layout.addWidget(show_all, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(6)
        self.setFocusProxy(show_all)

    def explain(self, *, is_searching: bool, look: Look) -> None:
        """Tell whether a search or just the shelf is empty."""
        icon = "search" if is_searching else "image"
        self._sign.setPixmap(icons.pixmap(icon, look.muted.name(), 44, self.devicePixelRatioF()))
        self._label.setText(self.tr("No image matches this search.") if is_searching else self.tr("Nothing here."))
