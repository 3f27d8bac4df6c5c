"""Open the ledger's file, run transactions on it, and replace it when it is damaged. For the ledger's lane alone."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock

from desktop.domain.trouble import TroubleError
from desktop.services import rescue
from desktop.services.schema import NewerLedgerError, NotMigratedError, prepare
from worker.contract import Failure

FILE = "ledger.db"
BUSY_SECONDS = 10.0
_DAMAGES = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class LedgerFile:
    """Hold the one connection of this process; it opens with the first transaction."""

    def __init__(self, home: Path) -> None:
        """Name the home."""
        self._home = home
        self._file = home / FILE
        self._connection: sqlite3.Connection | None = None
        self._failure: Failure | None = None

    def take_failure(self) -> Failure | None:
        """Return what happened to the file since it was last asked, once."""
        failure, self._failure = self._failure, None
        return failure

    @contextlib.contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[sqlite3.Connection]:
        """Run one transaction; turn whatever SQLite or the disk says into `TroubleError`.

        With `durable` even a power cut right after loses nothing. A file found damaged is replaced by the next call.
        """
        try:
            db = self._opened()
            db.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                with contextlib.suppress(sqlite3.Error):  # a full disk has rolled back by itself
                    db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            if _code_of(error) in _DAMAGES:
                self.close()
            elif self._connection is not None and self._connection.in_transaction:
                self._connection.rollback()
            raise TroubleError(_failure_of(error)) from error

    def back_up_daily(self) -> None:
        """Copy the file if the newest copy is a day old."""
        with self.transaction():
            pass
        if self._connection is None or not rescue.is_due(self._home, time.time()):
            return
        try:
            rescue.back_up(self._connection, self._home)
        except (sqlite3.Error, OSError) as error:
            raise TroubleError(_failure_of(error)) from error

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                self._connection = self._open()
            except NewerLedgerError as error:
                raise TroubleError(Failure(code="ledger:newer", detail=f"version {error}")) from error
            except NotMigratedError as error:
                raise TroubleError(Failure(code="ledger:not-migrated", detail=str(error))) from error
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                self._connection = self._replaced()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._file, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            prepare(db, before=lambda found: rescue.back_up(db, self._home, mark=f"-version-{found}"))
            rescue.check(db)
        except BaseException:
            db.close()
            raise
        self._file.chmod(0o600)
        return db

    def _replaced(self) -> sqlite3.Connection:
        """Set a damaged file aside and go on with the newest copy and whatever can still be read.

        Another process may have done it a moment ago: whoever comes second opens what the first has made.
        """
        with FileLock(self._home / "ledger.rescue.lock", timeout=BUSY_SECONDS):
            try:
                return self._open()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                reason = error
            aside = self._set_aside()
            copy = rescue.restore(self._home, self._file)
            db = self._open()
            db.execute("BEGIN IMMEDIATE")
            rows = rescue.salvage(aside, db)
            db.execute("COMMIT")
        source = f"the copy {copy.name}" if copy else "nothing"
        detail = f"{reason}; set aside as {aside.name}, restored from {source}, {rows} rows of it could still be read"
        self._failure = Failure(code="ledger:damaged", detail=detail)
        return db

    def _set_aside(self) -> Path:
        """Move the file and what belongs to it; beside the original, so that nothing is copied on a full disk."""
        aside = self._file.with_name(f"ledger.broken-{time.strftime('%Y%m%d-%H%M%S')}.db")
        for suffix in ("", "-wal", "-shm"):
            file = self._file.with_name(FILE + suffix)
            if file.exists():
                file.replace(aside.with_name(aside.name + suffix))
        return aside


def _code_of(error: BaseException) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if code is not None else None


def _failure_of(error: Exception) -> Failure:
    code = _code_of(error)
    if code == sqlite3.SQLITE_FULL:
        return Failure(code="ledger:disk-full", detail=str(error), transient=True)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return Failure(code="ledger:locked", detail=str(error), transient=True)
    return Failure(code="ledger:unwritable", detail=str(error), transient=True)
