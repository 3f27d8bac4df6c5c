"""Hold every item in memory, write changes to the ledger in batches, and tell them at most ten times a second."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from desktop.domain.item import Item
from desktop.domain.trouble import TroubleError
from desktop.services.background import Background, Lane
from desktop.services.ledger import Ledger
from worker.contract import Failure


class Roll(QObject):
    """Be the one place an item is replaced. Driven by `beat`, ten times a second."""

    changed = Signal(object)  # list[Item]
    moved = Signal(object)  # Item whose state is new
    taken = Signal(object)  # list[Item] held from now on: one signal, for ten thousand would take the window's time
    trouble_met = Signal(object)  # Failure

    def __init__(self, background: Background, ledger: Ledger, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._background = background
        self._ledger = ledger
        self._items: dict[str, Item] = {}
        self._told: dict[str, None] = {}
        self._unwritten: dict[str, Item] = {}
        self._after: list[Callable[[], None]] = []
        self._is_writing = False
        self._beats_to_wait = 0
        self._is_in_trouble = False

    def __getitem__(self, job_id: str) -> Item:
        """Return the item as it is now."""
        return self._items[job_id]

    def get(self, job_id: str) -> Item | None:
        """Return the item as it is now, or None if it is not in the roll."""
        return self._items.get(job_id)

    def all(self) -> Iterable[Item]:
        """Return every item, in the order they came."""
        return self._items.values()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing waits to be told or written."""
        return not (self._told or self._unwritten or self._after or self._is_writing)

    def take(self, items: Iterable[Item]) -> None:
        """Hold items that are in the ledger already."""
        items = list(items)
        self._items.update((item.job_id, item) for item in items)
        self.taken.emit(items)

    def put(self, item: Item) -> None:
        """Replace an item; the ledger follows within a beat."""
        self._unwritten[item.job_id] = item
        self.show(item)

    def write_down(self, item: Item) -> None:
        """Replace an item that may have left the list; the ledger has its row all the same."""
        if item.job_id in self._items:
            self.put(item)
        else:
            self._unwritten[item.job_id] = item

    def show(self, item: Item) -> None:
        """Replace an item in what matters to the eye alone: progress, a hold."""
        before = self._items.get(item.job_id)
        if before == item:
            return
        self._items[item.job_id] = item
        self._told[item.job_id] = None
        if before is None or before.state is not item.state:
            self.moved.emit(item)

    def commit(self, items: Sequence[Item], then: Callable[[], None]) -> None:
        """Replace items and call `then` once they are on disk for good; while the disk refuses, not at all."""
        for item in items:
            self.put(item)
        self._after.append(then)
        self.write()

    def leave_out(self, job_ids: Iterable[str]) -> None:
        """Hold these items no longer."""
        for job_id in job_ids:
            self._items.pop(job_id, None)
            self._told.pop(job_id, None)

    def beat(self) -> None:
        """Tell what changed since the last beat and write it."""
        if self._told:
            changed = [self._items[job_id] for job_id in self._told if job_id in self._items]
            self._told = {}
            self.changed.emit(changed)
        if self._beats_to_wait:
            self._beats_to_wait -= 1
        self.write()

    def write(self) -> None:
        """Hand what is unwritten to the ledger's lane, one batch at a time."""
        if self._is_writing or self._beats_to_wait or not (self._unwritten or self._after):
            return
        batch, self._unwritten = self._unwritten, {}
        after, self._after = self._after, []
        self._is_writing = True
        items, is_durable = tuple(batch.values()), bool(after)
        self._background.run(
            lambda: self._ledger.write(items, durable=is_durable),
            on_done=lambda _: self._on_written(after),
            on_error=lambda error: self._on_refused(error, batch, after),
            lane=Lane.LEDGER,
        )

    def write_last(self) -> None:
        """Hand over what is unwritten before everything closes."""
        items = tuple(self._unwritten.values())
        self._unwritten = {}
        if items:
            self._background.run(lambda: self._ledger.write(items, durable=True), lane=Lane.LEDGER)

    def _on_written(self, after: list[Callable[[], None]]) -> None:
        self._is_writing = False
        self._is_in_trouble = False
        for then in after:
            then()
        if self._after:
            self.write()

    def _on_refused(self, error: Exception, batch: dict[str, Item], after: list[Callable[[], None]]) -> None:
        """Keep everything and try again in two seconds; say it once."""
        self._is_writing = False
        self._unwritten = {**batch, **self._unwritten}
        self._after = after + self._after
        self._beats_to_wait = 20
        if not self._is_in_trouble:
            self._is_in_trouble = True
            self.trouble_met.emit(failure_of(error))


def failure_of(error: Exception) -> Failure:
    """Return what a lane's exception says; anything but `TroubleError` is a bug of ours and says so."""
    if isinstance(error, TroubleError):
        return error.failure
    return Failure(code="desktop:bug", detail=f"{type(error).__name__}: {error}"[:200])
