"""Describe what was dropped at once: its paths until they are scanned, its size once it is known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SMALL_DROP = 20
"""Up to so many images a drop goes by the quick queue and overtakes bulk, also on this computer."""


@dataclass(frozen=True, kw_only=True)
class Drop:
    """Hold one drop.

    `total` counts its rows once its scan has ended; `told` how many of its jobs that ended here the worker was last
    told of with the seal (-1: never); `is_reported` whether its end was shown.
    """

    drop_id: str
    added_at: float
    paths: tuple[Path, ...]
    preset: str
    is_urgent: bool = False
    total: int | None = None
    skipped: int = 0
    told: int = -1
    is_reported: bool = False

    def overtakes(self, found: int) -> bool:
        """Whether it goes before bulk, with so many rows found as yet."""
        return self.is_urgent or (self.total if self.total is not None else found) <= SMALL_DROP
