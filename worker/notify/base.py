"""Say what telling the user needs: one message per drop, sent or honestly not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class DropMessage:
    """Hold what a drop's message says; `urls` are the links of its live images in the order they ended."""

    drop_id: str
    user: str
    live: int
    failed: int
    cancelled: int
    urls: tuple[str, ...]
    problems: tuple[str, ...] = ()
    is_complete: bool = True


class Notifier(Protocol):
    """Tell somebody that a drop has ended."""

    @property
    def is_configured(self) -> bool:
        """Whether there is a channel at all."""

    def send(self, message: DropMessage) -> None:
        """Send it; raise `TransientError` where the channel did not take it."""
