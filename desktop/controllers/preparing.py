"""Take items from the drop to their ticket: read them once, then ask the workers, just in time and in batches."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.controllers.patience import Patience, wait_after
from desktop.controllers.readiness import Ready, made_ready
from desktop.controllers.roll import Roll, failure_of
from desktop.domain.intake import MIB, Limits
from desktop.domain.item import Hold, Item, State
from desktop.domain.line import Line
from desktop.domain.remote import JobQueue
from desktop.services.background import Background, Lane, StopSign
from worker.contract import Code, ContractError, Failure, SourceFile, TicketAnswer, TicketsAnswer, TicketsRequest

AHEAD = 2 * TicketsRequest.MOST
"""So many files are read ahead of the tickets, not more: a file read early may have changed when its turn comes."""
BYTES_PER_REQUEST = 64 * MIB
"""Tickets are asked for so many bytes at once (at least one file, at most 100): they are used within minutes."""
ANSWER_SECONDS = 20.0
_HASHES = 2


class Preparing(QObject):
    """Own the items before their ticket."""

    ticketed = Signal(str, object)  # job id, Ticket
    settled = Signal()  # answers have come: there may be room for more

    def __init__(  # noqa: PLR0913  each is a door of its own
        self,
        background: Background,
        queue: JobQueue,
        roll: Roll,
        *,
        owner: str,
        overtakes: Callable[[str], bool],
        parent: QObject | None = None,
    ) -> None:
        """Begin with nothing to prepare."""
        super().__init__(parent)
        self._background, self._queue, self._roll = background, queue, roll
        self._owner, self._overtakes = owner, overtakes
        self._to_read, self._to_ask = Line(), Line()
        self._reading: dict[str, StopSign] = {}
        self._read_bytes: dict[str, int] = {}
        self._asked: set[str] = set()
        self._reread: set[str] = set()
        self._silences = 0
        self._ask_after = 0.0
        self._patience = Patience()
        self._put_offs: dict[str, int] = {}
        self.limits = Limits()
        self.is_paused = False

    def put(self, item: Item) -> None:
        """Take an item that waits."""
        self._to_read.put(item.job_id, overtakes=self._overtakes(item.drop_id))

    def ask_again(self, job_id: str) -> None:
        """Ask another ticket for an item that was read already."""
        item = self._roll[job_id]
        self._roll.put(item.moved_to(State.WAITING, at=time.time()))
        self._to_ask.put(job_id, overtakes=self._overtakes(item.drop_id))

    def read_again(self, job_id: str, failure: Failure) -> None:
        """Read a file anew that changed on its way, once; the second time it is the user's turn.

        Its drop is then told from here: a worker that found the source missing or changed leaves that to us.
        """
        item = self._roll[job_id]
        if job_id in self._reread:
            self._roll.put(item.moved_to(State.FAILED, at=time.time(), failure=failure, sent_at=None))
            return
        self._reread.add(job_id)
        self._roll.put(item.moved_to(State.WAITING, at=time.time(), failure=failure, sha256=None, sent_at=None))
        self.put(item)

    def leave(self, job_id: str) -> None:
        """Forget a job wherever it is here."""
        self._to_read.leave(job_id)
        self._to_ask.leave(job_id)
        self._asked.discard(job_id)
        self._reread.discard(job_id)
        self._patience.leave(job_id)
        self._put_offs.pop(job_id, None)
        if (stop := self._reading.pop(job_id, None)) is not None:
            stop.set()

    def hurry(self) -> None:
        """Ask at once: the deployment is back."""
        self._ask_after = 0.0
        self._patience.cut_short()

    def beat(self) -> None:
        """Show how far reading is, and let those ask again whose time has come."""
        for job_id in self._patience.due():
            self._to_ask.put(job_id, overtakes=self._overtakes(self._roll[job_id].drop_id))
        for job_id, count in list(self._read_bytes.items()):  # the lanes write into it
            item = self._roll.get(job_id)
            if item is not None and item.state is State.HASHING:
                self._roll.show(item.changed(fraction=min(1.0, count / max(1, item.size))))

    def pump(self, room: int) -> None:
        """Begin what may begin; `room` is how many tickets could be used at once."""
        if self.is_paused:
            return
        while len(self._to_read) and len(self._reading) < _HASHES and len(self._to_ask) < AHEAD:
            self._read(self._to_read.take())
        if room and len(self._to_ask) and not self._asked and time.monotonic() >= self._ask_after:
            self._ask(room)

    def _read(self, job_id: str) -> None:
        item = self._roll[job_id].moved_to(State.HASHING, at=time.time(), failure=self._roll[job_id].failure)
        self._roll.show(item)
        stop, limits, closing = StopSign(), self.limits, self._background.stopping
        self._reading[job_id] = stop
        self._background.run(
            lambda: made_ready(
                item,
                limits,
                progressed=lambda count: self._read_bytes.__setitem__(job_id, count),
                is_stopped=lambda: stop.is_set or closing.is_set,
            ),
            on_done=lambda ready: self._on_read(job_id, stop, ready),
            on_error=lambda error: self._on_unread(job_id, stop, failure_of(error)),
            lane=Lane.HASHING,
        )

    def _on_read(self, job_id: str, stop: StopSign, ready: Ready | None) -> None:
        self._read_bytes.pop(job_id, None)
        if self._reading.get(job_id) is not stop or ready is None:
            return
        del self._reading[job_id]
        item = self._roll[job_id].moved_to(State.WAITING, at=time.time(), **dataclasses.asdict(ready))
        self._roll.put(item)
        self._to_ask.put(job_id, overtakes=self._overtakes(item.drop_id))
        self.settled.emit()

    def _on_unread(self, job_id: str, stop: StopSign, failure: Failure) -> None:
        self._read_bytes.pop(job_id, None)
        if self._reading.get(job_id) is not stop:
            return
        del self._reading[job_id]
        if failure.code == Code.FILE_CHANGED:
            self.read_again(job_id, failure)
        else:
            self._roll.put(self._roll[job_id].moved_to(State.FAILED, at=time.time(), failure=failure))
        self.settled.emit()

    def _ask(self, room: int) -> None:
        files: list[SourceFile] = []
        count = 0
        while (
            len(self._to_ask) and len(files) < TicketsRequest.MOST and (len(files) < room or count < BYTES_PER_REQUEST)
        ):
            item = self._roll[self._to_ask.take()]
            try:
                files.append(source_of(item, self._owner))
            except ContractError as error:
                self._roll.put(item.moved_to(State.FAILED, at=time.time(), failure=unfit(error)))
                continue
            count += item.size
        if not files:
            return
        self._asked = {file.job_id for file in files}
        request = TicketsRequest(files=tuple(files), asks_again=True)
        closing = self._background.stopping
        self._background.run(
            lambda: self._queue.issue_tickets(request, timeout=ANSWER_SECONDS, is_stopped=lambda: closing.is_set),
            on_done=self._on_answered,
            on_error=lambda error: self._on_silence(failure_of(error)),
            lane=Lane.CONTROL,
        )

    def _on_answered(self, answer: TicketsAnswer) -> None:
        put_off = [one.refused for one in answer.answers if one.refused is not None and one.refused.transient]
        if put_off and len(put_off) == len(answer.answers):
            self._on_silence(put_off[0])
            return
        self._silences = 0
        asked, self._asked = self._asked, set()
        for one in answer.answers:
            if one.job_id in asked:
                asked.discard(one.job_id)
                self._settle(one)
        for job_id in asked:
            self._to_ask.put(job_id, overtakes=True)
        self.settled.emit()

    def _settle(self, answer: TicketAnswer) -> None:
        item, now = self._roll[answer.job_id], time.time()
        if answer.refused is not None and answer.refused.transient:
            self._put_off(item, answer.refused)
            return
        self._put_offs.pop(item.job_id, None)
        if answer.ticket is not None:
            self.ticketed.emit(answer.job_id, answer.ticket)
        elif answer.published is not None:
            outcome = dataclasses.replace(answer.published, job_id=item.job_id, reused=True)
            self._roll.put(item.moved_to(State.LIVE, at=now, outcome=outcome))
        else:
            self._roll.put(item.moved_to(State.FAILED, at=now, failure=answer.refused))

    def _put_off(self, item: Item, failure: Failure) -> None:
        """Wait with one file the store hesitates over, longer each time; the others go on."""
        count = self._put_offs[item.job_id] = self._put_offs.get(item.job_id, 0) + 1
        seconds = wait_after(count, asked=failure.retry_after)
        self._patience.hold(item.job_id, seconds)
        self._roll.show(item.changed(hold=Hold.RETRY, retry_at=time.time() + seconds, failure=failure))

    def _on_silence(self, failure: Failure) -> None:
        """Wait and ask again for as long as it takes when time may mend it; a refusal of all is everyone's end."""
        asked, self._asked = self._asked, set()
        self._silences += 1
        self._ask_after = time.monotonic() + wait_after(self._silences, asked=failure.retry_after)
        hold = Hold.WORKER if failure.code == Code.NO_WORKER else Hold.NETWORK
        for job_id in sorted(asked, key=lambda job_id: self._roll[job_id].position):
            item = self._roll[job_id]
            if failure.transient:
                self._roll.show(item.changed(hold=hold, failure=failure))
                self._to_ask.put(job_id, overtakes=self._overtakes(item.drop_id))
            else:
                self._roll.put(item.moved_to(State.FAILED, at=time.time(), failure=failure))
        self.settled.emit()


def source_of(item: Item, owner: str) -> SourceFile:
    """Return what the wire says of an item's file; raise `ContractError` where it cannot (a preset with a space)."""
    return SourceFile(
        job_id=item.job_id,
        owner=owner,
        sha256=item.sha256 or "",
        size=item.size,
        content_type=item.content_type,
        name=item.name.encode("utf-8", "replace").decode()[:255],
        preset=item.preset,
    )


def unfit(error: ContractError) -> Failure:
    """Return the failure of an item the wire cannot name: it ends alone and holds nobody up."""
    return Failure(code=Code.REQUEST_INVALID, detail=str(error)[:200])
