"""Know whether anybody still uses the deployment: every client holds a lock that the system releases with its death."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout


def has_clients(folder: Path, *, beside: str = "") -> bool:
    """Tell whether any client lives `beside` the one whose file has that name; sweep away the files of the dead."""
    paths = [path for path in folder.glob("*.lock") if path.name != beside]
    return any([_is_held(path) for path in paths])  # noqa: C419  a list: every dead file is swept


def _is_held(path: Path) -> bool:
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    try:
        path.unlink(missing_ok=True)
    finally:
        lock.release()
    return False
