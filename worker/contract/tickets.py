"""Give the way of an original into the store its messages, and the way of a published image out of it."""

from __future__ import annotations

from dataclasses import dataclass

from worker.contract.codec import Message
from worker.contract.jobs import Failure, Outcome, SourceFile
from worker.contract.rules import require, require_sha256, require_token


@dataclass(frozen=True, kw_only=True)
class TicketsRequest(Message):
    """Ask where up to 100 files may be put.

    Whoever says `asks_again` does so for a file whose refusal is transient; to others a store's hesitation over one
    file is told as the failure of the whole request.
    """

    files: tuple[SourceFile, ...]
    asks_again: bool = False

    MOST = 100

    def __post_init__(self) -> None:
        """Refuse more files than one answer may hold."""
        require(0 < len(self.files) <= self.MOST, "files holds none or more than 100")


@dataclass(frozen=True, kw_only=True, repr=False)
class Part(Message):
    """Allow one PUT of a piece of a file: `size` bytes from `offset` on."""

    offset: int
    size: int
    url: str

    def __repr__(self) -> str:
        """Hide the signature."""
        return f"Part(<presigned>, offset={self.offset}, size={self.size})"


@dataclass(frozen=True, kw_only=True, repr=False)
class Ticket(Message):
    """Allow one PUT of exactly one file: a presigned URL and the headers that must go with it.

    It is good for `lifetime` seconds from its issue; 0 is said by workers that do not tell. `expires_at` is the same by
    the worker's clock, which the desktop's may be hours away from.

    `stored` bytes of the file are in the store already. `parts` are the PUTs of what is missing, for a large file;
    whoever knows of no parts sends the whole file to `url`.
    """

    url: str
    headers: dict[str, str]
    expires_at: float
    method: str = "PUT"
    parts: tuple[Part, ...] = ()
    stored: int = 0
    lifetime: float = 0.0

    def __repr__(self) -> str:
        """Hide the signature: tickets end up in logs otherwise."""
        return f"Ticket(<presigned>, expires_at={self.expires_at})"


@dataclass(frozen=True, kw_only=True)
class TicketAnswer(Message):
    """Answer for one file with exactly one of: a ticket, what is already published, a refusal."""

    job_id: str
    ticket: Ticket | None = None
    published: Outcome | None = None
    refused: Failure | None = None

    def __post_init__(self) -> None:
        """Refuse an answer that says nothing or two things."""
        said = [part for part in (self.ticket, self.published, self.refused) if part is not None]
        require(len(said) == 1, "an answer holds exactly one of ticket, published, refused")


@dataclass(frozen=True, kw_only=True)
class TicketsAnswer(Message):
    """Answer every file of a `TicketsRequest`, in its order."""

    answers: tuple[TicketAnswer, ...]


@dataclass(frozen=True, kw_only=True)
class UnpublishRequest(Message):
    """Give up one desktop's ownership of a published image."""

    owner: str
    sha256: str
    fingerprint: str
    slug: str

    def __post_init__(self) -> None:
        """Refuse what could name an object that is not a published image's."""
        for value, what in ((self.owner, "owner"), (self.fingerprint, "fingerprint"), (self.slug, "slug")):
            require_token(value, what)
        require_sha256(self.sha256)


@dataclass(frozen=True, kw_only=True)
class UnpublishAnswer(Message):
    """Tell which keys went and how many owners still hold the image."""

    deleted: tuple[str, ...]
    owners_left: int
