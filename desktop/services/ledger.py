"""Keep every item on disk (SQLite, WAL), so that closing or killing the app loses nothing.

All methods run on the ledger's lane and raise `TroubleError` alone. Several processes may share the file: a drop is
driven by the one whose claim it carries; drops of a process that is gone are taken over by the next `load` that asks.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.domain.drop import Drop
from desktop.domain.item import UNFINISHED, Item
from desktop.services.claims import Claim
from desktop.services.ledger_file import FILE, LedgerFile
from desktop.services.rows import COLUMNS, item_of, row_of
from worker.contract import Failure

__all__ = ["FILE", "Held", "Ledger"]

_BREATH, _BREATHS = 0.0003, 25
"""Seconds of a pause while rows are read, and how many are read between two."""

_NAMES = ", ".join(COLUMNS)
_PLACES = ", ".join("?" * len(COLUMNS))
_UPSERT = (
    f"INSERT INTO items ({_NAMES}) VALUES ({_PLACES}) ON CONFLICT (job_id) DO UPDATE SET "  # noqa: S608  our own names
    + ", ".join(f"{name}=excluded.{name}" for name in COLUMNS[1:])
)
_SELECT = f"SELECT {', '.join('items.' + name for name in COLUMNS)} FROM items"  # noqa: S608  our own names
_FOREIGN = "SELECT drop_id FROM drops WHERE claim<>?"
_UNFINISHED = ", ".join(f"'{state}'" for state in sorted(UNFINISHED))
_ADOPT = (
    "UPDATE drops SET claim=? WHERE drop_id=? AND total IS NOT NULL AND NOT EXISTS "  # noqa: S608  our own names
    f"(SELECT 1 FROM items WHERE items.drop_id=drops.drop_id AND state IN ({_UNFINISHED}))"
)
_ENDED_HERE = "(SELECT COUNT(*) FROM items WHERE items.drop_id=drops.drop_id AND sent_at IS NULL)"
"""The workers learn of these from the seal alone: a drop is open until it was told, also where its end was shown."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """Hold what the ledger gave: visible items in order, this process's open drops, the drops others drive.

    `hidden` are the removed rows of those open drops: they count when a drop ends. `wishes` are the rows, removed or
    not, of which this process still has something to tell.
    """

    items: tuple[Item, ...] = ()
    drops: tuple[Drop, ...] = ()
    hidden: tuple[Item, ...] = ()
    wishes: tuple[Item, ...] = ()
    foreign: frozenset[str] = frozenset()
    failure: Failure | None = None


class Ledger:
    """Be the one door to the ledger's file."""

    def __init__(self, home: Path) -> None:
        """Name the home; nothing is opened before the first call on the lane."""
        self._home = home
        self._file = LedgerFile(home)
        self._claim: Claim | None = None

    def load(self) -> Held:
        """Return what there is, taking over open drops of processes that are gone."""
        with self._file.transaction() as db:
            self._take_over(db)
            items, broken = self._items(db, "WHERE hidden=0 ORDER BY position")
            drops = self._drops(db)
            hidden = self._hidden(db, drops)
            wishes, _ = self._items(
                db,
                f"WHERE wish IS NOT NULL AND drop_id NOT IN ({_FOREIGN}) ORDER BY position",
                (self._own_claim().token,),
            )
            foreign = db.execute(_FOREIGN, (self._own_claim().token,)).fetchall()
        failure = self._file.take_failure()
        if broken and failure is None:
            failure = Failure(code="ledger:damaged", detail=f"{broken} rows cannot be read and are left out")
        names = frozenset(drop_id for (drop_id,) in foreign)
        return Held(
            items=tuple(items),
            drops=tuple(drops),
            hidden=hidden,
            wishes=tuple(wishes),
            foreign=names,
            failure=failure,
        )

    def load_others(self, *, since: float) -> Held:
        """Return what other processes changed since then, and take over the drops of those that are gone."""
        with self._file.transaction() as db:
            taken = self._take_over(db)
            foreign = db.execute(_FOREIGN, (self._own_claim().token,)).fetchall()
            items: list[Item] = []
            for drop_id in [*(drop_id for (drop_id,) in foreign), *taken]:
                items += self._items(db, "WHERE hidden=0 AND drop_id=? AND changed_at>=?", (drop_id, since))[0]
            drops = [drop for drop in self._drops(db) if drop.drop_id in set(taken)] if taken else []
            for drop in drops:
                items += self._items(db, "WHERE hidden=0 AND drop_id=?", (drop.drop_id,))[0]
            hidden = self._hidden(db, drops)
            wishes = [
                item
                for drop_id in taken
                for item in self._items(db, "WHERE wish IS NOT NULL AND drop_id=?", (drop_id,))[0]
            ]
        fresh = {item.job_id: item for item in sorted(items, key=lambda item: item.position)}
        return Held(
            items=tuple(fresh.values()),
            drops=tuple(drops),
            hidden=hidden,
            wishes=tuple(wishes),
            failure=self._file.take_failure(),
        )

    def add_drop(self, drop: Drop) -> None:
        """Keep a drop before it is looked at; durable."""
        paths = json.dumps([os.fsencode(path).decode("latin-1") for path in drop.paths])
        with self._file.transaction(durable=True) as db:
            db.execute(
                "INSERT INTO drops (drop_id, added_at, paths, preset, urgent, claim) VALUES (?, ?, ?, ?, ?, ?)",
                (drop.drop_id, drop.added_at, paths, drop.preset, drop.is_urgent, self._own_claim().token),
            )

    def add_items(self, items: Sequence[Item]) -> list[Item]:
        """Keep new items, giving each the next position of this installation; durable."""
        with self._file.transaction(durable=True) as db:
            (last,) = db.execute("SELECT COALESCE(MAX(position), 0) FROM items").fetchone()
            placed = [replace(item, position=last + n) for n, item in enumerate(items, start=1)]
            db.executemany(_UPSERT, [row_of(item) for item in placed])
        return placed

    def write(self, items: Sequence[Item], *, durable: bool = False) -> None:
        """Keep items as they are now; with `durable` even a power cut right after loses nothing."""
        with self._file.transaction(durable=durable) as db:
            db.executemany(_UPSERT, [row_of(item) for item in items])

    def update_drop(self, drop: Drop) -> None:
        """Keep a drop's size, what the worker was told of it, and whether its end was shown."""
        with self._file.transaction() as db:
            db.execute(
                "UPDATE drops SET total=?, skipped=?, told=?, reported=? WHERE drop_id=?",
                (drop.total, drop.skipped, drop.told, drop.is_reported, drop.drop_id),
            )

    def adopt(self, drop_ids: Sequence[str]) -> None:
        """Drive these drops from now on, because something in them is retried here.

        One of which another process may still have something to do stays with it; when that ends, it is taken over.
        """
        with self._file.transaction() as db:
            db.executemany(_ADOPT, [(self._own_claim().token, drop_id) for drop_id in drop_ids])

    def hide(self, job_ids: Sequence[str]) -> None:
        """Leave items out of what `load` gives."""
        with self._file.transaction() as db:
            db.executemany("UPDATE items SET hidden=1 WHERE job_id=?", [(job_id,) for job_id in job_ids])

    def show(self, job_ids: Sequence[str]) -> list[Item]:
        """Undo `hide` and return the items in order."""
        with self._file.transaction() as db:
            db.executemany("UPDATE items SET hidden=0 WHERE job_id=?", [(job_id,) for job_id in job_ids])
            items = [self._items(db, "WHERE job_id=?", (job_id,))[0] for job_id in job_ids]
        return sorted((item for found in items for item in found), key=lambda item: item.position)

    def back_up(self) -> None:
        """Keep a copy of the ledger for each of the last days; cheap when today's is there."""
        self._file.back_up_daily()

    def close(self) -> None:
        """Close the file and give this process's drops up."""
        self._file.close()
        if self._claim is not None:
            self._claim.release()
            self._claim = None

    def _own_claim(self) -> Claim:
        if self._claim is None:
            self._claim = Claim(self._home / "claims")
        return self._claim

    def _take_over(self, db: sqlite3.Connection) -> list[str]:
        mine = self._own_claim()
        tokens = [token for (token,) in db.execute("SELECT DISTINCT claim FROM drops")]
        taken: list[str] = []
        for token in filter(mine.is_dead, tokens):
            rows = db.execute("SELECT drop_id FROM drops WHERE claim=?", (token,))
            taken += [drop_id for (drop_id,) in rows]
            db.execute("UPDATE drops SET claim=? WHERE claim=?", (mine.token, token))
        return taken

    def _drops(self, db: sqlite3.Connection) -> list[Drop]:
        rows = db.execute(
            "SELECT drop_id, added_at, paths, preset, urgent, total, skipped, told, reported FROM drops "  # noqa: S608  our own words
            f"WHERE claim=? AND (reported=0 OR told<{_ENDED_HERE}) ORDER BY added_at",
            (self._own_claim().token,),
        )
        return [
            Drop(
                drop_id=drop_id,
                added_at=added_at,
                paths=tuple(Path(os.fsdecode(path.encode("latin-1"))) for path in json.loads(paths)),
                preset=preset,
                is_urgent=bool(urgent),
                total=total,
                skipped=skipped,
                told=told,
                is_reported=bool(reported),
            )
            for drop_id, added_at, paths, preset, urgent, total, skipped, told, reported in rows
        ]

    def _hidden(self, db: sqlite3.Connection, drops: Sequence[Drop]) -> tuple[Item, ...]:
        found = [self._items(db, "WHERE hidden=1 AND drop_id=?", (drop.drop_id,))[0] for drop in drops]
        return tuple(item for items in found for item in items)

    def _items(self, db: sqlite3.Connection, where: str, values: tuple[object, ...] = ()) -> tuple[list[Item], int]:
        items, broken = [], 0
        for number, row in enumerate(db.execute(f"{_SELECT} {where}", values), 1):
            if number % _BREATHS == 0:  # one thread runs Python at a time, and the window is not to wait for it
                time.sleep(_BREATH)
            try:
                items.append(item_of(row))
            except (ValueError, KeyError, TypeError):
                broken += 1
        return items, broken
