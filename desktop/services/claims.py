"""Say which process drives which drops: each holds a lock the system releases when it ends, however it ends."""

from __future__ import annotations

import contextlib
import uuid
from pathlib import Path

from filelock import FileLock, Timeout


class Claim:
    """Hold this process's lock; what carries its token is driven by it alone."""

    def __init__(self, folder: Path) -> None:
        """Take a new lock in the folder."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self.token = uuid.uuid4().hex
        self._lock = FileLock(self._file(self.token), thread_local=False)
        self._lock.acquire(timeout=0)

    def is_dead(self, token: str) -> bool:
        """Whether the process of another token has ended; its file goes then."""
        if token == self.token:
            return False
        file = self._file(token)
        if not file.exists():
            return True
        other = FileLock(file, thread_local=False)
        try:
            other.acquire(timeout=0)
        except Timeout:
            return False
        other.release()
        file.unlink(missing_ok=True)
        return True

    def release(self) -> None:
        """Give the drops up: another process may take them over."""
        self._lock.release()
        with contextlib.suppress(OSError):
            self._file(self.token).unlink(missing_ok=True)

    def _file(self, token: str) -> Path:
        return self._folder / f"{token}.lock"
