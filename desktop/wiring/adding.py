"""Turn what the user drops, pastes or picks into drops of the queue, and tell what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

import resources
from desktop.domain.reports import DropReport
from desktop.models import phrases
from desktop.models.filters import Shelf, ShelfKind
from desktop.offloaded import as_png
from desktop.widgets import dialogs
from desktop.wiring.choosing import Choosing
from desktop.wiring.fetching import Fetching
from desktop.wiring.parts import Parts

if TYPE_CHECKING:
    from desktop.core import Core


class Adding(QObject):
    """Join every way in to `Uploads.add`."""

    def __init__(self, parts: Parts, choosing: Choosing) -> None:
        """Join the window; `join_core` follows."""
        super().__init__(parts.window)
        self._parts, self._choosing = parts, choosing
        self._fetching = Fetching(parts, choosing, told=self._tell)
        window, a = parts.window, parts.window.actions_
        window.paths_dropped.connect(self.add)
        window.image_dropped.connect(self._add_image)
        window.urls_dropped.connect(self._fetching.fetch)
        a.add_files.triggered.connect(lambda: dialogs.ask_files(window, self.add))
        a.add_folder.triggered.connect(lambda: dialogs.ask_folder(window, self.add))
        a.add_samples.triggered.connect(lambda: self.add([Path(resources.__file__).parent / "samples"]))

    def join_core(self, core: Core) -> None:
        """Hear how scans and drops end."""
        core.uploads.scan_ended.connect(self._on_scan_ended)
        core.uploads.drop_ended.connect(self._on_drop_ended)

    @property
    def unfetched(self) -> int:
        """How many addresses are in no ledger yet: a close forgets them."""
        return self._fetching.unfetched

    def add(self, paths: Sequence[Path]) -> None:
        """Send files and folders as one drop."""
        self._parts.core(lambda core: self._parts.links.note_drop(core.uploads.add(paths)))

    def _add_image(self, image: QImage) -> None:
        self._parts.background.run(
            lambda: as_png(image),
            on_done=lambda png: self._parts.core(
                lambda core: self._parts.links.note_drop(core.uploads.add_pasted(png))
            ),
        )

    def _on_scan_ended(self, drop_id: str, accepted: int, skipped: int) -> None:
        del drop_id
        if skipped:
            text = self.tr("Added {images}; {skipped}.")
            shown = text.format(images=phrases.images(accepted), skipped=phrases.skipped(skipped))
            self._parts.window.notice.say(shown)
        elif accepted:
            added = self.tr("Added {images}.").format(images=phrases.images(accepted))
            self._parts.window.notice.announce(added)

    def _on_drop_ended(self, report: DropReport) -> None:
        if not self._fetching.take(report):
            self._tell(report)

    def _tell(self, report: DropReport) -> None:
        if report.items and not report.live and not report.troubled:
            return  # all of it was cancelled by hand
        window = self._parts.window
        copied = self._choosing.settings.copies_automatically and self._parts.links.copy_drop(report)
        text = phrases.drop_ended(
            live=len(report.live), failed=len(report.troubled), copied=copied, skipped_files=report.skipped
        )
        if report.troubled:
            failed = Shelf(kind=ShelfKind.FAILED)
            window.notice.say(
                text, button=self.tr("Show failed"), then=lambda: window.sidebar.choose(failed), stays=True
            )
        elif text:
            window.notice.say(text)
