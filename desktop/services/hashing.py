"""Read a file once, compute its SHA-256, and notice when it is not the file that was looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.trouble import trouble
from worker.contract import Code

_BLOCK = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Hashed:
    """Hold what a file was when it was read."""

    sha256: str
    size: int
    modified: float


def hash_file(path: Path, *, progressed: Callable[[int], None], is_stopped: Callable[[], bool]) -> Hashed | None:
    """Return the digest of a file, or None when asked to stop; `progressed` is told the bytes read so far.

    `TroubleError` with `file:missing`, `file:unreadable`, `image:empty`, or `file:changed` when it was written to
    meanwhile.
    """
    digest, done = hashlib.sha256(), 0
    try:
        with path.open("rb") as stream:
            before = path.stat()
            while block := stream.read(_BLOCK):
                if is_stopped():
                    return None
                digest.update(block)
                done += len(block)
                progressed(done)
            after = path.stat()
    except FileNotFoundError as error:
        raise trouble(Code.FILE_MISSING) from error
    except OSError as error:
        raise trouble(Code.FILE_UNREADABLE, error.strerror or "") from error
    if done == 0:
        raise trouble(Code.IMAGE_EMPTY)
    if (before.st_size, before.st_mtime) != (after.st_size, after.st_mtime) or done != after.st_size:
        raise trouble(Code.FILE_CHANGED, "it is being written to")
    return Hashed(sha256=digest.hexdigest(), size=done, modified=after.st_mtime)
