"""Describe one image on its way from a file on this computer to a link: its state, and the moves a state allows.

An item is frozen; a change is a new value. `State` is where the item is on the road (it decides what happens next and
survives a restart); `Hold` is why it stands still there (it only decides what the user reads).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from worker.contract import Failure, Outcome


class State(StrEnum):
    """Where an item is on the road; the order is the road's."""

    WAITING = "waiting"
    HASHING = "hashing"
    SENDING = "sending"
    QUEUED = "queued"
    FETCHING = "fetching"
    OPTIMISING = "optimising"
    THUMBNAILS = "thumbnails"
    PUBLISHING = "publishing"
    LIVE = "live"
    FAILED = "failed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    UNPUBLISHED = "unpublished"


class Hold(StrEnum):
    """Why an item stands still."""

    PAUSED = "paused"
    NETWORK = "network"
    WORKER = "worker"
    STALLED = "stalled"
    RETRY = "retry"


LOCAL_LEG = frozenset({State.WAITING, State.HASHING, State.SENDING})
"""On this computer or on the way from it to the store."""
WORKER_LEG = frozenset({State.QUEUED, State.FETCHING, State.OPTIMISING, State.THUMBNAILS, State.PUBLISHING})
"""Known to the broker: the newest attempt's result is polled."""
UNFINISHED = LOCAL_LEG | WORKER_LEG
ENDED = frozenset(State) - UNFINISHED
UNSUCCESSFUL = frozenset({State.FAILED, State.CANCELLED})

_ALLOWED: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.HASHING, State.SENDING, State.LIVE, State.FAILED, State.CANCELLED}),
    State.HASHING: frozenset({State.SENDING, State.LIVE, State.WAITING, State.FAILED, State.CANCELLED}),
    State.SENDING: frozenset({State.QUEUED, State.LIVE, State.WAITING, State.HASHING, State.FAILED, State.CANCELLED}),
    **dict.fromkeys(WORKER_LEG, WORKER_LEG | {State.LIVE, State.WAITING, State.FAILED, State.CANCELLED}),
    State.LIVE: frozenset({State.WAITING, State.UNPUBLISHED}),
    State.FAILED: frozenset({State.WAITING, State.LIVE}),
    State.REFUSED: frozenset({State.WAITING}),
    State.CANCELLED: frozenset({State.WAITING, State.LIVE}),
    State.UNPUBLISHED: frozenset({State.WAITING, State.QUEUED}),
}


class Wish(StrEnum):
    """What a person wants of an item that the workers were not told yet."""

    CANCEL = "cancel"
    DELETE = "delete"


class ImpossibleMoveError(ValueError):
    """A move the road does not have: a bug of ours, never the user's."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """Hold everything the ledger knows of one image.

    `job_id` names it for ever; `attempt_id` is the Celery task id of the newest attempt. `position` orders the items of
    this installation as they were dropped. `fraction` (0–1) belongs to the state: bytes hashed, bytes sent, or the
    worker's own progress. `failure` is set in FAILED and REFUSED, and beside a Hold where it says what is waited for.
    `wish` outlives the app: a cancelled item has it until the workers know, a live one to be deleted until it is.
    """

    job_id: str
    drop_id: str
    position: int
    path: Path
    name: str
    size: int
    modified: float
    content_type: str
    preset: str
    state: State
    added_at: float
    changed_at: float
    sha256: str | None = None
    attempt_id: str | None = None
    attempts: int = 0
    sent_at: float | None = None
    hold: Hold | None = None
    retry_at: float | None = None
    retries: int = 0
    fraction: float = 0.0
    failure: Failure | None = None
    outcome: Outcome | None = None
    wish: Wish | None = None

    def moved_to(self, state: State, *, at: float, **changes: Any) -> Self:  # noqa: ANN401  fields of this class
        """Return the item in another state; hold, progress, failure and wish are cleared. `ImpossibleMoveError`."""
        if state is not self.state and state not in _ALLOWED[self.state]:
            msg = f"{self.state} → {state}"
            raise ImpossibleMoveError(msg)
        fresh: dict[str, Any] = {"hold": None, "retry_at": None, "fraction": 0.0, "failure": None, "wish": None}
        return dataclasses.replace(self, state=state, changed_at=at, **{**fresh, **changes})

    def changed(self, **changes: Any) -> Self:  # noqa: ANN401  fields of this class
        """Return the item in the same state with other details (progress, hold, failure of a held item)."""
        if "state" in changes:
            msg = "use moved_to to change the state"
            raise ImpossibleMoveError(msg)
        return dataclasses.replace(self, **changes)

    @property
    def is_ended(self) -> bool:
        """Whether nothing more happens without a person."""
        return self.state in ENDED

    @property
    def is_live(self) -> bool:
        """Whether every object behind its link is stored."""
        return self.state is State.LIVE
