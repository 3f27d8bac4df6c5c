"""Fetch pasted addresses off the GUI thread and send each image as soon as it is here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.domain.paste import Paste
from desktop.domain.reports import DropReport
from desktop.domain.trouble import TroubleError
from desktop.models import phrases
from desktop.offloaded import fetched
from desktop.services.background import Lane
from desktop.wiring.choosing import Choosing
from desktop.wiring.parts import Parts
from worker.contract import Failure

if TYPE_CHECKING:
    from desktop.core import Core

_log = logging.getLogger(__name__)


class Fetching(QObject):
    """Know the addresses that are in no ledger yet, and tell those pasted together as one drop."""

    def __init__(self, parts: Parts, choosing: Choosing, *, told: Callable[[DropReport], None]) -> None:
        """Fetch nothing yet; `told` hears how all of what was pasted together ended."""
        super().__init__(parts.window)
        self._parts, self._choosing, self._told = parts, choosing, told
        self._pastes: dict[str, Paste] = {}
        self.unfetched = 0

    def fetch(self, urls: Sequence[str]) -> None:
        """Fetch one after the other; what is here is sent, and so in the ledger, at once.

        The last comes first: the newest row stands on top, so that in the end they stand in their order.
        """
        background, folder = self._parts.background, self._choosing.settings.home / "fetched"
        self._parts.window.notice.say(self.tr("Fetching {images}…").format(images=phrases.images(len(urls))))
        paste = Paste(len(urls))
        self.unfetched += len(urls)

        def fetch(url: str) -> None:
            background.run(
                lambda: fetched(url, folder=folder, is_stopped=lambda: background.stopping.is_set),
                on_done=lambda path: self._on_fetched(path, paste),
                on_error=lambda error: self._on_missed(url, error, paste),
                lane=Lane.DOWNLOADS,
            )

        for url in reversed(urls):
            fetch(url)

    def take(self, report: DropReport) -> bool:
        """Take the report of a drop that was fetched, and return whether it was one."""
        paste = self._pastes.pop(report.drop_id, None)
        if paste is not None:
            paste.ended(report)
            self._tell(paste)
        return paste is not None

    def _on_fetched(self, path: Path, paste: Paste) -> None:
        self._parts.core(lambda core: self._add(core, path, paste))

    def _add(self, core: Core, path: Path, paste: Paste) -> None:
        self.unfetched -= 1
        is_first = paste.is_new()
        drop_id = core.uploads.add([path])
        if is_first:
            self._parts.links.note_drop(drop_id)
        paste.arrived(drop_id)
        self._pastes[drop_id] = paste

    def _on_missed(self, url: str, error: Exception, paste: Paste) -> None:
        self.unfetched -= 1
        paste.missed()
        if isinstance(error, TroubleError):
            failure = error.failure
        else:
            _log.error("fetching failed", exc_info=error)
            failure = Failure(code="download:failed", detail=f"{url}: {type(error).__name__}", transient=False)
        self._parts.window.notice.say(phrases.trouble(failure), stays=True)
        self._tell(paste)

    def _tell(self, paste: Paste) -> None:
        report = paste.report()
        if report is not None:
            self._told(report)
