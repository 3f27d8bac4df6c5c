"""Keep a copy of the ledger for each of the last days, and make a new ledger of it when the ledger is damaged."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import time
from pathlib import Path

FOLDER = "backups"
KEPT = 5
DAY = 24 * 3600.0
_PREFIX, _ENDING = "ledger-", ".db"
_TABLES = ("drops", "items")


def check(db: sqlite3.Connection) -> None:
    """Raise `sqlite3.DatabaseError` for a database that is not sound."""
    (state,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if state != "ok":
        raise sqlite3.DatabaseError(state)


def backups(home: Path) -> list[Path]:
    """Return the copies, newest first."""
    return sorted((home / FOLDER).glob(f"{_PREFIX}*{_ENDING}"), key=lambda file: file.stat().st_mtime, reverse=True)


def is_due(home: Path, now: float) -> bool:
    """Whether the newest copy is a day old, or none is there."""
    newest = next(iter(backups(home)), None)
    return newest is None or now - newest.stat().st_mtime >= DAY


def back_up(db: sqlite3.Connection, home: Path, *, mark: str = "") -> Path:
    """Copy the ledger as it is, checked before it counts; the oldest copies beyond `KEPT` go. `mark` ends its name."""
    folder = home / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = folder / f"{_PREFIX}{time.strftime('%Y%m%d-%H%M%S')}{mark}{_ENDING}"
    draft = kept.with_suffix(".draft")
    try:
        with contextlib.closing(sqlite3.connect(draft)) as copy:
            db.backup(copy)
            check(copy)
        draft.chmod(0o600)
        draft.replace(kept)
    finally:
        for suffix in ("", "-wal", "-shm"):
            draft.with_name(draft.name + suffix).unlink(missing_ok=True)
    for old in backups(home)[KEPT:]:
        old.unlink(missing_ok=True)
    return kept


def restore(home: Path, file: Path) -> Path | None:
    """Put the newest sound copy in the ledger's place and return it; None, and nothing there, if there is none."""
    for copy in backups(home):
        shutil.copyfile(copy, file)
        try:
            with contextlib.closing(sqlite3.connect(file)) as db:
                check(db)
        except sqlite3.DatabaseError:
            file.unlink()
            continue
        return copy
    return None


def salvage(broken: Path, into: sqlite3.Connection) -> int:
    """Take over every row that can still be read in a damaged ledger and is not older than ours; return how many."""
    count = 0
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(broken)) as source:
        for table in _TABLES:
            count += _rows_taken(source, into, table)
    return count


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [name for _, name, *_ in db.execute(f"PRAGMA table_info({table})")]


def _rows_taken(source: sqlite3.Connection, into: sqlite3.Connection, table: str) -> int:
    known = _columns(source, table)  # an older ledger has fewer
    names = [name for name in _columns(into, table) if name in known]
    if not names:  # the damage took the whole table
        return 0
    columns, places = ", ".join(names), ", ".join("?" * len(names))
    is_newer = "WHERE excluded.changed_at >= items.changed_at" if table == "items" else "WHERE TRUE"
    rest = ", ".join(f"{name}=excluded.{name}" for name in names[1:])
    insert = (
        f"INSERT INTO {table} ({columns}) VALUES ({places}) "  # noqa: S608  our own names
        f"ON CONFLICT ({names[0]}) DO UPDATE SET {rest} {is_newer}"
    )
    before = into.total_changes
    with contextlib.suppress(sqlite3.Error):
        for row in source.execute(f"SELECT {columns} FROM {table}"):  # noqa: S608  our own names
            with contextlib.suppress(sqlite3.IntegrityError):
                into.execute(insert, row)
    return into.total_changes - before
