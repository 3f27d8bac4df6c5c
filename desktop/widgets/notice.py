"""Say something in passing, without a dialog: what was copied, how a drop ended, what needs a person."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

_SHOWN = 4500  # milliseconds


class Notice(QFrame):
    """Float above the lower edge of its parent; go away by itself unless it needs a person."""

    def __init__(self, parent: QWidget) -> None:
        """Begin hidden."""
        super().__init__(parent)
        self._room = parent
        self.setObjectName("card")
        self._label, self._button, self._close = QLabel(), QPushButton(), QToolButton()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._button.clicked.connect(self._on_button_clicked)
        self._close.setText("✕")
        self._close.setAccessibleName(self.tr("Dismiss"))
        self._close.clicked.connect(self.hide)
        self._then: Callable[[], None] | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        for widget in (self._label, self._button, self._close):
            layout.addWidget(widget)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(24)
        shadow.setOffset(0, 2)
        self.setGraphicsEffect(shadow)
        self._timer = QTimer(self, interval=_SHOWN, singleShot=True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What is being said, or an empty string."""
        return self._label.text() if self.isVisible() else ""

    def say(self, text: str, *, button: str = "", then: Callable[[], None] | None = None, stays: bool = False) -> None:
        """Show a sentence, with at most one button; `stays` until dismissed if it needs a person."""
        self._label.setText(text)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._then = then
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.stop()
        if not stays:
            self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Stay in place when the window changes size."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        room = self._room.rect()
        self.move((room.width() - self.width()) // 2, room.height() - self.height() - 22)

    def _on_button_clicked(self) -> None:
        self.hide()
        if self._then is not None:
            self._then()
