"""Follow each drop from its paths to its end: scan it, tell the worker its size, report once when all of it ended."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop.controllers.roll import Roll, failure_of
from desktop.controllers.scanning import Scanning
from desktop.controllers.sealing import Sealing
from desktop.domain.drop import Drop
from desktop.domain.intake import Limits, Scanned
from desktop.domain.item import Item
from desktop.domain.remote import JobQueue
from desktop.domain.reports import DropReport
from desktop.services.background import Background, Lane
from desktop.services.ledger import Ledger


class Drops(QObject):
    """Know every open drop of this process."""

    added = Signal(object)  # list[Item], on disk
    scan_ended = Signal(object, int, int)  # drop id, accepted, skipped
    ended = Signal(object)  # DropReport
    trouble_met = Signal(object)  # Failure

    def __init__(  # noqa: PLR0913  each is a door of its own
        self,
        background: Background,
        ledger: Ledger,
        queue: JobQueue,
        roll: Roll,
        *,
        user: str,
        parent: QObject | None = None,
    ) -> None:
        """Begin without drops."""
        super().__init__(parent)
        self._background, self._ledger, self._roll = background, ledger, roll
        self._drops: dict[str, Drop] = {}
        self._jobs: dict[str, dict[str, None]] = {}
        self._open: dict[str, set[str]] = {}
        self._touched: set[str] = set()
        self._sealing = Sealing(background, queue, user=user, told=self._on_told)
        self._scanning = Scanning(background, ledger, self)
        self._scanning.kept.connect(self._on_kept)
        self._scanning.ended.connect(self._on_whole)
        self._scanning.trouble_met.connect(self.trouble_met)
        roll.moved.connect(self._on_moved)
        roll.taken.connect(self._on_taken)

    def use(self, limits: Limits) -> None:
        """Look at paths with these limits from now on: the deployment has described itself."""
        self._scanning.limits = limits

    @property
    def is_quiet(self) -> bool:
        """Whether no drop is open and no seal is due."""
        return not self._drops

    def overtakes(self, drop_id: str) -> bool:
        """Whether the drop goes before bulk; a drop of an earlier run that is retried does."""
        drop = self._drops.get(drop_id)
        return drop is None or drop.overtakes(len(self._jobs.get(drop_id, ())))

    def begin(self, drop: Drop) -> None:
        """Keep the drop on disk, then look at its paths."""
        self._follow(drop)
        self._scanning.begin(drop)

    def begin_with(self, drop: Drop, items: Sequence[Item]) -> None:
        """Take items whose files need no scan as one drop; nothing is accepted before all of it is on disk."""
        whole = dataclasses.replace(drop, total=len(items))

        def keep() -> list[Item]:
            self._ledger.add_drop(drop)
            kept = self._ledger.add_items(items)
            self._ledger.update_drop(whole)
            return kept

        self._follow(drop)
        self._background.run(
            keep,
            on_done=lambda kept: self._on_begun(whole, kept),
            on_error=lambda error: self._on_not_begun(drop, error),
            lane=Lane.LEDGER,
        )

    def resume(self, drops: Sequence[Drop], items: Sequence[Item]) -> None:
        """Follow drops of an earlier run; call before their items enter the roll. Unended scans begin again."""
        for drop in drops:
            self._follow(drop)
            of_drop = [item for item in items if item.drop_id == drop.drop_id]
            for item in of_drop:  # what another process showed us before moves no more
                self._on_moved(item)
            if drop.total is None:
                self._scanning.scan(drop, of_drop)
            elif drop.is_reported:
                self._sealing.tell_again(drop.drop_id)  # the run that showed its end may have told none of it

    def hurry(self) -> None:
        """Seal at once: the broker is back."""
        self._sealing.hurry()

    def tell_again(self) -> None:
        """Tell the workers everything of the open drops once more: the broker forgot it."""
        for drop_id, drop in list(self._drops.items()):
            self._sealing.tell_again(drop_id)
            self._keep_drop(dataclasses.replace(drop, told=-1))
            self._touched.add(drop_id)

    def beat(self, now: float) -> None:
        """Seal and report what is due; a drop that is reported and told of is done with."""
        for drop_id in list(self._touched):
            if drop_id not in self._drops:
                self._touched.discard(drop_id)
            elif self._drops[drop_id].total is not None:
                is_told = self._sealing.seal(self._drops[drop_id], now)
                if self._report(self._drops[drop_id]):
                    # Any message may vanish in a broken line, also a worker's own: the end is told whole once more.
                    self._sealing.tell_again(drop_id)
                elif is_told:
                    self._touched.discard(drop_id)
                    if self._drops[drop_id].is_reported:
                        self._let_go(drop_id)

    def _follow(self, drop: Drop) -> None:
        self._drops[drop.drop_id] = drop
        self._jobs.setdefault(drop.drop_id, {})
        self._open.setdefault(drop.drop_id, set())
        self._sealing.follow(drop.drop_id)
        self._touched.add(drop.drop_id)

    def _on_begun(self, drop: Drop, items: list[Item]) -> None:
        self._drops[drop.drop_id] = drop
        self._touched.add(drop.drop_id)
        self._on_kept(items)
        self.scan_ended.emit(drop.drop_id, len(items), 0)

    def _on_not_begun(self, drop: Drop, error: Exception) -> None:
        self._let_go(drop.drop_id)
        self.trouble_met.emit(failure_of(error))

    def _on_kept(self, items: list[Item]) -> None:
        self._roll.take(items)
        self.added.emit(items)

    def _on_whole(self, drop: Drop, scanned: Scanned) -> None:
        self._drops[drop.drop_id] = drop
        self._touched.add(drop.drop_id)
        self.scan_ended.emit(drop.drop_id, scanned.accepted, scanned.skipped)

    def _on_taken(self, items: list[Item]) -> None:
        for item in items:
            if item.drop_id in self._drops:
                self._on_moved(item)

    def _on_moved(self, item: Item) -> None:
        if item.drop_id not in self._drops:
            return
        self._jobs[item.drop_id][item.job_id] = None
        self._sealing.note(item)
        if item.is_ended:
            self._open[item.drop_id].discard(item.job_id)
            self._touched.add(item.drop_id)
        else:
            self._open[item.drop_id].add(item.job_id)

    def _items(self, drop: Drop) -> list[Item]:
        found = (self._roll.get(job_id) for job_id in self._jobs[drop.drop_id])
        return sorted((item for item in found if item is not None), key=lambda item: item.position)

    def _on_told(self, drop_id: str, count: int) -> None:
        if (drop := self._drops.get(drop_id)) is not None:
            self._keep_drop(dataclasses.replace(drop, told=count))

    def _report(self, drop: Drop) -> bool:
        """Report a drop that has just ended, and return whether it has."""
        if drop.is_reported or self._open[drop.drop_id] or not self._is_whole(drop):
            return False
        self._keep_drop(dataclasses.replace(drop, is_reported=True, told=-1))
        self.ended.emit(DropReport(drop_id=drop.drop_id, items=tuple(self._items(drop)), skipped=drop.skipped))
        return True

    def _let_go(self, drop_id: str) -> None:
        del self._drops[drop_id], self._jobs[drop_id], self._open[drop_id]
        self._sealing.forget(drop_id)

    def _is_whole(self, drop: Drop) -> bool:
        return drop.total is not None and len(self._jobs[drop.drop_id]) >= drop.total

    def _keep_drop(self, drop: Drop) -> None:
        self._drops[drop.drop_id] = drop
        self._background.run(
            lambda: self._ledger.update_drop(drop),
            on_error=lambda error: self.trouble_met.emit(failure_of(error)),
            lane=Lane.LEDGER,
        )
