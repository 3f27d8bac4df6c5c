"""Give a drop its messages: which of its jobs ended, how many it has, whether its user was told."""

from __future__ import annotations

from dataclasses import dataclass

from worker.contract.codec import Message
from worker.contract.names import Ending
from worker.contract.rules import require, require_public_key, require_text, require_token

_MOST_ENDED = 500


@dataclass(frozen=True, kw_only=True)
class EndedJob(Message):
    """Tell of a job that ended without reaching the queue (refused, cancelled, already published)."""

    job_id: str
    name: str
    ending: Ending
    key: str | None = None
    code: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is too long to be kept for weeks, or to be read out to a team."""
        require_token(self.job_id, "job_id")
        require_text(self.name, "name")
        require_text(self.code or "", "code")
        if self.key is not None:
            require_public_key(self.key)


@dataclass(frozen=True, kw_only=True)
class NotifyRequest(Message):
    """Name the drop whose member just ended; the outcome comes as the chain's first argument."""

    job_id: str
    drop_id: str
    user: str

    def __post_init__(self) -> None:
        """Refuse identifiers that could not be ours."""
        require_token(self.job_id, "job_id")
        require_token(self.drop_id, "drop_id")
        require_text(self.user, "user")


@dataclass(frozen=True, kw_only=True)
class SealRequest(Message):
    """Tell a drop's final size, and which of its jobs ended on the desktop itself."""

    drop_id: str
    user: str
    size: int
    ended: tuple[EndedJob, ...] = ()

    MOST = _MOST_ENDED

    def __post_init__(self) -> None:
        """Refuse identifiers that could not be ours, and more than one message may hold."""
        require_token(self.drop_id, "drop_id")
        require_text(self.user, "user")
        require(self.size > 0, "size is not above zero")
        require(len(self.ended) <= self.MOST, "ended holds more than 500")


@dataclass(frozen=True, kw_only=True)
class NotifyAnswer(Message):
    """Say whether this call sent the drop's message, the first hundred links of the drop, and why if it did not."""

    notified: bool
    urls: tuple[str, ...] = ()
    reason: str = ""

    MOST_URLS = 100


@dataclass(frozen=True, kw_only=True)
class CancelRequest(Message):
    """Tell of jobs of one drop that nobody wants any more: their task ids, and how each ended for the drop."""

    drop_id: str
    user: str
    attempt_ids: tuple[str, ...]
    ended: tuple[EndedJob, ...]

    MOST = _MOST_ENDED

    def __post_init__(self) -> None:
        """Refuse identifiers that could not be ours, and more than one message may hold."""
        require_token(self.drop_id, "drop_id")
        require_text(self.user, "user")
        require(len(self.ended) <= self.MOST, "ended holds more than 500")
        require(0 < len(self.attempt_ids) <= self.MOST, "attempt_ids holds none or more than 500")
        for attempt_id in self.attempt_ids:
            require_token(attempt_id, "attempt_id")
