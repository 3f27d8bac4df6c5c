"""Carry dropped paths along the whole road: the verbs of the queue, without a widget. QtCore only, never QtGui.

The road's legs are objects of their own, joined here: `drops` scans, seals and reports, `preparing` reads files and
asks for tickets, `sending` puts them into the store, `following` hands them to the workers; `roll` holds the items
and writes them ahead. One timer beats for all of them, ten times a second, and stands still when nothing is open.
"""

from __future__ import annotations

import dataclasses
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.controllers.drops import Drops
from desktop.controllers.following import FORGOTTEN_SECONDS, Following
from desktop.controllers.preparing import Preparing
from desktop.controllers.reopening import Reopening
from desktop.controllers.roll import Roll, failure_of
from desktop.controllers.sending import Sending
from desktop.domain.drop import Drop
from desktop.domain.intake import Limits
from desktop.domain.item import LOCAL_LEG, Hold, Item, State
from desktop.domain.remote import Carrier, JobQueue
from desktop.domain.reports import Connection, Link
from desktop.services.background import Background, Lane
from desktop.services.ledger import Ledger
from desktop.settings import Settings
from worker.contract import Code, Failure, Ticket

BEAT_MILLISECONDS = 100


@dataclass(frozen=True, kw_only=True)
class Doors:
    """Hold the services the queue needs."""

    background: Background
    ledger: Ledger
    queue: JobQueue
    carrier: Carrier


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
    trouble_met = Signal(object)  # Failure: something that concerns no single item (a full disk, a locked ledger)

    def __init__(
        self,
        doors: Doors,
        settings: Settings,
        *,
        is_window: bool = True,
        forgotten_after: float = FORGOTTEN_SECONDS,
        parent: QObject | None = None,
    ) -> None:
        """Begin with nothing; a window shows the whole ledger and takes over what ended processes left."""
        super().__init__(parent)
        self._doors, self._settings, self._is_window = doors, settings, is_window
        self._is_closed = False
        self._connection = Connection(link=Link.STARTING)
        self._roll = Roll(doors.background, doors.ledger, self)
        self._drops = Drops(doors.background, doors.ledger, doors.queue, self._roll, user=settings.user, parent=self)
        overtakes = self._drops.overtakes
        self._preparing = Preparing(
            doors.background, doors.queue, self._roll, owner=settings.owner, overtakes=overtakes, parent=self
        )
        self._sending = Sending(
            doors.background, doors.carrier, self._roll, parallel=settings.parallel_sends, parent=self
        )
        self._following = Following(
            doors.background,
            doors.queue,
            self._roll,
            owner=settings.owner,
            user=settings.user,
            overtakes=overtakes,
            forgotten_after=forgotten_after,
            parent=self,
        )
        self._reopening = Reopening(
            doors.background,
            doors.ledger,
            self._roll,
            drops=self._drops,
            preparing=self._preparing,
            following=self._following,
            parent=self,
        )
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MILLISECONDS)
        self._join()

    def _join(self) -> None:
        """Join the legs."""
        self._timer.timeout.connect(self._on_beat)
        self._roll.changed.connect(self.items_changed)
        self._roll.trouble_met.connect(self.trouble_met)
        self._drops.added.connect(self._on_added)
        self._drops.scan_ended.connect(self.scan_ended)
        self._drops.ended.connect(self.drop_ended)
        self._drops.trouble_met.connect(self.trouble_met)
        self._preparing.ticketed.connect(self._on_ticketed)
        self._preparing.settled.connect(self._pump)
        self._sending.sent.connect(self._on_sent)
        self._sending.ticket_wanted.connect(self._preparing.ask_again)
        self._sending.file_changed.connect(self._preparing.read_again)
        self._following.source_changed.connect(self._preparing.read_again)
        self._reopening.added.connect(self.items_added)
        self._reopening.trouble_met.connect(self.trouble_met)

    def start(self) -> None:
        """Read the ledger off this thread and go on where the last run stopped."""
        self._doors.carrier.limit(self._settings.bytes_per_second)
        self._timer.start()
        if self._is_window:
            self._reopening.start()

    def add(self, paths: Sequence[Path], *, preset: str | None = None) -> str:
        """Take files and folders as one drop and return its id; rows arrive through `items_added`."""
        drop = self._drop(tuple(path.absolute() for path in paths), preset)
        self._drops.begin(drop)
        return drop.drop_id

    def add_pasted(self, image: bytes, *, name: str = "pasted.png") -> str:
        """Keep pasted image data as a file of our own and take it as a drop that overtakes bulk."""
        file = self._settings.home / "pasted" / uuid.uuid4().hex[:12] / Path(name).name
        drop = dataclasses.replace(self._drop((file,), None), is_urgent=True)
        self._doors.background.run(
            lambda: _kept(file, image),
            on_done=lambda _: self._drops.begin(drop),
            on_error=lambda error: self.trouble_met.emit(
                Failure(code="ledger:unwritable", detail=str(error), transient=True)
            ),
        )
        return drop.drop_id

    def retry(self, job_ids: Sequence[str]) -> None:
        """Start ended items anew under new attempt ids."""
        ended = [item for item in map(self._roll.get, job_ids) if item is not None and item.is_ended]
        items = [item for item in ended if item.state is not State.LIVE]
        if not items:
            return
        drop_ids = sorted({item.drop_id for item in items})
        self._doors.background.run(lambda: self._doors.ledger.adopt(drop_ids), lane=Lane.LEDGER)
        now = time.time()
        for item in sorted(items, key=lambda item: item.position):
            self._preparing.leave(item.job_id)
            anew = item.moved_to(State.WAITING, at=now, attempt_id=None, sent_at=None, retries=0)
            self._roll.put(anew)
            self._preparing.put(anew)
        self._pump()

    def retry_failed(self) -> None:
        """Retry every failed item."""
        self.retry([item.job_id for item in self._roll.all() if item.state is State.FAILED])

    def cancel(self, job_ids: Sequence[str]) -> None:
        """End unfinished items as cancelled; a job already published stays live."""
        now = time.time()
        for item in filter(None, map(self._roll.get, job_ids)):
            if not item.is_ended:
                self._leave(item.job_id)
                self._roll.put(item.moved_to(State.CANCELLED, at=now, failure=Failure(code=Code.CANCELLED)))
        self._pump()

    def pause(self) -> None:
        """Send nothing new until `resume`; what the workers have goes on."""
        self._set_paused(is_paused=True)
        for item in self._local():
            if item.state is State.WAITING:
                self._roll.show(item.changed(hold=Hold.PAUSED))

    def resume(self) -> None:
        """Go on sending."""
        self._set_paused(is_paused=False)
        for item in self._local():
            if item.hold is Hold.PAUSED:
                self._roll.show(item.changed(hold=None))
        self._pump()

    @property
    def is_paused(self) -> bool:
        """Whether sending is paused."""
        return self._sending.is_paused

    @property
    def is_settled(self) -> bool:
        """Whether every drop ended, was told to the workers, and is on disk as it is."""
        return self._drops.is_quiet and self._roll.is_quiet

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
            self._drops.limits = self._preparing.limits = limits
        is_back = connection.link is Link.ONLINE and self._connection.link is not Link.ONLINE
        has_no_worker = _has_no_worker(connection)
        is_news = has_no_worker is not _has_no_worker(self._connection)
        self._connection = connection
        if is_back:
            for leg in (self._drops, self._preparing, self._sending, self._following):
                leg.hurry()
        for item in self._roll.all() if is_news else ():
            if item.state is State.QUEUED and item.hold in {None, Hold.WORKER}:
                self._roll.show(item.changed(hold=Hold.WORKER if has_no_worker else None))

    def change(self, settings: Settings) -> None:
        """Use other settings from now on: how many are sent at once, how fast, which preset."""
        self._settings = settings
        self._doors.carrier.limit(settings.bytes_per_second)
        self._sending.allow(settings.parallel_sends)

    def close(self) -> None:
        """Stop sending and hand over what is pending; nothing is emitted afterwards.

        The threads end with `Background.close`, which follows.
        """
        if self._is_closed:
            return
        self._is_closed = True
        self._timer.stop()
        self.blockSignals(True)  # noqa: FBT003  Qt's signature
        self._sending.stop_all()
        self._roll.write_last()

    def _drop(self, paths: tuple[Path, ...], preset: str | None) -> Drop:
        return Drop(drop_id=uuid.uuid4().hex, added_at=time.time(), paths=paths, preset=preset or self._settings.preset)

    def _in_ledger(self, work: Callable[[], object], on_done: Callable[..., None]) -> None:
        self._doors.background.run(
            work, on_done=on_done, on_error=lambda error: self.trouble_met.emit(failure_of(error)), lane=Lane.LEDGER
        )

    def _on_beat(self) -> None:
        if self._is_closed:
            return
        now = time.monotonic()
        self._preparing.beat()
        self._sending.beat()
        self._following.beat(now)
        self._drops.beat(now)
        self._pump()
        self._roll.beat()
        self._reopening.beat(now)

    def _pump(self) -> None:
        if not self._is_closed:
            self._preparing.pump(self._sending.room)
            self._sending.pump()

    def _on_restored(self, items: list[Item]) -> None:
        self._roll.take(items)
        self.items_added.emit(items)

    def _on_added(self, items: list[Item]) -> None:
        self.items_added.emit(items)
        for item in items:
            if item.state is State.WAITING:
                self._preparing.put(item)
        self._pump()

    def _on_ticketed(self, job_id: str, ticket: Ticket) -> None:
        self._sending.put(job_id, ticket, overtakes=self._drops.overtakes(self._roll[job_id].drop_id))

    def _on_sent(self, job_id: str) -> None:
        self._following.put(job_id)

    def _leave(self, job_id: str) -> None:
        self._preparing.leave(job_id)
        self._sending.leave(job_id)
        self._following.leave(job_id)

    def _local(self) -> list[Item]:
        return [item for item in self._roll.all() if item.state in LOCAL_LEG]

    def _set_paused(self, *, is_paused: bool) -> None:
        self._preparing.is_paused = self._sending.is_paused = is_paused


def _has_no_worker(connection: Connection) -> bool:
    return connection.failure is not None and connection.failure.code == Code.NO_WORKER


def _kept(file: Path, image: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(image)
