"""Delete published images from the CDN: give up this desktop's ownership, row by row, and say how it went."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.controllers.roll import Roll, failure_of
from desktop.domain.item import Item, State
from desktop.domain.remote import JobQueue
from desktop.domain.trouble import TroubleError
from desktop.services.background import Background
from worker.contract import Failure, Outcome, UnpublishRequest

ANSWER_SECONDS = 20.0


@dataclass(frozen=True, kw_only=True)
class Unpublished:
    """Tell how a deletion went: what is gone, what other owners still show, and what stayed for a reason."""

    gone: int
    kept_by_others: int = 0
    failed: int = 0
    failure: Failure | None = None


class Unpublishing:
    """Ask the workers for one image after the other; a row changes as soon as its answer is there."""

    def __init__(
        self,
        background: Background,
        queue: JobQueue,
        roll: Roll,
        *,
        owner: str,
        ended: Callable[[Unpublished], None],
    ) -> None:
        """Tell `ended` of each deletion once, on the GUI thread."""
        self._background, self._queue, self._roll = background, queue, roll
        self._owner, self._ended = owner, ended

    def begin(self, items: Sequence[Item]) -> None:
        """Delete these; images that share their objects with another row of ours are asked for once."""
        wanted = dict.fromkeys(mark for item in items if (mark := _mark(item.outcome)) is not None)
        if not wanted:
            return
        told = self._background.relayed(self._on_gone)
        self._background.run(
            lambda: self._delete(list(wanted), told),
            on_done=self._ended,
            on_error=lambda error: self._ended(
                Unpublished(gone=0, failed=len(wanted), failure=failure_of(error)),
            ),
        )

    def _delete(self, marks: Sequence[_Mark], told: Callable[[_Mark], None]) -> Unpublished:
        """Run on a lane; what time may mend is met by every image alike, so the rest is not asked for."""
        gone = kept = 0
        stopping = self._background.stopping
        failed, failure = 0, None
        for number, (sha256, fingerprint, slug) in enumerate(marks):
            request = UnpublishRequest(owner=self._owner, sha256=sha256, fingerprint=fingerprint, slug=slug)
            try:
                answer = self._queue.unpublish(request, timeout=ANSWER_SECONDS, is_stopped=lambda: stopping.is_set)
            except TroubleError as error:
                failure = error.failure
                if failure.transient:
                    return Unpublished(
                        gone=gone, kept_by_others=kept, failed=failed + len(marks) - number, failure=failure
                    )
                failed += 1
                continue
            gone, kept = gone + 1, kept + (answer.owners_left > 0)
            told((sha256, fingerprint, slug))
        return Unpublished(gone=gone, kept_by_others=kept, failed=failed, failure=failure)

    def _on_gone(self, mark: _Mark) -> None:
        """Take the links off every row that showed them: two rows may share one image."""
        for item in list(self._roll.all()):
            if item.state is State.LIVE and _mark(item.outcome) == mark:
                self._roll.put(item.moved_to(State.UNPUBLISHED, at=time.time(), outcome=None))


_Mark = tuple[str, str, str]
"""SHA-256, fingerprint and slug: what names the objects of one published image."""


def _mark(outcome: Outcome | None) -> _Mark | None:
    return (outcome.sha256, outcome.fingerprint, outcome.slug) if outcome is not None else None
