"""Carry dropped paths along the whole road: the verbs of the queue, without a widget. QtCore only, never QtGui.

The road's legs are objects of their own, joined here: `drops` scans, seals and reports, `preparing` reads files and
asks for tickets, `sending` puts them into the store, `handing_over` gives them to the workers, `following` waits for
their end, `redoing` begins anew; `roll` holds the items and writes them ahead. One timer beats for all of them, ten
times a second, until the close.
"""

from __future__ import annotations

import dataclasses
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.controllers.legs import Doors, Legs
from desktop.controllers.redoing import Redoing
from desktop.controllers.roll import failure_of
from desktop.controllers.silence import Silence
from desktop.controllers.troubles import Troubles
from desktop.domain.drop import Drop
from desktop.domain.intake import Limits
from desktop.domain.item import LOCAL_LEG, WORKER_LEG, Hold, Item, State, Wish
from desktop.domain.reports import Connection, Link
from desktop.services.background import Lane
from desktop.settings import Settings
from worker.contract import Code, Failure

BEAT_MILLISECONDS = 100


class Uploads(QObject):
    """Own every item between a drop and its link; the window and `pixferry send` see the same signals.

    All methods return at once and are called on the GUI thread; all signals are emitted on it. `items_changed` is
    coalesced to at most 10 a second.
    """

    items_added = Signal(object)  # list[Item], in order; also once after `start` with what the ledger held
    items_changed = Signal(object)  # list[Item]
    items_removed = Signal(object)  # list[str] of job ids
    drop_ended = Signal(object)  # DropReport
    scan_ended = Signal(object, int, int)  # drop id, accepted, skipped
    unpublish_ended = Signal(object)  # Unpublished
    trouble_met = Signal(object)  # Failure: something that concerns no single item (a full disk, a locked ledger)

    def __init__(
        self,
        doors: Doors,
        settings: Settings,
        *,
        is_window: bool = True,
        silence: Silence | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Begin with nothing; a window shows the whole ledger and takes over what ended processes left."""
        super().__init__(parent)
        self._doors, self._settings, self._is_window = doors, settings, is_window
        self._is_closed = False
        self._connection = Connection(link=Link.STARTING)
        self._troubles = Troubles()
        legs = self._legs = Legs(
            doors,
            settings,
            silence=silence or Silence(),
            unpublish_ended=self.unpublish_ended.emit,
            parent=self,
        )
        self._roll = legs.roll
        self._redoing = Redoing(doors.background, doors.ledger, legs)
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MILLISECONDS)
        self._timer.timeout.connect(legs.beat)
        legs.roll.changed.connect(self.items_changed)
        legs.drops.scan_ended.connect(self.scan_ended)
        legs.drops.ended.connect(self.drop_ended)
        legs.drops.added.connect(self.items_added)
        legs.reopening.added.connect(self.items_added)
        for part in (legs.roll, legs.drops, legs.reopening):
            part.trouble_met.connect(self._on_trouble)

    def _on_trouble(self, failure: Failure) -> None:
        if self._troubles.is_news(failure):
            self.trouble_met.emit(failure)

    def start(self) -> None:
        """Read the ledger off this thread and go on where the last run stopped."""
        self._doors.carrier.limit(self._settings.bytes_per_second)
        self._timer.start()
        if self._is_window:
            self._legs.reopening.start()

    def add(self, paths: Sequence[Path], *, preset: str | None = None) -> str:
        """Take files and folders as one drop and return its id; rows arrive through `items_added`."""
        drop = self._drop(tuple(path.absolute() for path in paths), preset)
        self._legs.drops.begin(drop)
        return drop.drop_id

    def add_pasted(self, image: bytes, *, name: str = "pasted.png") -> str:
        """Keep pasted image data as a file of our own and take it as a drop that overtakes bulk."""
        file = self._settings.home / "pasted" / uuid.uuid4().hex[:12] / Path(name).name
        drop = dataclasses.replace(self._drop((file,), None), is_urgent=True)
        self._doors.background.run(
            lambda: _kept(file, image),
            on_done=lambda _: self._legs.drops.begin(drop),
            on_error=lambda error: self.trouble_met.emit(
                Failure(code="ledger:unwritable", detail=str(error), transient=True)
            ),
        )
        return drop.drop_id

    def retry(self, job_ids: Sequence[str]) -> None:
        """Start ended items anew under new attempt ids."""
        self._redoing.retry(job_ids)

    def retry_failed(self) -> None:
        """Retry every item that ended without a link against the user's will; a refused file may be fine by now."""
        self.retry([item.job_id for item in self._roll.all() if item.state in {State.FAILED, State.REFUSED}])

    def unpublish(self, job_ids: Sequence[str]) -> None:
        """Delete live items from the CDN; their rows stay. `unpublish_ended` tells how it went."""
        self._legs.unpublishing.begin(
            [item for item in map(self._roll.get, job_ids) if item is not None and item.is_live]
        )

    def apply_preset(self, job_ids: Sequence[str], preset: str) -> str:
        """Make live images anew with another preset, from the original the store kept, and return the drop's id.

        Each becomes a row of its own, so the links of both stay; an original that is gone is sent again.
        """
        drop = dataclasses.replace(self._drop((), preset), is_urgent=True)
        return drop.drop_id if self._redoing.with_preset(job_ids, drop) else ""

    def cancel(self, job_ids: Sequence[str]) -> None:
        """End unfinished items as cancelled; one that is published already, or just so, is live all the same."""
        now = time.time()
        for item in filter(None, map(self._roll.get, job_ids)):
            if not item.is_ended:
                self._legs.leave(item.job_id)
                wish = Wish.CANCEL if item.state in WORKER_LEG and item.attempt_id is not None else None
                cancelled = item.moved_to(State.CANCELLED, at=now, failure=Failure(code=Code.CANCELLED), wish=wish)
                self._roll.put(cancelled)
                if wish is not None:
                    self._legs.cancelling.put(cancelled)
                    self._legs.following.watch(cancelled)
        self._legs.pump()

    def pause(self) -> None:
        """Send nothing new until `resume`; what the workers have goes on."""
        self._legs.set_paused(is_paused=True)
        for item in self._local():
            if item.state is State.WAITING:
                self._roll.show(item.changed(hold=Hold.PAUSED))

    def resume(self) -> None:
        """Go on sending."""
        self._legs.set_paused(is_paused=False)
        for item in self._local():
            if item.hold is Hold.PAUSED:
                self._roll.show(item.changed(hold=None))
        self._legs.pump()

    @property
    def is_paused(self) -> bool:
        """Whether sending is paused."""
        return self._legs.sending.is_paused

    @property
    def is_settled(self) -> bool:
        """Whether every drop ended, was told to the workers, and is on disk as it is."""
        return self._legs.drops.is_quiet and self._roll.is_quiet

    def remove(self, job_ids: Sequence[str]) -> None:
        """Hide ended items from the list; nothing is deleted from the CDN."""
        gone = [item.job_id for item in filter(None, map(self._roll.get, job_ids)) if item.is_ended]
        if gone:
            self._in_ledger(lambda: self._doors.ledger.hide(gone), lambda _: None)
            self._roll.leave_out(gone)
            self.items_removed.emit(gone)

    def restore(self, job_ids: Sequence[str]) -> None:
        """Undo `remove`; the items come back through `items_added`."""
        wanted = list(job_ids)
        self._in_ledger(lambda: self._doors.ledger.show(wanted), self._on_restored)

    def follow(self, connection: Connection) -> None:
        """Take the deployment's limits, and go on at once when it is back (joined to `connection_changed`)."""
        description = connection.description
        if description is not None:
            limits = Limits(max_bytes=description.max_bytes, content_types=frozenset(description.content_types))
            self._legs.preparing.limits = limits
            self._legs.drops.use(limits)
            self._legs.unpublishing.store = description.store
        is_back = connection.link is Link.ONLINE and self._connection.link is not Link.ONLINE
        has_no_worker = connection.has_no_worker
        is_news = has_no_worker is not self._connection.has_no_worker
        self._connection = connection
        self._legs.handing_over.has_workers = not has_no_worker
        if is_back:
            self._legs.hurry()
        for item in self._roll.all() if is_news else ():
            if item.state is State.QUEUED and item.hold in {None, Hold.WORKER}:
                self._roll.show(item.changed(hold=Hold.WORKER if has_no_worker else None))

    def change(self, settings: Settings) -> None:
        """Use other settings from now on: how many are sent at once, how fast, which preset."""
        self._settings = settings
        self._doors.carrier.limit(settings.bytes_per_second)
        self._legs.sending.allow(settings.parallel_sends)

    def close(self) -> None:
        """Stop sending and hand over what is pending; nothing is emitted afterwards.

        The threads end with `Background.close`, which follows.
        """
        if self._is_closed:
            return
        self._is_closed = True
        self._timer.stop()
        self.blockSignals(True)  # noqa: FBT003  Qt's signature
        self._legs.close()

    def _drop(self, paths: tuple[Path, ...], preset: str | None) -> Drop:
        return Drop(drop_id=uuid.uuid4().hex, added_at=time.time(), paths=paths, preset=preset or self._settings.preset)

    def _in_ledger(self, work: Callable[[], object], on_done: Callable[..., None]) -> None:
        self._doors.background.run(
            work, on_done=on_done, on_error=lambda error: self._on_trouble(failure_of(error)), lane=Lane.LEDGER
        )

    def _on_restored(self, items: list[Item]) -> None:
        self._roll.take(items)
        self.items_added.emit(items)

    def _local(self) -> list[Item]:
        return [item for item in self._roll.all() if item.state in LOCAL_LEG]


def _kept(file: Path, image: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(image)
