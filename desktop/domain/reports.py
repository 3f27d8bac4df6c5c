"""Hold what the window and the terminal are told besides the items: how the deployment is, and how a drop ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from desktop.domain.item import Item, State
from worker.contract import Code, Description, Failure, Outcome

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Link(StrEnum):
    """How this desktop stands to its deployment."""

    STARTING = "starting"
    ONLINE = "online"
    OFFLINE = "offline"


@dataclass(frozen=True, kw_only=True)
class Connection:
    """Describe the deployment as last seen; `failure` says why it is OFFLINE, `workers` count those making images."""

    link: Link
    description: Description | None = None
    failure: Failure | None = None
    workers: int | None = None
    queued: int | None = None
    is_local: bool = True

    @property
    def has_no_worker(self) -> bool:
        """Whether nobody is there to make images."""
        is_unanswered = self.failure is not None and self.failure.code == Code.NO_WORKER
        return is_unanswered or self.workers == 0

    @property
    def cdn_url(self) -> str:
        """Return the address links are built on, or an empty string before the deployment was ever reached."""
        return self.description.cdn_url if self.description else ""

    def base_of(self, outcome: Outcome) -> str:
        """Return the address an image's links are built on, or an empty string while that is not known.

        What another store has (images went to a folder of this computer before, or to another team) is not to be had
        from here: its links keep the address they were published under.
        """
        return outcome.cdn_url if self.is_elsewhere(outcome) else self.cdn_url or outcome.cdn_url

    def is_only_here(self, outcome: Outcome) -> bool:
        """Whether an image's link works on this computer alone."""
        if self.is_elsewhere(outcome):
            return urlsplit(outcome.cdn_url).hostname in _LOOPBACK
        return self.description is not None and self.description.local_only

    def is_elsewhere(self, outcome: Outcome) -> bool:
        """Whether an image is in another store than the one images go to now."""
        here = self.description.store if self.description else ""
        return bool(here and outcome.store and outcome.store != here)


@dataclass(frozen=True, kw_only=True)
class DropReport:
    """Tell how a drop ended: its items in the order they were dropped, all of them ended."""

    drop_id: str
    items: tuple[Item, ...]
    skipped: int = 0

    @property
    def live(self) -> tuple[Item, ...]:
        """The items with a working link."""
        return tuple(item for item in self.items if item.is_live)

    @property
    def failed(self) -> tuple[Item, ...]:
        """The items that ended without one."""
        return tuple(item for item in self.items if not item.is_live)

    @property
    def troubled(self) -> tuple[Item, ...]:
        """The items that ended without one, but not by hand."""
        return tuple(item for item in self.failed if item.state is not State.CANCELLED)
