"""Say above the gallery that nothing can be sent now, why, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.domain.reports import Connection, Link
from desktop.errors import explain
from desktop.models.status import Tone
from desktop.widgets import icons
from desktop.widgets.actions import Actions
from desktop.widgets.look import Look
from worker.contract import Code, Failure


class Banner(QFrame):
    """Appear while the deployment does not answer; go by itself when it does."""

    again_wanted = Signal()  # look at once whether it answers

    def __init__(self, actions: Actions, look: Look, parent: QWidget | None = None) -> None:
        """Begin hidden: a deployment that is starting is no trouble."""
        super().__init__(parent)
        self.setObjectName("banner")
        self.look = look
        self._sign, self._words = QLabel(), QLabel(wordWrap=True)
        settings, again = QPushButton(self.tr("Settings…")), QPushButton(self.tr("Look again"))
        settings.clicked.connect(actions.settings.trigger)
        again.clicked.connect(self.again_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(18, 9, 14, 9)
        layout.setSpacing(10)
        layout.addWidget(self._sign)
        layout.addWidget(self._words, 1)
        layout.addWidget(again)
        layout.addWidget(settings)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, or an empty string."""
        return "" if self.isHidden() else self._words.text()

    def show_connection(self, connection: Connection) -> None:
        """Follow the deployment."""
        failure = connection.failure if connection.link is Link.OFFLINE else None
        if connection.link is Link.ONLINE and connection.has_no_worker:
            failure = Failure(code=Code.NO_WORKER)
        if failure is not None:
            advice = explain(failure)
            icon, tone = ("worker", Tone.HELD) if failure.code == Code.NO_WORKER else ("offline", Tone.BAD)
            colour = self.look.tones[tone].name()
            self._sign.setPixmap(icons.pixmap(icon, colour, 20, self.devicePixelRatioF()))
            self._words.setText(f"{advice.sentence} {advice.next_step}")
            self._words.setToolTip(failure.detail)
        self.setVisible(failure is not None)
