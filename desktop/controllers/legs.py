"""Make the legs of the road and join them: what one leg is done with, the next one takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop.controllers.cancelling import Cancelling
from desktop.controllers.drops import Drops
from desktop.controllers.following import Following
from desktop.controllers.handing_over import HandingOver
from desktop.controllers.preparing import Preparing
from desktop.controllers.reopening import Reopening
from desktop.controllers.roll import Roll
from desktop.controllers.sending import Sending
from desktop.controllers.silence import Silence
from desktop.controllers.unpublishing import Unpublished, Unpublishing
from desktop.domain.item import WORKER_LEG, Hold, Item, State, Wish
from desktop.domain.remote import Carrier, JobQueue
from desktop.services.background import Background
from desktop.services.ledger import Ledger
from desktop.settings import Settings
from worker.contract import Ticket


@dataclass(frozen=True, kw_only=True)
class Doors:
    """Hold the services the queue needs."""

    background: Background
    ledger: Ledger
    queue: JobQueue
    carrier: Carrier


class Legs:
    """Hold the legs; `beat` drives them all, `pump` begins what may begin at once."""

    def __init__(
        self,
        doors: Doors,
        settings: Settings,
        *,
        silence: Silence,
        unpublish_ended: Callable[[Unpublished], None],
        parent: QObject,
    ) -> None:
        """Begin with an empty road."""
        background, ledger, queue = doors.background, doors.ledger, doors.queue
        self.roll = Roll(background, ledger, parent)
        self.drops = Drops(background, ledger, queue, self.roll, user=settings.user, parent=parent)
        overtakes = self.drops.overtakes
        self.preparing = Preparing(
            background, queue, self.roll, owner=settings.owner, overtakes=overtakes, parent=parent
        )
        self.sending = Sending(background, doors.carrier, self.roll, parallel=settings.parallel_sends, parent=parent)
        self.handing_over = HandingOver(
            background, queue, self.roll, owner=settings.owner, user=settings.user, overtakes=overtakes, parent=parent
        )
        self.following = Following(
            background, queue, self.roll, queue_of=self.handing_over.queue_of, silence=silence, parent=parent
        )
        self.reopening = Reopening(
            background,
            ledger,
            self.roll,
            drops=self.drops,
            preparing=self.preparing,
            handing_over=self.handing_over,
            parent=parent,
        )
        self.cancelling = Cancelling(background, queue, self.roll, user=settings.user)
        self.unpublishing = Unpublishing(background, queue, self.roll, owner=settings.owner, ended=unpublish_ended)
        self._road = (self.preparing, self.sending, self.handing_over, self.following)
        self._is_closed = False
        self._join()

    def _join(self) -> None:
        self.roll.moved.connect(self._on_moved)
        self.drops.added.connect(self._on_added)
        self.reopening.added.connect(self.pump)
        self.reopening.wished.connect(self._on_wished)
        self.reopening.cancelled.connect(self.following.watch)
        self.preparing.ticketed.connect(self._on_ticketed)
        self.preparing.settled.connect(self.pump)
        self.sending.ticket_wanted.connect(self.preparing.ask_again)
        self.sending.file_changed.connect(self.preparing.read_again)
        self.sending.sent.connect(self.handing_over.put)
        self.handing_over.handed.connect(self.following.follow)
        self.following.lost.connect(self.handing_over.send_again)
        self.following.forgotten.connect(self.drops.tell_again)
        self.following.source_changed.connect(self.preparing.read_again)

    def beat(self) -> None:
        """Show progress, go on with what waited, seal, report, write."""
        if self._is_closed:
            return
        now = time.monotonic()
        self.preparing.beat()
        self.sending.beat()
        self.handing_over.beat(now)
        self.following.beat(now)
        self.cancelling.beat(now)
        self.unpublishing.beat(now)
        self.drops.beat(now)
        self.pump()
        self.roll.beat()
        self.reopening.beat(now)

    def pump(self) -> None:
        """Begin what may begin."""
        if not self._is_closed:
            self.preparing.pump(self.sending.room)
            self.sending.pump()

    def hurry(self) -> None:
        """Try everything again at once that waited for the deployment."""
        for leg in (self.cancelling, self.unpublishing, self.drops, *self._road):
            leg.hurry()

    def leave(self, job_id: str) -> None:
        """Take a job off the road."""
        for leg in self._road:
            leg.leave(job_id)

    def set_paused(self, *, is_paused: bool) -> None:
        """Hold back what is not on its way yet, or let it go."""
        self.preparing.is_paused = self.sending.is_paused = is_paused

    def close(self) -> None:
        """Begin nothing more and hand over what is unwritten."""
        self._is_closed = True
        self.sending.stop_all()
        self.roll.write_last()

    def _on_moved(self, item: Item) -> None:
        """Say of what waits from now on that it waits for a person."""
        if self.sending.is_paused and item.state is State.WAITING and item.hold is None:
            self.roll.show(item.changed(hold=Hold.PAUSED))

    def _on_added(self, items: list[Item]) -> None:
        for item in items:
            if item.state is State.WAITING:
                self._on_moved(item)
                self.preparing.put(item)
            elif item.state in WORKER_LEG:
                self.handing_over.resume(item)
        self.pump()

    def _on_wished(self, items: list[Item]) -> None:
        """Tell what an earlier run did not."""
        for item in items:
            if item.wish is Wish.CANCEL:
                self.cancelling.put(item)
        if deleted := [item for item in items if item.wish is Wish.DELETE]:
            self.unpublishing.put(deleted)

    def _on_ticketed(self, job_id: str, ticket: Ticket) -> None:
        self.sending.put(job_id, ticket, overtakes=self.drops.overtakes(self.roll[job_id].drop_id))
