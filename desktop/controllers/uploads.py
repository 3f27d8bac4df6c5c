"""Carry dropped paths along the whole road: the verbs of the queue, without a widget. QtCore only, never QtGui."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal


class Uploads(QObject):
    """Own every item between a drop and its link; the window and `pixferry send` see the same signals.

    All methods return at once and are called on the GUI thread; all signals are emitted on it. `items_changed` is
    coalesced to at most 10 a second.
    """

    items_added = Signal(object)  # list[Item], in order; also once after `start` with what the ledger held
    items_changed = Signal(object)  # list[Item]
    items_removed = Signal(object)  # list[str] of job ids
    drop_ended = Signal(object)  # DropReport
    scan_ended = Signal(object, int, int)  # drop id, accepted, skipped
    trouble_met = Signal(object)  # Failure: something that concerns no single item (a full disk, a locked ledger)

    def start(self) -> None:
        """Read the ledger off this thread and go on where the last run stopped."""
        raise NotImplementedError

    def add(self, paths: Sequence[Path], *, preset: str | None = None) -> str:
        """Take files and folders as one drop and return its id; rows arrive through `items_added`."""
        raise NotImplementedError

    def add_pasted(self, image: bytes, *, name: str = "pasted.png") -> str:
        """Keep pasted image data as a file of our own and take it as a drop that overtakes bulk."""
        raise NotImplementedError

    def retry(self, job_ids: Sequence[str]) -> None:
        """Start ended items anew under new attempt ids."""
        raise NotImplementedError

    def retry_failed(self) -> None:
        """Retry every failed item."""
        raise NotImplementedError

    def cancel(self, job_ids: Sequence[str]) -> None:
        """End unfinished items as cancelled; a job already published stays live."""
        raise NotImplementedError

    def pause(self) -> None:
        """Send nothing new until `resume`; what the workers have goes on."""
        raise NotImplementedError

    def resume(self) -> None:
        """Go on sending."""
        raise NotImplementedError

    @property
    def is_paused(self) -> bool:
        """Whether sending is paused."""
        raise NotImplementedError

    def remove(self, job_ids: Sequence[str]) -> None:
        """Hide ended items from the list; nothing is deleted from the CDN."""
        raise NotImplementedError

    def restore(self, job_ids: Sequence[str]) -> None:
        """Undo `remove`; the items come back through `items_added`."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop sending, write what is pending and let every thread end; nothing is emitted afterwards."""
        raise NotImplementedError
