"""Say at the bottom how the deployment is, what was saved, and what is selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from desktop.domain.item import Item
from desktop.domain.reports import Connection, Link
from desktop.errors import explain
from desktop.models import phrases
from desktop.models.status import Tone
from desktop.models.tally import Tally
from desktop.widgets.look import Look
from desktop.widgets.toolbar import destination_of

_TONES = {Link.ONLINE: Tone.GOOD, Link.STARTING: Tone.HELD, Link.OFFLINE: Tone.BAD}


class StatusLine(QStatusBar):
    """Hold four labels."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Begin without knowing anything."""
        super().__init__(parent)
        self.look = look
        self.setSizeGripEnabled(False)
        self.setContentsMargins(10, 3, 10, 3)
        self._dot, self._connection, self._saved, self._selected = QLabel("●"), QLabel(), QLabel(), QLabel()
        self.addWidget(self._dot)
        self.addWidget(self._connection, 1)
        self.addPermanentWidget(self._selected)
        self.addPermanentWidget(self._saved)
        for label in (self._connection, self._saved, self._selected):
            label.setProperty("tone", "muted")
        self._words_of_connection, self._left = "", ""
        self._selected.setObjectName("selected")
        self._saved.setObjectName("saved")

    def show_connection(self, connection: Connection) -> None:
        """Tell how the deployment is."""
        self._dot.setStyleSheet(f"color: {self.look.tones[_TONES[connection.link]].name()};")
        words, hint = self._words(connection)
        self._words_of_connection = words
        self._connection.setToolTip(hint)
        self._show_words()

    def show_left(self, seconds: float | None) -> None:
        """Tell how long what is on its way may still take; None while nobody can know."""
        self._left = phrases.left(seconds) if seconds is not None else ""
        self._show_words()

    def show_saved(self, tally: Tally) -> None:
        """Tell how many bytes all live images are smaller than what was dropped."""
        self._saved.setText(self.tr("Saved {size}").format(size=phrases.size(tally.saved)) if tally.saved else "")

    def show_selection(self, items: Sequence[Item]) -> None:
        """Tell how much is selected."""
        size = phrases.size(sum(item.size for item in items))
        text = self.tr("{count} selected · {size}").format(count=len(items), size=size)
        self._selected.setText(text if items else "")

    def _show_words(self) -> None:
        words = "  ·  ".join(part for part in (self._words_of_connection, self._left) if part)
        self._connection.setText(words)
        self._connection.setAccessibleName(words)

    def _words(self, connection: Connection) -> tuple[str, str]:
        where = destination_of(connection)
        if connection.link is Link.STARTING:
            return self.tr("Starting · {where}").format(where=where), ""
        if connection.link is Link.OFFLINE:
            advice = explain(connection.failure) if connection.failure else None
            return (
                (advice.text, connection.failure.detail) if advice and connection.failure else (self.tr("Offline"), "")
            )
        parts = [self.tr("Connected"), where]
        if connection.workers is not None:
            one, many = self.tr("1 worker"), self.tr("{count} workers").format(count=connection.workers)
            parts.append(one if connection.workers == 1 else many)
        if connection.queued:
            parts.append(self.tr("queue {count}").format(count=connection.queued))
        if connection.description is not None and connection.description.local_only:
            parts.append(self.tr("links work only on this computer"))
        return "  ·  ".join(parts), connection.cdn_url
