"""Show in one strip what is happening now and how fast, and let the user pause it, retry or clear."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QWidget

from desktop.models import phrases
from desktop.models.tally import Tally
from desktop.widgets.action_button import ActionButton
from desktop.widgets.actions import Actions


class TransfersBar(QFrame):
    """Count active, waiting and failed; appear only when there is something to say."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Begin hidden: nothing moves yet."""
        super().__init__(parent)
        self.setObjectName("transfers")
        self._counts, self._bar, self._speed = QLabel(), QProgressBar(), QLabel()
        self._speed.setProperty("tone", "muted")
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._bar.setMinimumWidth(30)
        self._bar.setMaximumWidth(150)
        self._bar.setAccessibleName(self.tr("Progress of everything under way"))
        self._most = 0
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 5, 10, 5)
        layout.setSpacing(12)
        layout.addWidget(self._bar)
        layout.addWidget(self._counts)
        layout.addWidget(self._speed)
        layout.addStretch()
        for action in (actions.retry_failed, actions.pause, actions.clear_done):
            layout.addWidget(ActionButton(action))
        self.hide()

    def show_speed(self, bytes_per_second: float) -> None:
        """Tell how fast images leave this computer; nothing while none does."""
        speed = phrases.speed(bytes_per_second) if bytes_per_second else ""
        self._speed.setText(f"↑ {speed}" if speed else "")
        self._speed.setAccessibleName(self.tr("Sending {speed}").format(speed=speed) if speed else "")

    def show_counts(self, tally: Tally, *, is_paused: bool) -> None:
        """Bring the strip up to date."""
        unfinished, failed = tally.unfinished, tally.failed
        self._most = max(self._most, unfinished) if unfinished else 0
        waiting = tally.waiting
        parts = [
            self.tr("{count} active").format(count=unfinished - waiting),
            self.tr("{count} waiting").format(count=waiting),
            self.tr("{count} failed").format(count=failed),
        ]
        shown = [part for part, count in zip(parts, (unfinished - waiting, waiting, failed), strict=True) if count]
        if is_paused:
            shown.insert(0, self.tr("Paused"))
        self._counts.setText("  ·  ".join(shown))
        self._bar.setVisible(unfinished > 0)
        self._bar.setMaximum(max(1, self._most))
        self._bar.setValue(self._most - unfinished)
        self.setVisible(bool(shown))
