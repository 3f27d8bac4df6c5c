"""Say beside a link that it works on this computer alone, or is elsewhere, and offer to publish the image."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from desktop.domain.item import Item
from desktop.domain.reports import Connection
from desktop.widgets.actions import Actions
from worker.contract import Outcome


class PlaceNote(QFrame):
    """Show a card where a link is not what publishing now would give; hidden otherwise."""

    def __init__(self, actions: Actions) -> None:
        """Begin hidden."""
        super().__init__()
        self.setObjectName("card")
        self.words, self.button = QLabel(wordWrap=True), QPushButton()
        self.button.clicked.connect(actions.publish.trigger)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addWidget(self.words)
        layout.addWidget(self.button)
        self.hide()

    def show_items(self, live: Sequence[Item], connection: Connection | None) -> None:
        """Judge live items, each place that has some of them once: there may be thousands."""
        outcomes = (item.outcome for item in live)
        places = {(outcome.store, outcome.cdn_url): outcome for outcome in outcomes if outcome is not None}.values()
        if connection is None or not places:
            self.hide()
            return
        elsewhere = [outcome for outcome in places if connection.is_elsewhere(outcome)]
        is_only_here = any(map(connection.is_only_here, places))
        self.words.setText(self._words(len(live), elsewhere, is_only_here=is_only_here))
        self.button.setText(self.tr("Publish where images go now") if elsewhere else self.tr("Publish to a bucket…"))
        self.setVisible(bool(elsewhere) or is_only_here)

    def _words(self, count: int, elsewhere: Sequence[Outcome], *, is_only_here: bool) -> str:
        if is_only_here and count == 1:
            return self.tr("This link works only on this computer.")
        if is_only_here:
            return self.tr("These links work only on this computer.")
        hosts = sorted({urlsplit(outcome.cdn_url).netloc for outcome in elsewhere})
        return self.tr("Published at {host}, not where images go now.").format(host=", ".join(hosts))
