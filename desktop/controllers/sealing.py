"""Tell the workers how big a drop is and what of it ended here, so that its one notification can be sent."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from desktop.domain.drop import Drop
from desktop.domain.item import Item, State
from desktop.domain.remote import JobQueue
from desktop.services.background import Background, Lane
from worker.contract import EndedJob, Ending, SealRequest

PAUSE_SECONDS = 1.0
MOST_PER_SEAL = 500
_MOST_CHARACTERS = 300 * 1024
"""Of JSON, which becomes 400 KiB as base64: the workers take 512 KiB of one message and the broker twice as much."""
_WIDEST = 12
"""Characters JSON takes for one that is not ASCII: a pair of escapes."""
_FRAME = 200
"""More characters than one ending takes besides its values, a cancelled attempt's id included."""
_AFTER_TROUBLE_SECONDS = 5.0
_ENDINGS = {State.LIVE: Ending.LIVE, State.CANCELLED: Ending.CANCELLED}


@dataclass
class _Known:
    """Hold how a drop's jobs ended, which of them ended on this computer, and what the workers were told."""

    ended: dict[str, EndedJob] = field(default_factory=dict)
    here: dict[str, None] = field(default_factory=dict)
    told: dict[str, EndedJob] = field(default_factory=dict)
    is_sealed: bool = False
    is_busy: bool = False
    after: float = 0.0

    @property
    def untold(self) -> list[EndedJob]:
        """What is to be told, as far as the next two seals can hold it; the workers add up what several tell."""
        news = (self.ended[job_id] for job_id in self.here if self.told.get(job_id) != self.ended[job_id])
        return list(islice(news, 2 * MOST_PER_SEAL))


class Sealing:
    """Send each drop's seal, again whenever more of it ended here, at most once a second."""

    def __init__(self, background: Background, queue: JobQueue, *, user: str, told: Callable[[str, int], None]) -> None:
        """`told` hears how many endings a drop's workers know of now; it is called on the GUI thread."""
        self._background, self._queue, self._user, self._told = background, queue, user, told
        self._known: dict[str, _Known] = {}

    def hurry(self) -> None:
        """Seal at once: the broker is back."""
        for known in self._known.values():
            known.after = 0.0

    def follow(self, drop_id: str) -> None:
        """Begin with a drop; what an earlier run told of it is told again, which changes nothing."""
        self._known.setdefault(drop_id, _Known())

    def forget(self, drop_id: str) -> None:
        """Forget a drop that is done with."""
        self._known.pop(drop_id, None)

    def note(self, item: Item) -> None:
        """Remember how a job of a followed drop ended, also when its row is removed, or that it begins anew."""
        known = self._known[item.drop_id]
        if item.is_ended:
            known.ended[item.job_id] = ended_job(item)
            if item.sent_at is None:
                known.here[item.job_id] = None
        else:
            for told in (known.ended, known.here, known.told):
                told.pop(item.job_id, None)

    def tell_again(self, drop_id: str) -> None:
        """Tell everything of a drop once more, also what ended at a worker: the broker forgot it."""
        known = self._known[drop_id]
        known.here.update(dict.fromkeys(known.ended))
        known.told.clear()
        known.is_sealed = False
        known.after = 0.0

    def seal(self, drop: Drop, now: float) -> bool:
        """Return whether the workers know all there is to know; if not, tell the next part unless one is on its way."""
        known = self._known[drop.drop_id]
        untold = known.untold
        if not drop.total or (known.is_sealed and not untold):
            return True
        if not known.is_busy and now >= known.after:
            known.is_busy = True
            ended = untold[: how_many_fit(untold)]
            pause = PAUSE_SECONDS if ended == untold else 0.0
            request = SealRequest(drop_id=drop.drop_id, user=self._user, size=drop.total, ended=tuple(ended))
            self._background.run(
                lambda: self._queue.seal_drop(request),
                on_done=lambda _: self._on_sealed(drop.drop_id, known, ended, pause),
                on_error=lambda _: self._on_unsealed(known),
                lane=Lane.CONTROL,
            )
        return False

    def _on_sealed(self, drop_id: str, known: _Known, ended: Sequence[EndedJob], pause: float) -> None:
        known.is_busy, known.is_sealed = False, True
        known.told.update({job.job_id: job for job in ended if job.job_id in known.here})
        known.after = time.monotonic() + pause
        self._told(drop_id, len(known.told))

    def _on_unsealed(self, known: _Known) -> None:
        known.is_busy = False
        known.after = time.monotonic() + _AFTER_TROUBLE_SECONDS


def how_many_fit(ended: Sequence[EndedJob]) -> int:
    """Return how many of these, from the first on, one message holds: names of other scripts take up to 12 times more.

    More than the workers take would be a dead letter of which nobody is told.
    """
    room = _MOST_CHARACTERS
    for count, job in enumerate(ended[:MOST_PER_SEAL]):
        room -= _FRAME + sum(map(_width, (job.job_id, job.name, job.key or "", job.code or "")))
        if room < 0:
            return max(1, count)
    return min(len(ended), MOST_PER_SEAL)


def _width(text: str) -> int:
    return len(text) if text.isascii() else _WIDEST * len(text)


def ended_job(item: Item) -> EndedJob:
    """Return what a drop is told of an item that ended."""
    return EndedJob(
        job_id=item.job_id,
        name=item.name.encode("utf-8", "replace").decode()[:255],
        ending=_ENDINGS.get(item.state, Ending.FAILED),
        key=item.outcome.main.key if item.outcome and item.is_live else None,
        code=item.failure.code if item.failure else None,
    )
