"""Go on with what earlier runs and other processes left in the ledger, and show what they did."""

from __future__ import annotations

import time
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from desktop.controllers.drops import Drops
from desktop.controllers.following import WATCH_SECONDS
from desktop.controllers.handing_over import HandingOver
from desktop.controllers.preparing import Preparing
from desktop.controllers.roll import Roll, failure_of
from desktop.domain.item import LOCAL_LEG, WORKER_LEG, Item, State
from desktop.services.background import Background, Lane
from desktop.services.ledger import Held, Ledger

LOOK_SECONDS = 3.0
BACKUP_SECONDS = 3600.0
"""How often it is asked whether today's copy of the ledger is made."""


class Reopening(QObject):
    """Bring the ledger's items into the roll and set the unfinished ones on their leg again."""

    added = Signal(object)  # list[Item]
    wished = Signal(object)  # list[Item] of which something is still to be told
    cancelled = Signal(object)  # Item that was lately, and may go live after all
    trouble_met = Signal(object)  # Failure

    def __init__(  # noqa: PLR0913  each is a door of its own
        self,
        background: Background,
        ledger: Ledger,
        roll: Roll,
        *,
        drops: Drops,
        preparing: Preparing,
        handing_over: HandingOver,
        parent: QObject | None = None,
    ) -> None:
        """Do nothing before `start`."""
        super().__init__(parent)
        self._background, self._ledger, self._roll = background, ledger, roll
        self._drops, self._preparing, self._handing_over = drops, preparing, handing_over
        self._driven: set[str] = set()
        self._is_loaded = False
        self._load_after: float | None = None
        self._since, self._look_after, self._back_up_after = time.time(), 0.0, 0.0

    def start(self) -> None:
        """Read the ledger; again every few seconds while it cannot be read."""
        self._background.run(self._ledger.load, on_done=self._on_loaded, on_error=self._on_unread, lane=Lane.LEDGER)

    def drive(self, job_ids: Iterable[str]) -> None:
        """Leave these to us from now on, whoever drives the rest of their drop: they are begun anew here."""
        self._driven.update(job_ids)

    def _on_unread(self, error: Exception) -> None:
        self.trouble_met.emit(failure_of(error))
        self._load_after = time.monotonic() + LOOK_SECONDS

    def beat(self, now: float) -> None:
        """Look every few seconds at what other processes did."""
        if self._load_after is not None and now >= self._load_after:
            self._load_after = None
            self.start()
        if not self._is_loaded or now < self._look_after:
            return
        if now >= self._back_up_after:
            self._back_up(now)
        self._look_after = now + LOOK_SECONDS
        since, self._since = self._since, time.time() - LOOK_SECONDS
        self._background.run(
            lambda: self._ledger.load_others(since=since),
            on_done=self._on_others,
            on_error=lambda _: None,
            lane=Lane.LEDGER,
        )

    def _back_up(self, now: float) -> None:
        self._back_up_after = now + BACKUP_SECONDS
        self._background.run(
            self._ledger.back_up,
            on_error=lambda error: self.trouble_met.emit(failure_of(error)),
            lane=Lane.LEDGER,
        )

    def _on_loaded(self, held: Held) -> None:
        self._is_loaded = True
        if held.failure is not None:
            self.trouble_met.emit(held.failure)
        self._drops.resume(held.drops, (*held.items, *held.hidden))
        self._roll.take(held.items)
        self.added.emit(list(held.items))
        self._go_on(item for item in held.items if item.drop_id not in held.foreign)
        self.wished.emit(list(held.wishes))

    def _on_others(self, held: Held) -> None:
        """Show what another process did; drive what one left behind."""
        if held.failure is not None:
            self.trouble_met.emit(held.failure)
        items = [item for item in held.items if item.job_id not in self._driven]
        ours = [item for job_id in self._driven if (item := self._roll.get(job_id)) is not None]
        self._drops.resume(held.drops, (*items, *ours, *held.hidden))
        fresh = [item for item in items if self._roll.get(item.job_id) is None]
        for item in items:
            if self._roll.get(item.job_id) is not None:
                self._roll.show(item)
        self._roll.take(fresh)
        if fresh:
            self.added.emit(fresh)
        taken = {drop.drop_id for drop in held.drops}
        self._go_on(item for item in items if item.drop_id in taken)
        self.wished.emit(list(held.wishes))

    def _go_on(self, items: Iterable[Item]) -> None:
        now = time.time()
        for item in items:
            if item.state in WORKER_LEG:
                self._handing_over.resume(item)
            elif item.state is State.CANCELLED and item.sent_at and now - item.changed_at < WATCH_SECONDS:
                self.cancelled.emit(item)
            elif item.state in LOCAL_LEG:
                waiting = item.moved_to(State.WAITING, at=now)
                self._roll.show(waiting)
                self._preparing.put(waiting)
