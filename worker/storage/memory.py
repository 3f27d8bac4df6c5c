"""Be an object store in this process's memory: the twin of `s3` for tests, and its tickets' other end."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock, RLock

from worker.contract import Code, Part, SourceFile, Ticket
from worker.errors import PermanentError
from worker.storage.base import IMMUTABLE, OwnTurn, StoredObject, Turn
from worker.storage.multipart import parts_of

_SCHEME = "memory://"


@dataclass(frozen=True, kw_only=True)
class _Held:
    body: bytes
    about: StoredObject
    modified_at: float = field(default_factory=time.time)


class MemoryStore:
    """Hold objects in a dictionary; safe to share between threads."""

    def __init__(self) -> None:
        """Start empty."""
        self._held: dict[str, _Held] = {}
        self._parts: dict[str, dict[int, bytes]] = {}
        self._lock = Lock()
        self._turn = RLock()

    def download(self, key: str, target: Path, *, max_bytes: int) -> int:
        """Write the object to `target` and return its size."""
        body = self._existing(key).body
        if len(body) > max_bytes:
            raise PermanentError(Code.IMAGE_TOO_LARGE, f"{len(body)} bytes; the limit is {max_bytes}")
        target.write_bytes(body)
        return len(body)

    def upload(self, source: Path, key: str, *, content_type: str, cache_control: str = IMMUTABLE) -> None:
        """Store the file with `Content-Disposition: inline`."""
        self._put(key, source.read_bytes(), content_type, cache_control=cache_control, disposition="inline")

    def read(self, key: str) -> bytes | None:
        """Return the object's bytes, or None."""
        held = self._held.get(key)
        return held.body if held else None

    def write(self, key: str, body: bytes, *, content_type: str) -> None:
        """Store a small private object."""
        self._put(key, body, content_type, cache_control="no-store")

    def find(self, key: str) -> StoredObject | None:
        """Describe the object, or None."""
        held = self._held.get(key)
        return held.about if held else None

    def copy(self, source_key: str, target_key: str) -> None:
        """Copy with the headers."""
        held = self._existing(source_key)
        with self._lock:
            self._held[target_key] = replace(held, about=replace(held.about, key=target_key))

    def delete(self, key: str) -> None:
        """Remove the object."""
        with self._lock:
            self._held.pop(key, None)

    def list_keys(self, prefix: str) -> list[str]:
        """Return every key that starts with `prefix`, sorted."""
        with self._lock:
            return sorted(key for key in self._held if key.startswith(prefix))

    def list_objects(self, prefix: str) -> list[StoredObject]:
        """Describe every object whose key starts with `prefix`, sorted."""
        with self._lock:
            held = [self._held[key] for key in sorted(self._held) if key.startswith(prefix)]
        return [StoredObject(key=o.about.key, size=o.about.size, modified_at=o.modified_at) for o in held]

    @contextmanager
    def alone(self, key: str) -> Iterator[Turn]:  # noqa: ARG002  one lock for all keys
        """Keep other writers away."""
        with self._turn:
            yield OwnTurn()

    def presign_put(self, source: SourceFile, key: str, *, lifetime: float) -> Ticket:
        """Return a ticket that `accept` honours."""
        headers = {
            "Content-Length": str(source.size),
            "Content-Type": source.content_type,
            "x-amz-checksum-sha256": base64.b64encode(bytes.fromhex(source.sha256)).decode(),
        }
        return Ticket(url=_SCHEME + key, headers=headers, expires_at=time.time() + lifetime, lifetime=lifetime)

    def accept(self, ticket: Ticket, body: bytes) -> bool:
        """Do what S3 does with the PUT a ticket allows: store exactly those bytes, or refuse (False)."""
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        promised = (ticket.headers["Content-Length"], ticket.headers["x-amz-checksum-sha256"])
        if time.time() > ticket.expires_at or promised != (str(len(body)), digest):
            return False
        self._put(ticket.url.removeprefix(_SCHEME), body, ticket.headers["Content-Type"])
        return True

    def presign_parts(self, source: SourceFile, key: str, *, part_size: int, lifetime: float) -> tuple[Part, ...]:
        """Return the parts `accept_part` has not taken yet."""
        del lifetime
        held = self._parts.setdefault(key, {})
        places = parts_of(source.size, part_size).values()
        return tuple(
            Part(offset=offset, size=size, url=f"{_SCHEME}{key}#{offset}")
            for offset, size in places
            if len(held.get(offset, b"")) != size
        )

    def accept_part(self, part: Part, body: bytes) -> bool:
        """Do what S3 does with the PUT a part allows."""
        key, _, offset = part.url.removeprefix(_SCHEME).partition("#")
        if len(body) != part.size:
            return False
        self._parts[key][int(offset)] = body
        return True

    def join_parts(self, key: str, *, size: int) -> bool:
        """Make the object of its parts."""
        held = self._parts.get(key, {})
        body = b"".join(held[offset] for offset in sorted(held))
        if not held or len(body) != size:
            return key in self._held
        self._put(key, body, "")
        del self._parts[key]
        return True

    def _put(self, key: str, body: bytes, content_type: str, *, cache_control: str = "", disposition: str = "") -> None:
        about = StoredObject(
            key=key,
            size=len(body),
            content_type=content_type,
            cache_control=cache_control,
            content_disposition=disposition,
        )
        with self._lock:
            self._held[key] = _Held(body=body, about=about)

    def _existing(self, key: str) -> _Held:
        held = self._held.get(key)
        if held is None:
            raise PermanentError(Code.SOURCE_MISSING, key)
        return held
