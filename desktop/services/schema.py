"""Give the ledger its tables, and carry older ones forward, one version at a time."""

from __future__ import annotations

import sqlite3

VERSION = 1

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

_STEPS = {1: _V1}
"""The statements that lead to each version from the one before."""


class NewerLedgerError(Exception):
    """The ledger was written by a newer Pixferry: it is left alone."""


def prepare(connection: sqlite3.Connection) -> None:
    """Bring the tables to `VERSION`; several processes may try at once. `NewerLedgerError` if they are beyond it."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found > VERSION:
        raise NewerLedgerError(str(found))
    if found == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    for version in range(found + 1, VERSION + 1):
        for statement in filter(str.strip, _STEPS[version].split(";")):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={version}")
    connection.execute("COMMIT")
