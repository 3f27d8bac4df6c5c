"""Give the ledger its tables, and carry older ones forward, one version at a time."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping

_V1 = """
CREATE TABLE drops (
    drop_id TEXT PRIMARY KEY,
    added_at REAL NOT NULL,
    paths TEXT NOT NULL,
    preset TEXT NOT NULL,
    urgent INTEGER NOT NULL DEFAULT 0,
    total INTEGER,
    skipped INTEGER NOT NULL DEFAULT 0,
    told INTEGER NOT NULL DEFAULT -1,
    reported INTEGER NOT NULL DEFAULT 0,
    claim TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE items (
    job_id TEXT PRIMARY KEY,
    drop_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    path BLOB NOT NULL,
    name BLOB NOT NULL,
    size INTEGER NOT NULL,
    modified REAL NOT NULL,
    content_type TEXT NOT NULL,
    preset TEXT NOT NULL,
    state TEXT NOT NULL,
    added_at REAL NOT NULL,
    changed_at REAL NOT NULL,
    sha256 TEXT,
    attempt_id TEXT,
    attempts INTEGER NOT NULL,
    sent_at REAL,
    hold TEXT,
    retry_at REAL,
    retries INTEGER NOT NULL,
    failure TEXT,
    outcome TEXT,
    hidden INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX items_by_position ON items (position);
CREATE INDEX items_by_drop ON items (drop_id);
"""

_V2 = """
ALTER TABLE items ADD COLUMN wish TEXT;
CREATE INDEX items_by_wish ON items (wish) WHERE wish IS NOT NULL;
"""

STEPS = {1: _V1, 2: _V2}
"""The statements that lead to each version from the one before."""


_TABLES = ("drops", "items")


class NewerLedgerError(Exception):
    """The ledger was written by a newer Pixferry: it is left alone."""


class NotMigratedError(Exception):
    """An older ledger could not be carried forward: it is left as it was."""


def prepare(
    connection: sqlite3.Connection,
    *,
    steps: Mapping[int, str] = STEPS,
    before: Callable[[int], object] = lambda _: None,
) -> None:
    """Bring the tables to the newest version; several processes may try at once.

    `before` is called with the version of an older ledger, before anything of it changes. All steps are one
    transaction, which counts only if no row was lost. `NewerLedgerError` if the tables are beyond us,
    `NotMigratedError` if a step fails.
    """
    newest = max(steps)
    _use_wal(connection)
    connection.execute("PRAGMA synchronous=NORMAL")
    found = _version(connection)
    if found > newest:
        raise NewerLedgerError(str(found))
    if found == newest:
        return
    if found:
        before(found)
    connection.execute("BEGIN IMMEDIATE")
    if _version(connection) == 0:
        _run(connection, steps, since=0)
    elif _version(connection) < newest:
        _migrate(connection, steps)
    connection.execute("COMMIT")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch the journal; SQLite refuses at once, whatever the timeout, while another process does the same."""
    for pause in (0.02, 0.1, 0.3, 1.0, 0.0):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or not pause:
                raise
            time.sleep(pause)
        else:
            return


def _migrate(connection: sqlite3.Connection, steps: Mapping[int, str]) -> None:
    found = _version(connection)
    rows = _counts(connection)
    try:
        _run(connection, steps, since=found)
        is_whole = _counts(connection) == rows
    except sqlite3.Error as error:
        connection.execute("ROLLBACK")
        msg = f"from version {found}: {error}"
        raise NotMigratedError(msg) from error
    if not is_whole:
        connection.execute("ROLLBACK")
        msg = f"from version {found}: rows were lost"
        raise NotMigratedError(msg)


def _run(connection: sqlite3.Connection, steps: Mapping[int, str], *, since: int) -> None:
    for version in range(since + 1, max(steps) + 1):
        for statement in filter(str.strip, steps[version].split(";")):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={version}")


def _version(connection: sqlite3.Connection) -> int:
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    return int(found)


def _counts(connection: sqlite3.Connection) -> list[int]:
    return [connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in _TABLES]  # noqa: S608  ours
