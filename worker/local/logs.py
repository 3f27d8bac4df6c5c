"""Keep each part's log small and quotable."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_MOST_BYTES = 2 * 1024 * 1024
_TAIL_BYTES = 8192


def open_log(path: Path) -> int:
    """Return a descriptor that appends to the log, made for this user's eyes only."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def cap(path: Path, *, most_bytes: int = _MOST_BYTES) -> None:
    """Move a grown log's text to `<name>.1` and go on in the emptied file; its writer appends."""
    if path.exists() and path.stat().st_size > most_bytes:
        shutil.copyfile(path, path.with_name(path.name + ".1"))
        os.truncate(path, 0)


def last_lines(path: Path, *, since: int = 0, count: int = 8) -> str:
    """Return the last lines written after byte `since`, or an empty text."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            start = since if since <= size else 0
            file.seek(max(start, size - _TAIL_BYTES))
            text = file.read().decode(errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join([line for line in text.splitlines() if line.strip()][-count:])
