"""Look at a drop's paths and keep on disk what is found; say its size when every row of it is there."""

from __future__ import annotations

import dataclasses
import time
import uuid
from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.controllers.roll import failure_of
from desktop.domain.drop import Drop
from desktop.domain.intake import Finding, Limits, Scanned, scan
from desktop.domain.item import Item, State
from desktop.services.background import Background, Lane
from desktop.services.ledger import Ledger

_AGAIN_SECONDS = 2.0


class Scanning(QObject):
    """Own the drops whose size is not on disk yet; what the ledger refuses is offered again until it is taken."""

    kept = Signal(object)  # list[Item], on disk
    ended = Signal(object, object)  # Drop with its total, on disk; Scanned
    trouble_met = Signal(object)  # Failure

    def __init__(self, background: Background, ledger: Ledger, parent: QObject | None = None) -> None:
        """Begin with nothing to look at; `limits` may change when the deployment has described itself."""
        super().__init__(parent)
        self._background, self._ledger = background, ledger
        self._unkept: Counter[str] = Counter()
        self._rows: Counter[str] = Counter()
        self._scanned: dict[str, tuple[Drop, Scanned]] = {}
        self.limits = Limits()

    def begin(self, drop: Drop) -> None:
        """Keep the drop on disk, then look at its paths."""
        self._background.run(
            lambda: self._ledger.add_drop(drop),
            on_done=lambda _: self.scan(drop, []),
            on_error=lambda error: self._again(error, lambda: self.begin(drop)),
            lane=Lane.LEDGER,
        )

    def scan(self, drop: Drop, known: list[Item]) -> None:
        """Look at the paths of a drop that is on disk, but for the rows it has already.

        These count in its size whether or not their files are still there.
        """
        self._rows[drop.drop_id] = len(known)
        limits, stopping, seen = self.limits, self._background.stopping, frozenset(item.path for item in known)
        found: Callable[[list[Finding]], None] = self._background.relayed(
            lambda findings: self._on_found(drop, [one for one in findings if one.path not in seen])
        )
        self._background.run(
            lambda: scan(drop.paths, limits=limits, found=found, is_stopped=lambda: stopping.is_set),
            on_done=lambda scanned: self._on_scanned(drop, scanned),
            on_error=lambda error: self.trouble_met.emit(failure_of(error)),
            lane=Lane.SCAN,
        )

    def _on_found(self, drop: Drop, findings: list[Finding]) -> None:
        if findings:
            self._unkept[drop.drop_id] += 1
            self._rows[drop.drop_id] += len(findings)
            self._keep(drop, [_item_of(finding, drop) for finding in findings])

    def _keep(self, drop: Drop, items: list[Item]) -> None:
        self._background.run(
            lambda: self._ledger.add_items(items),
            on_done=lambda placed: self._on_kept(drop, placed),
            on_error=lambda error: self._again(error, lambda: self._keep(drop, items)),
            lane=Lane.LEDGER,
        )

    def _on_kept(self, drop: Drop, items: list[Item]) -> None:
        self._unkept[drop.drop_id] -= 1
        self.kept.emit(items)
        self._end(drop.drop_id)

    def _on_scanned(self, drop: Drop, scanned: Scanned) -> None:
        whole = dataclasses.replace(drop, total=self._rows[drop.drop_id], skipped=scanned.skipped)
        self._scanned[drop.drop_id] = whole, scanned
        self._end(drop.drop_id)

    def _end(self, drop_id: str) -> None:
        """Keep the total once every row is on disk: a reopened ledger with a total is never looked at again."""
        if drop_id not in self._scanned or self._unkept[drop_id]:
            return
        whole, scanned = self._scanned[drop_id]
        self._background.run(
            lambda: self._ledger.update_drop(whole),
            on_done=lambda _: self._on_whole(whole, scanned),
            on_error=lambda error: self._again(error, lambda: self._end(drop_id)),
            lane=Lane.LEDGER,
        )

    def _on_whole(self, whole: Drop, scanned: Scanned) -> None:
        for held in (self._scanned, self._unkept, self._rows):
            del held[whole.drop_id]
        self.ended.emit(whole, scanned)

    def _again(self, error: Exception, step: Callable[[], None]) -> None:
        """Say that the ledger refused, and try in a moment."""
        self.trouble_met.emit(failure_of(error))
        self._background.run(
            lambda: self._background.stopping.sleep(_AGAIN_SECONDS), on_done=lambda _: step(), lane=Lane.SCAN
        )


def _item_of(finding: Finding, drop: Drop) -> Item:
    now = time.time()
    return Item(
        job_id=uuid.uuid4().hex,
        drop_id=drop.drop_id,
        position=0,
        path=finding.path,
        name=finding.path.name or str(finding.path),
        size=finding.size,
        modified=finding.modified,
        content_type=finding.content_type,
        preset=drop.preset,
        state=State.REFUSED if finding.failure else State.WAITING,
        added_at=now,
        changed_at=now,
        failure=finding.failure,
    )
