"""Say something in passing, without a dialog: what was copied, how a drop ended, what needs a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.models.status import Tone
from desktop.widgets import icons
from desktop.widgets.look import Look

_SHOWN = 4500  # milliseconds


@dataclass(frozen=True, kw_only=True)
class Saying:
    """Hold a sentence with at most one button."""

    text: str
    button: str = ""
    then: Callable[[], None] | None = None


class Notice(QFrame):
    """Float above the lower edge of its parent; go away by itself unless it needs a person.

    What needs a person comes back when something said in passing over it has gone.
    """

    announced = Signal(str)  # what a screen reader was given to say

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Begin hidden."""
        super().__init__(parent)
        self.look = look
        self._room = parent
        self.setObjectName("card")
        self._sign, self._label, self._button, self._close = QLabel(), QLabel(), QPushButton(), QToolButton()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._button.clicked.connect(self._on_button_clicked)
        self._close.setText("✕")
        self._close.setAccessibleName(self.tr("Dismiss"))
        self._close.clicked.connect(self._dismiss)
        self._shown: Saying | None = None
        self._standing: list[Saying] = []
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(10)
        for widget in (self._sign, self._label, self._button, self._close):
            layout.addWidget(widget)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(24)
        shadow.setOffset(0, 2)
        self.setGraphicsEffect(shadow)
        self._timer = QTimer(self, interval=_SHOWN, singleShot=True)
        self._timer.timeout.connect(self._fall_back)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What is being said, or an empty string."""
        return self._label.text() if self.isVisible() else ""

    def say(self, text: str, *, button: str = "", then: Callable[[], None] | None = None, stays: bool = False) -> None:
        """Show a sentence, with at most one button; `stays` until dismissed if it needs a person."""
        saying = Saying(text=text, button=button, then=then)
        self._timer.stop()
        if stays:
            self._standing = [one for one in self._standing if one.text != text] + [saying]
        else:
            self._timer.start()
        self._show(saying)
        self.announce(text)

    def announce(self, text: str) -> None:
        """Let a screen reader say a sentence that is not worth showing."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        self.announced.emit(text)

    def take_back(self, text: str) -> None:
        """Let a sentence that stays go: what it was about is mended."""
        self._standing = [one for one in self._standing if one.text != text]
        if self._shown is not None and self._shown.text == text:
            self._fall_back()

    def _show(self, saying: Saying) -> None:
        self._shown = saying
        icon, tone = ("failed", Tone.BAD) if saying in self._standing else ("live", Tone.GOOD)
        self._sign.setPixmap(icons.pixmap(icon, self.look.tones[tone].name(), 18, self.devicePixelRatioF()))
        self._label.setText(saying.text)
        self._button.setText(saying.button)
        self._button.setVisible(bool(saying.button))
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()

    def _fall_back(self) -> None:
        """Show again what still needs a person, or nothing."""
        if self._standing:
            self._show(self._standing[-1])
        else:
            self._shown = None
            self.hide()

    def _dismiss(self) -> None:
        self._timer.stop()
        self._standing = [one for one in self._standing if one is not self._shown]
        self._fall_back()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """Stay in place when the window changes size."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        room = self._room.rect()
        self.move((room.width() - self.width()) // 2, room.height() - self.height() - 22)

    def _on_button_clicked(self) -> None:
        then = self._shown.then if self._shown else None
        self._dismiss()
        if then is not None:
            then()
