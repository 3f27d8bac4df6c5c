"""Begin ended images anew: send them again, put them back on the CDN, make them with another preset."""

from __future__ import annotations

import dataclasses
import time
import uuid
from collections.abc import Sequence

from desktop.controllers.legs import Legs
from desktop.controllers.roll import failure_of
from desktop.domain.drop import Drop
from desktop.domain.item import Item, State
from desktop.services.background import Background, Lane
from desktop.services.ledger import Ledger


class Redoing:
    """Set ended items on the road again, each under a new attempt id."""

    def __init__(self, background: Background, ledger: Ledger, legs: Legs) -> None:
        """Begin with nothing to redo."""
        self._background, self._ledger, self._legs = background, ledger, legs

    def retry(self, job_ids: Sequence[str]) -> None:
        """Start these anew if they ended without a link."""
        ended = [item for item in map(self._legs.roll.get, job_ids) if item is not None and item.is_ended]
        items = [item for item in ended if item.state is not State.LIVE]
        if not items:
            return
        drop_ids = sorted({item.drop_id for item in items})
        self._legs.reopening.drive(item.job_id for item in items)
        self._background.run(
            lambda: self._ledger.adopt(drop_ids),
            on_error=lambda error: self._legs.roll.trouble_met.emit(failure_of(error)),
            lane=Lane.LEDGER,
        )
        for item in sorted(items, key=lambda item: item.position):
            self._legs.preparing.leave(item.job_id)
            if item.state is State.UNPUBLISHED:
                self._restore(item)
            else:
                self._send(item)
        self._legs.pump()

    def with_preset(self, job_ids: Sequence[str], drop: Drop) -> bool:
        """Make live images anew as one drop, each a row of its own; False if there is nothing to make."""
        found = filter(None, map(self._legs.roll.get, job_ids))
        items = [made_with(item, drop) for item in found if item.is_live and item.sha256 and item.preset != drop.preset]
        if items:
            self._legs.drops.begin_with(drop, items)
        return bool(items)

    def _send(self, item: Item) -> None:
        anew = item.moved_to(State.WAITING, at=time.time(), attempt_id=None, sent_at=None, retries=0)
        self._legs.roll.put(anew)
        self._legs.preparing.put(anew)

    def _restore(self, item: Item) -> None:
        """Ask the workers at once: the store mostly still has the original; if not, the file is sent again."""
        anew = item.moved_to(State.QUEUED, at=time.time(), attempt_id=None, sent_at=None, retries=0)
        self._legs.roll.put(anew)
        self._legs.handing_over.put(item.job_id)


def made_with(item: Item, drop: Drop) -> Item:
    """Return a new item of the same bytes, to be made with the drop's preset."""
    return dataclasses.replace(
        item,
        job_id=uuid.uuid4().hex,
        drop_id=drop.drop_id,
        position=0,
        preset=drop.preset,
        state=State.QUEUED,
        added_at=drop.added_at,
        changed_at=drop.added_at,
        attempt_id=None,
        attempts=0,
        sent_at=None,
        retries=0,
        outcome=None,
        wish=None,
    )
