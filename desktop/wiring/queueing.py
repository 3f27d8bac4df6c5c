"""Join what the user does to items on their way: retry, cancel, pause, remove and undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.domain.item import Item
from desktop.domain.reports import Link
from desktop.models import phrases
from desktop.models.arrivals import Arrivals
from desktop.models.headway import Headway
from desktop.widgets.verbs import Verb
from desktop.wiring.parts import Parts
from worker.contract import Failure

if TYPE_CHECKING:
    from desktop.core import Core

_MANY = 500  # rows
_PACE_INTERVAL = 1000  # milliseconds: speed and time left are read by people


class Queueing(QObject):
    """Join the queue's verbs and the rows they change."""

    def __init__(self, parts: Parts) -> None:
        """Join the window; `join_core` follows."""
        super().__init__(parts.window)
        self._parts = parts
        self._removed: list[list[str]] = []
        window, a, later = parts.window, parts.window.actions_, parts.core
        selected = window.gallery.selected_items
        window.gallery.verb_requested.connect(self._on_verb_requested)
        a.retry.triggered.connect(lambda: later(lambda core: core.uploads.retry(_ids(selected()))))
        a.retry_failed.triggered.connect(lambda: later(lambda core: core.uploads.retry_failed()))
        a.cancel.triggered.connect(lambda: later(lambda core: core.uploads.cancel(_ids(selected()))))
        a.pause.triggered.connect(lambda: later(self._toggle_pause))
        a.remove.triggered.connect(self._on_remove)
        a.undo.triggered.connect(self._on_undo)
        a.clear_done.triggered.connect(self._on_clear_done)
        self._headway = Headway()
        self._pace = QTimer(self, interval=_PACE_INTERVAL)
        self._pace.timeout.connect(self._show_pace)
        window.closed.connect(self._pace.stop)
        parts.gallery.counts_changed.connect(self._show_counts)

    def join_core(self, core: Core) -> None:
        """Let rows follow the core's items."""
        arrivals = Arrivals(self._parts.gallery, self)
        for signal in (core.uploads.items_added, core.uploads.items_changed):
            signal.connect(self._headway.note)
        core.uploads.items_added.connect(arrivals.add)
        core.uploads.items_changed.connect(arrivals.replace)
        core.uploads.items_removed.connect(arrivals.remove)
        self._parts.window.closed.connect(arrivals.close)
        core.uploads.trouble_met.connect(self._on_trouble_met)

    def _on_verb_requested(self, verb: Verb, item: Item) -> None:
        if verb in {Verb.RETRY, Verb.RESTORE}:
            self._parts.core(lambda core: core.uploads.retry([item.job_id]))
        elif verb is Verb.CANCEL:
            self._parts.core(lambda core: core.uploads.cancel([item.job_id]))

    def _toggle_pause(self, core: Core) -> None:
        if core.uploads.is_paused:
            core.uploads.resume()
        else:
            core.uploads.pause()
        self._parts.window.actions_.set_paused(core.uploads.is_paused)
        self._show_counts()

    def _on_remove(self) -> None:
        window = self._parts.window
        selected = window.gallery.selected_items()
        ended = [item.job_id for item in selected if item.is_ended]
        if len(ended) == len(selected) or len(ended) > _MANY:  # Qt would follow thousands of rows as they leave
            window.gallery.clearSelection()
        self._take_out(ended)

    def _on_clear_done(self) -> None:
        """Take out what is live of what is shown: a shelf or a search narrows it."""
        shown = self._parts.window.gallery.items
        rows = (shown.item_at(row) for row in range(shown.rowCount()))
        self._take_out([item.job_id for item in rows if item.is_live])

    def _take_out(self, job_ids: list[str]) -> None:
        if not job_ids:
            return
        self._removed.append(job_ids)
        self._parts.core(lambda core: core.uploads.remove(job_ids))
        text = self.tr("Removed {images} from the list; the links stay.").format(images=phrases.images(len(job_ids)))
        self._parts.window.notice.say(text, button=self.tr("Undo"), then=self._on_undo)

    def _on_undo(self) -> None:
        if self._removed:
            job_ids = self._removed.pop()
            self._parts.core(lambda core: core.uploads.restore(job_ids))

    def _on_trouble_met(self, failure: Failure) -> None:
        self._parts.window.notice.say(phrases.trouble(failure), stays=True)

    def _show_counts(self) -> None:
        core = self._parts.core.core
        self._parts.window.show_counts(is_paused=core is not None and core.uploads.is_paused)
        is_busy = self._parts.gallery.tally.unfinished > 0
        if is_busy and not self._pace.isActive():
            self._pace.start()
        elif not is_busy and self._pace.isActive():
            self._pace.stop()
            self._show_pace()

    def _show_pace(self) -> None:
        core, unfinished = self._parts.core.core, self._parts.gallery.tally.unfinished
        is_online = core is not None and core.watch.connection.link is Link.ONLINE
        is_moving = unfinished > 0 and is_online and core is not None and not core.uploads.is_paused
        left = self._headway.seconds_left(unfinished) if is_moving else None
        self._parts.window.show_pace(self._headway.bytes_per_second if unfinished else 0.0, left)


def _ids(items: Sequence[Item]) -> list[str]:
    return [item.job_id for item in items]
