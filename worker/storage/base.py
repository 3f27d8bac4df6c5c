"""Say what the pipeline needs of an object store. The twin in `memory` passes the same tests as `s3`."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from worker.contract import Code, Part, SourceFile, Ticket
from worker.errors import TransientError

IMMUTABLE = "public, max-age=31536000, immutable"


@dataclass(frozen=True, kw_only=True)
class StoredObject:
    """Describe an object that is there; `modified_at` is Unix time, 0 where nobody asked for it."""

    key: str
    size: int
    content_type: str = ""
    cache_control: str = ""
    content_disposition: str = ""
    modified_at: float = 0.0


class Turn(Protocol):
    """Say how it stands with the right to change what several may want to change."""

    @property
    def is_certain(self) -> bool:
        """Whether nobody else can have it now: what cannot be undone is done only then."""

    @property
    def is_lost(self) -> bool:
        """Whether somebody else may have had it since it was given; False while that is not known."""


def insist(turn: Turn) -> None:
    """Raise `TransientError` unless nobody else can have the turn now: for what cannot be undone."""
    if not turn.is_certain:
        raise TransientError(Code.STORAGE_UNAVAILABLE, "another worker may be changing the same image")


@dataclass(frozen=True)
class OwnTurn:
    """Be the turn of whoever has the store to himself."""

    is_certain: bool = True
    is_lost: bool = False


class ObjectStore(Protocol):
    """Hold objects under keys (without the configured prefix).

    Every method raises `PermanentError` or `TransientError` and nothing else.
    """

    def download(self, key: str, target: Path, *, max_bytes: int) -> int:
        """Write the object to `target` and return its size; `PermanentError(SOURCE_MISSING)` if it is not there."""

    def upload(self, source: Path, key: str, *, content_type: str, cache_control: str = IMMUTABLE) -> None:
        """Store the file with `Content-Disposition: inline`; overwrites."""

    def read(self, key: str) -> bytes | None:
        """Return a small object's bytes, or None if it is not there."""

    def write(self, key: str, body: bytes, *, content_type: str) -> None:
        """Store a small private object (`Cache-Control: no-store`); overwrites."""

    def find(self, key: str) -> StoredObject | None:
        """Describe the object, or None if it is not there."""

    def copy(self, source_key: str, target_key: str) -> None:
        """Copy inside the store, keeping its headers."""

    def delete(self, key: str) -> None:
        """Remove the object; no error if it is not there."""

    def list_keys(self, prefix: str) -> list[str]:
        """Return every key that starts with `prefix`, sorted."""

    def list_objects(self, prefix: str) -> list[StoredObject]:
        """Describe every object whose key starts with `prefix` by key, size and time, sorted by key."""

    def alone(self, key: str) -> AbstractContextManager[Turn]:
        """Keep others away from an object, or from an image's folder, where they ask for the same."""

    def presign_put(self, source: SourceFile, key: str, *, lifetime: float) -> Ticket:
        """Sign a PUT of exactly this size, content type and SHA-256, valid `lifetime` seconds."""

    def presign_parts(self, source: SourceFile, key: str, *, part_size: int, lifetime: float) -> tuple[Part, ...]:
        """Sign a PUT for each part of the file the store does not hold yet, going on with an upload begun earlier."""

    def join_parts(self, key: str, *, size: int) -> bool:
        """Make the object of its parts if they are `size` bytes in all; whether it is there now."""
