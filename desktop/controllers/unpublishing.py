"""Delete published images from the CDN: give up this desktop's ownership, row by row, and say how it went.

The wish is on disk before anybody is asked: whatever ends this run in between, the next one asks again, which is
harmless, and no row goes on showing a link that is gone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.controllers.patience import wait_after
from desktop.controllers.roll import Roll, failure_of
from desktop.domain.item import Item, State, Wish
from desktop.domain.remote import JobQueue
from desktop.domain.trouble import TroubleError
from desktop.services.background import Background
from worker.contract import Failure, Outcome, UnpublishRequest

ANSWER_SECONDS = 20.0


@dataclass(frozen=True, kw_only=True)
class Unpublished:
    """Tell how a deletion goes: what is gone, what other owners still show, what stays, what waits; and the reason."""

    gone: int
    kept_by_others: int = 0
    failed: int = 0
    waiting: int = 0
    failure: Failure | None = None

    @property
    def has_moved(self) -> bool:
        """Whether anything was decided."""
        return bool(self.gone or self.failed)


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
        """Tell `ended` of each deletion, and once of one that has to wait, on the GUI thread."""
        self._background, self._queue, self._roll = background, queue, roll
        self._owner, self._ended = owner, ended
        self._wanted: dict[_Mark, list[Item]] = {}
        self._is_busy = self._is_wait_said = False
        self._failures = 0
        self._after = 0.0
        self.store = ""
        """The mark of the store the workers have: what another has is not theirs to delete, and waits."""

    def begin(self, items: Sequence[Item]) -> None:
        """Delete these, once the wish is on disk."""
        wished = [item.changed(wish=Wish.DELETE) for item in items if item.outcome is not None]
        if wished:
            self._roll.commit(wished, lambda: self.put(wished))

    def put(self, items: Sequence[Item]) -> None:
        """Take items whose wish is on disk; images that share their objects are asked for once."""
        for item in items:
            if (mark := _mark(item.outcome)) is not None:
                self._wanted.setdefault(mark, []).append(item)
        self._is_wait_said = False
        self.hurry()
        self.beat(time.monotonic())

    def hurry(self) -> None:
        """Ask at once: the broker is back."""
        self._after = 0.0

    def beat(self, now: float) -> None:
        """Ask for what is left."""
        marks = [mark for mark in self._wanted if mark[3] in {"", self.store}]
        if self._is_busy or not marks or now < self._after:
            return
        self._is_busy = True
        gone, refused = self._background.relayed(self._on_gone), self._background.relayed(self._on_refused)
        self._background.run(
            lambda: self._delete(marks, gone, refused),
            on_done=self._on_asked,
            on_error=lambda error: self._on_asked(
                Unpublished(gone=0, waiting=len(marks), failure=failure_of(error)),
            ),
        )

    def _delete(
        self, marks: Sequence[_Mark], gone: Callable[[_Mark], None], refused: Callable[[_Mark], None]
    ) -> Unpublished:
        """Run on a lane; what time may mend is met by every image alike, so the rest is not asked for."""
        count = kept = failed = waiting = 0
        failure = None
        stopping = self._background.stopping
        for number, mark in enumerate(marks):
            sha256, fingerprint, slug, _ = mark
            request = UnpublishRequest(owner=self._owner, sha256=sha256, fingerprint=fingerprint, slug=slug)
            try:
                answer = self._queue.unpublish(request, timeout=ANSWER_SECONDS, is_stopped=lambda: stopping.is_set)
            except TroubleError as error:
                failure = error.failure
                if failure.transient:
                    waiting = len(marks) - number
                    break
                failed += 1
                refused(mark)
                continue
            count, kept = count + 1, kept + (answer.owners_left > 0)
            gone(mark)
        return Unpublished(gone=count, kept_by_others=kept, failed=failed, waiting=waiting, failure=failure)

    def _on_asked(self, told: Unpublished) -> None:
        self._is_busy = False
        self._failures = self._failures + 1 if told.waiting else 0
        if told.waiting:
            self._after = time.monotonic() + wait_after(self._failures)
        if told.has_moved or (told.waiting and not self._is_wait_said):
            self._is_wait_said = bool(told.waiting)
            self._ended(told)

    def _on_gone(self, mark: _Mark) -> None:
        """Take the links off every row that showed them, also one that has left the list: two may share one image."""
        wished = {item.job_id: item for item in self._wanted.pop(mark, ())}
        shown = {item.job_id: item for item in self._roll.all() if _is_same(_mark(item.outcome), mark)}
        for item in {**wished, **shown}.values():
            if item.state is State.LIVE:
                self._roll.write_down(item.moved_to(State.UNPUBLISHED, at=time.time(), outcome=None))

    def _on_refused(self, mark: _Mark) -> None:
        """Give the wish up: time does not mend the reason."""
        for item in self._wanted.pop(mark, ()):
            current = self._roll.get(item.job_id) or item
            if current.wish is Wish.DELETE:
                self._roll.write_down(current.changed(wish=None))


_Mark = tuple[str, str, str, str]
"""SHA-256, fingerprint and slug, which name the objects of one published image, and the store that has them."""


def _is_same(mark: _Mark | None, other: _Mark) -> bool:
    """Whether two rows have their links from the same objects; what an older worker published names no store."""
    return mark is not None and mark[:3] == other[:3] and (mark[3] == other[3] or not (mark[3] and other[3]))


def _mark(outcome: Outcome | None) -> _Mark | None:
    return (outcome.sha256, outcome.fingerprint, outcome.slug, outcome.store) if outcome is not None else None
