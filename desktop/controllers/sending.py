"""Put files into the store, several at once, with the tickets in hand; retry what time may mend, visibly."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from desktop.controllers.patience import Patience, wait_after
from desktop.controllers.roll import Roll, failure_of
from desktop.domain.item import Hold, Item, State
from desktop.domain.line import Line
from desktop.domain.moment import LONG_AGO
from desktop.domain.remote import Carrier, Parcel
from desktop.services.background import Background, Lane, StopSign
from worker.contract import Code, Failure, Ticket

MOST_RETRIES = 3
_SPARE_SECONDS = 30.0
"""A ticket this close to its end is not begun with; one of a short life in the first half of it."""


@dataclass
class _Running:
    """Hold a transfer on its way; the lane writes `sent`, the beat reads it."""

    stop: StopSign = field(default_factory=StopSign)
    sent: int = 0


class Sending(QObject):
    """Own the items between their ticket and the store."""

    sent = Signal(str)  # job id: its bytes are in the store
    ticket_wanted = Signal(str)  # job id
    file_changed = Signal(str, object)  # job id, Failure

    def __init__(
        self, background: Background, carrier: Carrier, roll: Roll, *, parallel: int, parent: QObject | None = None
    ) -> None:
        """Begin with nothing to send."""
        super().__init__(parent)
        self._background, self._carrier, self._roll = background, carrier, roll
        self._parallel = parallel
        self._line = Line()
        self._parcels: dict[str, Parcel] = {}
        self._overtakes: dict[str, bool] = {}
        self._running: dict[str, _Running] = {}
        self._outages: dict[str, int] = {}
        self._patience = Patience()
        self.is_paused = False

    @property
    def room(self) -> int:
        """How many more tickets can be begun with at once."""
        return max(0, self._parallel - len(self._running) - len(self._line))

    def allow(self, parallel: int) -> None:
        """Send so many at once from now on."""
        self._parallel = parallel
        self.pump()

    def put(self, job_id: str, ticket: Ticket, *, overtakes: bool) -> None:
        """Take a job with its ticket."""
        item = self._roll[job_id]
        self._parcels[job_id] = Parcel(path=item.path, size=item.size, modified=item.modified, ticket=ticket)
        self._overtakes[job_id] = overtakes
        self._line.put(job_id, overtakes=overtakes)

    def leave(self, job_id: str) -> None:
        """Stop a job wherever it is here."""
        self._line.leave(job_id)
        self._patience.leave(job_id)
        self._parcels.pop(job_id, None)
        self._overtakes.pop(job_id, None)
        self._outages.pop(job_id, None)
        if (running := self._running.pop(job_id, None)) is not None:
            running.stop.set()

    def stop_all(self) -> None:
        """Ask every transfer to stop."""
        for running in self._running.values():
            running.stop.set()

    def hurry(self) -> None:
        """Try again at once: the network is back."""
        self._patience.cut_short()

    def beat(self) -> None:
        """Show how far the transfers are, and go on with what was waiting."""
        for job_id, running in self._running.items():
            item = self._roll[job_id]
            self._roll.show(item.changed(fraction=min(1.0, running.sent / max(1, item.size))))
        for job_id in self._patience.due():
            self._line.put(job_id, overtakes=self._overtakes.get(job_id, False))
        self.pump()

    def pump(self) -> None:
        """Begin as many transfers as may run."""
        while not self.is_paused and len(self._line) and len(self._running) < self._parallel:
            self._begin(self._line.take())

    def _begin(self, job_id: str) -> None:
        parcel = self._parcels[job_id]
        if parcel.seconds_left < min(_SPARE_SECONDS, parcel.lifetime / 2):
            self._want_ticket(job_id)
            return
        item = self._roll[job_id].moved_to(State.SENDING, at=time.time())
        self._roll.put(item)
        running = self._running[job_id] = _Running(sent=parcel.ticket.stored)
        closing = self._background.stopping
        self._background.run(
            lambda: self._carrier.put(
                parcel,
                progressed=lambda count: setattr(running, "sent", count),
                is_stopped=lambda: running.stop.is_set or closing.is_set,
            ),
            on_done=lambda is_whole: self._on_put(job_id, running, is_whole=is_whole),
            on_error=lambda error: self._on_failed(job_id, running, failure_of(error)),
            lane=Lane.TRANSFER,
        )

    def _on_put(self, job_id: str, running: _Running, *, is_whole: bool) -> None:
        if self._running.get(job_id) is not running or not is_whole:
            return
        self._roll.show(self._roll[job_id].changed(fraction=1.0))
        self.leave(job_id)
        self.sent.emit(job_id)
        self.pump()

    def _on_failed(self, job_id: str, running: _Running, failure: Failure) -> None:
        if self._running.get(job_id) is not running:
            return
        del self._running[job_id]
        item = self._unhurried(self._roll[job_id], running)
        if failure.code == Code.FILE_CHANGED:
            self.leave(job_id)
            self.file_changed.emit(job_id, failure)
        elif failure.code == Code.STORAGE_UNREACHABLE:
            outages = self._outages[job_id] = self._outages.get(job_id, 0) + 1
            self._hold(item, Hold.NETWORK, failure, wait_after(outages, asked=failure.retry_after))
        elif not failure.transient or item.retries >= MOST_RETRIES:
            self.leave(job_id)
            self._roll.put(item.moved_to(State.FAILED, at=time.time(), failure=failure))
        elif failure.code == Code.TICKET_EXPIRED:
            self._roll.show(item.changed(retries=item.retries + 1))
            self._want_ticket(job_id)
        else:
            wait = wait_after(item.retries + 2, asked=failure.retry_after)
            self._hold(item.changed(retries=item.retries + 1), Hold.RETRY, failure, wait)
        self.pump()

    def _unhurried(self, item: Item, running: _Running) -> Item:
        """Begin counting failures anew where a part arrived since the last, and ask which parts are missing now."""
        parcel = self._parcels[item.job_id]
        ticket = parcel.ticket
        if not ticket.parts:
            return item
        self._parcels[item.job_id] = dataclasses.replace(parcel, came=LONG_AGO)
        has_advanced = running.sent - ticket.stored >= ticket.parts[0].size
        if has_advanced:
            self._outages.pop(item.job_id, None)
        return item.changed(retries=0) if has_advanced else item

    def _hold(self, item: Item, hold: Hold, failure: Failure, seconds: float) -> None:
        self._patience.hold(item.job_id, seconds)
        retry_at = time.time() + seconds
        self._roll.show(item.changed(hold=hold, retry_at=retry_at, failure=failure, fraction=0.0))

    def _want_ticket(self, job_id: str) -> None:
        self.leave(job_id)
        self.ticket_wanted.emit(job_id)
