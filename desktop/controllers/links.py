"""Put links where the user wants them: on the clipboard, in the browser, under the pointer. GUI thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QMimeData, QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QClipboard

from desktop.domain import links
from desktop.domain.item import Item
from desktop.domain.reports import Connection, DropReport, Link
from worker.contract import Outcome, Variant

_TURN_SECONDS = 0.015  # so long links are written before the window has a turn again: a thousand are done in one
_MOST_OPENED = 12  # tabs; nobody wants two hundred


class Links(QObject):
    """Build links on the current CDN address, in the format the user chose."""

    copied = Signal(int)  # how many links are on the clipboard now
    refused = Signal(object)  # Callable[[], None] that tries again: another program holds the clipboard

    def __init__(
        self,
        *,
        clipboard: QClipboard,
        open_url: Callable[[QUrl], bool],
        link_format: str,
        parent: QObject | None = None,
    ) -> None:
        """Write to `clipboard`; `open_url` shows a page in the browser."""
        super().__init__(parent)
        self.connection = Connection(link=Link.STARTING)
        self.link_format = link_format
        self._clipboard = clipboard
        self._open_url = open_url
        self._changes = 0
        self._is_ours = False
        self._written = ""
        self._seen_at_drop: dict[str, int] = {}
        self._texts: list[str] = []
        self._unwritten: Iterator[str] = iter(())
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(self._write_on)
        clipboard.dataChanged.connect(self._on_clipboard_changed)

    def url_of(self, outcome: Outcome, file: Variant) -> str:
        """Return the link of a published file, or an empty string before the CDN's address is known."""
        base = self.connection.base_of(outcome)
        return links.url_of(file.key, base) if base else ""

    def is_elsewhere(self, item: Item) -> bool:
        """Whether another store has the image than the one images go to now."""
        return item.outcome is not None and self.connection.is_elsewhere(item.outcome)

    def text_of(self, item: Item, link_format: str) -> str:
        """Return an item's link in a format, or an empty string while it has none."""
        base = self.connection.base_of(item.outcome) if item.outcome is not None else ""
        return links.text_of(item, link_format, base) if base else ""

    def copy(self, items: Sequence[Item], *, link_format: str | None = None) -> None:
        """Put the links of the live items on the clipboard, one per line, in the order given.

        Thousands of them are written a few milliseconds at a time; what is copied meanwhile takes their place.
        """
        live = self._live(items)
        if live:
            chosen = link_format or self.link_format
            self._texts, self._unwritten = [], (self.text_of(item, chosen) for item in live)
            self._write_on()

    def copy_text(self, text: str) -> None:
        """Put one link on the clipboard as it is."""
        self._later.stop()
        self._say_copied(text, count=1)

    def open(self, items: Sequence[Item]) -> None:
        """Show the live items in the browser."""
        for item in self._live(items)[:_MOST_OPENED]:
            self._open_url(QUrl(self.text_of(item, "url")))

    def mime_of(self, items: Sequence[Item]) -> QMimeData:
        """Return what is dragged out: addresses, text in the user's format, and images as HTML."""
        live, mime = self._live(items), QMimeData()
        if live:
            mime.setUrls([QUrl(self.text_of(item, "url")) for item in live])
            mime.setText(self._texts_of(live, self.link_format))
            mime.setHtml(self._texts_of(live, "html"))
        return mime

    def note_drop(self, drop_id: str) -> None:
        """Remember the clipboard as it is when a drop begins."""
        self._seen_at_drop[drop_id] = self._changes

    def copy_drop(self, report: DropReport) -> bool:
        """Copy an ended drop's links, unless the user has put something else on the clipboard since it began."""
        seen = self._seen_at_drop.pop(report.drop_id, None)
        if seen != self._changes or not self._live(report.live):
            return False
        live = self._live(report.live)
        return self._write(self._texts_of(live, self.link_format), count=len(live))

    def _live(self, items: Sequence[Item]) -> list[Item]:
        known = self.connection.base_of
        return [item for item in items if item.is_live and item.outcome is not None and known(item.outcome)]

    def _texts_of(self, live: Sequence[Item], link_format: str) -> str:
        return links.texts_of(live, link_format, self.connection.base_of)

    def _write_on(self) -> None:
        end = time.monotonic() + _TURN_SECONDS
        for text in self._unwritten:
            self._texts.append(text)
            if time.monotonic() > end:
                self._later.start()
                return
        self._later.stop()
        self._say_copied(links.SEPARATOR.join(self._texts), count=len(self._texts))

    def _say_copied(self, text: str, *, count: int) -> None:
        if self._write(text, count=count):
            self.copied.emit(count)

    def _write(self, text: str, *, count: int) -> bool:
        """Write, and look whether it is there: Qt does not say that another program holds the clipboard."""
        self._is_ours, self._written = True, text
        self._clipboard.setText(text)
        self._is_ours = False
        if self._clipboard.text() == text:
            return True
        self.refused.emit(lambda: self._say_copied(text, count=count))
        return False

    def _on_clipboard_changed(self) -> None:
        if self._later.isActive() and not self._is_ours and self._clipboard.text() != self._written:
            self._later.stop()  # the user has copied something else since
        if not self._is_ours and not self._clipboard.ownsClipboard():
            self._changes += 1
