"""Remember which files of a watched folder were sent, by what they are and not by name. One lane at a time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from desktop.domain.intake import Limits, look_at
from desktop.domain.signatures import EXTENSIONS

FILE = "watched.db"
_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".swp", "~")
_MOST_FOLDERS = 200
_TABLES = """
CREATE TABLE IF NOT EXISTS folders (folder TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sent (folder TEXT, mark TEXT, PRIMARY KEY (folder, mark)) WITHOUT ROWID;
"""


class Watched:
    """Keep the ledger of one home; each call opens it anew, because a look is rare."""

    def __init__(self, home: Path) -> None:
        """Name the file; it is made at the first watch."""
        self._file = home / FILE

    def fresh(self, folder: Path, files: Mapping[str, Path]) -> dict[str, Path]:
        """Return the files, by mark, that were never sent; of a folder seen for the first time none is."""
        name = os.fsencode(folder).hex()
        with closing(self._opened()) as db, db:
            if db.execute("SELECT 1 FROM folders WHERE folder=?", (name,)).fetchone() is None:
                db.execute("INSERT INTO folders VALUES (?)", (name,))
                db.executemany("INSERT OR IGNORE INTO sent VALUES (?, ?)", [(name, mark) for mark in files])
                return {}
            known = {mark for (mark,) in db.execute("SELECT mark FROM sent WHERE folder=?", (name,))}
        return {mark: path for mark, path in files.items() if mark not in known}

    def note(self, folder: Path, marks: Iterable[str]) -> None:
        """Remember these as sent."""
        name = os.fsencode(folder).hex()
        with closing(self._opened()) as db, db:
            db.executemany("INSERT OR IGNORE INTO sent VALUES (?, ?)", [(name, mark) for mark in marks])

    def _opened(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._file, timeout=5.0)
        db.executescript(_TABLES)
        return db


def marks_in(folder: Path) -> tuple[dict[str, Path], list[str]]:
    """Return every file of a folder by what it is (device, inode, size, time), and the folders to listen to.

    A renamed file keeps its mark; one written to gets another.
    """
    found: dict[str, Path] = {}
    folders: list[str] = []
    for room, inner, names in os.walk(folder):
        inner[:] = [name for name in inner if not name.startswith(".")]
        if len(folders) < _MOST_FOLDERS:
            folders.append(room)
        for path in _finished(Path(room), names):
            try:
                now = path.stat()
            except OSError:
                continue
            found[f"{now.st_dev}-{now.st_ino}-{now.st_size}-{now.st_mtime_ns}"] = path
    return found, folders


def images_among(files: Mapping[str, Path], limits: Limits) -> dict[str, Path]:
    """Return those that are images we take."""
    named = {mark: path for mark, path in files.items() if path.suffix.lower() in EXTENSIONS}
    return {mark: path for mark, path in named.items() if look_at(path, limits).failure is None}


def _finished(room: Path, names: Iterable[str]) -> Iterator[Path]:
    """Leave out what programs are still writing under a name of its own."""
    return (room / name for name in names if not name.startswith(".") and not name.casefold().endswith(_UNFINISHED))
