"""Show how far the settings' test has come: one line a step, with ✓ or ✗ and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.domain.checkup import Checked, Step
from desktop.models import phrases

translate = QCoreApplication.translate
_WAITS, _RUNS, _WELL, _BAD = "·", "…", "✓", "✗"


class Checklist(QWidget):
    """Offer the test and show its steps; who runs it is joined elsewhere."""

    asked = Signal()
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with the button alone."""
        super().__init__(parent)
        self.button = QPushButton(self.tr("&Test"))
        self.button.setToolTip(self.tr("Send a tiny image all the way and delete it again"))
        self.button.clicked.connect(self._on_clicked)
        self._verdict = QLabel(wordWrap=True)
        self._verdict.setTextFormat(Qt.TextFormat.PlainText)
        self._rows = QFrame()
        self._rows.setObjectName("card")
        self._marks: dict[Step, QLabel] = {}
        self._words: dict[Step, QLabel] = {}
        grid = QGridLayout(self._rows)
        grid.setColumnStretch(1, 1)
        for row, step in enumerate(Step):
            mark, words = self._marks[step], self._words[step] = QLabel(_WAITS), QLabel()
            mark.setFixedWidth(18)
            words.setTextFormat(Qt.TextFormat.PlainText)
            grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, row, 1)
        self._advice = QLabel(wordWrap=True)
        self._advice.setTextFormat(Qt.TextFormat.PlainText)
        self._advice.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._advice.setMinimumHeight(3 * self._advice.fontMetrics().lineSpacing())  # a tab gives no room by itself
        grid.addWidget(self._advice, len(Step), 1)
        self._advice.hide()
        head = QHBoxLayout()
        head.addWidget(self.button)
        head.addWidget(self._verdict, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self._rows)
        self._rows.hide()
        self.is_running = False

    @property
    def lines(self) -> list[str]:
        """What is shown, line by line."""
        return [f"{self._marks[step].text()} {self._words[step].text()}" for step in Step]

    @property
    def advice(self) -> str:
        """What went wrong and how to mend it, or an empty string."""
        return self._advice.text()

    @property
    def verdict(self) -> str:
        """How the test ended, or an empty string."""
        return self._verdict.text()

    def begin(self) -> None:
        """Show every step as yet to come."""
        self.is_running = True
        self.button.setText(self.tr("&Stop"))
        self._verdict.clear()
        self._advice.clear()
        self._advice.hide()
        for step in Step:
            self._mark(step, _WAITS, _title(step))
        self._mark(Step.BROKER, _RUNS, _title(Step.BROKER))
        self._rows.show()

    def show_step(self, checked: Checked) -> None:
        """Mark a step as done or failed, and the next one as begun."""
        if not self.is_running:
            return
        if checked.failure is not None:
            self._mark(checked.step, _BAD, _title(checked.step))
            self._advice.setText(phrases.trouble(checked.failure))
            self._advice.show()
            return
        self._mark(checked.step, _WELL, f"{_title(checked.step)} · {phrases.seconds(checked.seconds)}")
        steps = list(Step)
        after = steps[steps.index(checked.step) + 1 :]
        if after and self._marks[checked.step].text() == _WELL:
            self._mark(after[0], _RUNS, _title(after[0]))

    def end(self, *, is_well: bool) -> None:
        """Say how it went; a test that was stopped says that."""
        if not self.is_running:
            return
        self.is_running = False
        self.button.setText(self.tr("&Test again"))
        for step in Step:
            if self._marks[step].text() == _RUNS:
                self._mark(step, _WAITS, _title(step))
        self._say(self.tr("Everything works.") if is_well else self.tr("Something does not work yet."))

    def _on_clicked(self) -> None:
        if not self.is_running:
            self.asked.emit()
            return
        self.end(is_well=False)
        self._say(self.tr("Stopped."))
        self.stopped.emit()

    def _mark(self, step: Step, mark: str, words: str) -> None:
        self._marks[step].setText(mark)
        self._words[step].setText(words)
        tone = {_WELL: "good", _BAD: "bad"}.get(mark, "muted")
        for label in (self._marks[step], self._words[step]):
            label.setProperty("tone", tone if label is self._marks[step] or mark in (_WAITS, _RUNS) else "")
            label.style().unpolish(label)
            label.style().polish(label)

    def _say(self, text: str) -> None:
        self._verdict.setText(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))


def _title(step: Step) -> str:
    titles = {
        Step.BROKER: translate("Checkup", "The broker answers"),
        Step.WORKER: translate("Checkup", "A worker answers"),
        Step.TICKET: translate("Checkup", "The worker gives permission to upload"),
        Step.SENDING: translate("Checkup", "The store takes a test image"),
        Step.MAKING: translate("Checkup", "The image is made and published"),
        Step.LINK: translate("Checkup", "Its link opens"),
        Step.CLEANING: translate("Checkup", "It is deleted again"),
    }
    return titles[step]
