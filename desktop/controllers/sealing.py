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
"""A message of this many endings is well below what the broker and the workers take."""
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
        """What the next seal holds; the workers add up what several tell."""
        news = (self.ended[job_id] for job_id in self.here if self.told.get(job_id) != self.ended[job_id])
        return list(islice(news, MOST_PER_SEAL))


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
        ended = known.untold
        if not drop.total or (known.is_sealed and not ended):
            return True
        if not known.is_busy and now >= known.after:
            known.is_busy = True
            request = SealRequest(drop_id=drop.drop_id, user=self._user, size=drop.total, ended=tuple(ended))
            self._background.run(
                lambda: self._queue.seal_drop(request),
                on_done=lambda _: self._on_sealed(drop.drop_id, known, ended),
                on_error=lambda _: self._on_unsealed(known),
                lane=Lane.CONTROL,
            )
        return False

    def _on_sealed(self, drop_id: str, known: _Known, ended: Sequence[EndedJob]) -> None:
        known.is_busy, known.is_sealed = False, True
        known.told.update({job.job_id: job for job in ended if job.job_id in known.here})
        known.after = time.monotonic() + (PAUSE_SECONDS if len(ended) < MOST_PER_SEAL else 0.0)
        self._told(drop_id, len(known.told))

    def _on_unsealed(self, known: _Known) -> None:
        known.is_busy = False
        known.after = time.monotonic() + _AFTER_TROUBLE_SECONDS


def ended_job(item: Item) -> EndedJob:
    """Return what a drop is told of an item that ended."""
    return EndedJob(
        job_id=item.job_id,
        name=item.name.encode("utf-8", "replace").decode()[:255],
        ending=_ENDINGS.get(item.state, Ending.FAILED),
        key=item.outcome.main.key if item.outcome and item.is_live else None,
        code=item.failure.code if item.failure else None,
    )
