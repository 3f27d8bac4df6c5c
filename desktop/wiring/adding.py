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
from desktop.offloaded import Fetched, as_png, fetched
from desktop.widgets import dialogs
from desktop.wiring.choosing import Choosing
from desktop.wiring.parts import Parts

if TYPE_CHECKING:
    from desktop.core import Core


class Adding(QObject):
    """Join every way in to `Uploads.add`."""

    def __init__(self, parts: Parts, choosing: Choosing) -> None:
        """Join the window; `join_core` follows."""
        super().__init__(parts.window)
        self._parts, self._choosing = parts, choosing
        window, a = parts.window, parts.window.actions_
        window.paths_dropped.connect(self.add)
        window.image_dropped.connect(self._add_image)
        window.urls_dropped.connect(self._fetch)
        a.add_files.triggered.connect(lambda: dialogs.ask_files(window, self.add))
        a.add_folder.triggered.connect(lambda: dialogs.ask_folder(window, self.add))
        a.add_samples.triggered.connect(lambda: self.add([Path(resources.__file__).parent / "samples"]))

    def join_core(self, core: Core) -> None:
        """Hear how scans and drops end."""
        core.uploads.scan_ended.connect(self._on_scan_ended)
        core.uploads.drop_ended.connect(self._on_drop_ended)

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

    def _fetch(self, urls: Sequence[str]) -> None:
        """Fetch images from the web and send those that came as one drop."""
        background, folder = self._parts.background, self._choosing.settings.home / "fetched"
        self._parts.window.notice.say(self.tr("Fetching {images}…").format(images=phrases.images(len(urls))))

        def work() -> Fetched:
            return fetched(urls, folder=folder, is_stopped=lambda: background.stopping.is_set)

        background.run(work, on_done=self._on_fetched)

    def _on_fetched(self, fetched: Fetched) -> None:
        if fetched.paths:
            self.add(fetched.paths)
        for failure in fetched.failures:
            self._parts.window.notice.say(phrases.trouble(failure), stays=True)

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
        window = self._parts.window
        copied = self._choosing.settings.copies_automatically and self._parts.links.copy_drop(report)
        text = phrases.drop_ended(
            live=len(report.live), failed=len(report.failed), copied=copied, skipped_files=report.skipped
        )
        if report.failed:
            failed = Shelf(kind=ShelfKind.FAILED)
            window.notice.say(
                text, button=self.tr("Show failed"), then=lambda: window.sidebar.choose(failed), stays=True
            )
        elif text:
            window.notice.say(text)
