"""Clear away what an earlier deployment left: running processes, by id and start time, and uploads nobody finished."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Iterable
from pathlib import Path

import psutil

from worker.local.child import Child
from worker.local.home import write_private

_SAME_MOMENT = 1.0
_WAIT_SECONDS = 5.0
_UNFINISHED = ".rclone_temp_multipart_*"
"""What rclone names the file, beside the object, in which the parts of an upload wait to be joined."""


def note(path: Path, children: Iterable[Child]) -> None:
    """Write down which processes are ours."""
    rows = [{"pid": child.pid, "started_at": child.started_at()} for child in children]
    write_private(path, json.dumps([row for row in rows if row["started_at"] is not None]))


def end_leftovers(path: Path) -> list[int]:
    """End the processes noted by an earlier supervisor, with their groups; return the ids of those ended."""
    try:
        rows = json.loads(path.read_text())
        noted = [(int(row["pid"]), float(row["started_at"])) for row in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    ours = [process for pid, started_at in noted for process in _group(pid, started_at)]
    for process in ours:
        with contextlib.suppress(psutil.Error):
            process.send_signal(signal.SIGKILL)
    psutil.wait_procs(ours, timeout=_WAIT_SECONDS)
    path.unlink(missing_ok=True)
    return [process.pid for process in ours]


def remove_unfinished(originals: Path) -> int:
    """Remove the parts of uploads and return of how many; only while no store runs.

    The store knows its uploads as long as it lives and no longer: neither a desktop nor a worker nor a sweep finds
    those of an earlier one, and nothing else would ever remove them.
    """
    removed = 0
    for parts in originals.glob(_UNFINISHED):
        with contextlib.suppress(OSError):  # it takes room, no more
            parts.unlink()
            removed += 1
    return removed


def _group(pid: int, started_at: float) -> list[psutil.Process]:
    """Return the members of the group this process leads or led; none if its id went to a stranger since."""
    with contextlib.suppress(psutil.NoSuchProcess):
        if abs(psutil.Process(pid).create_time() - started_at) > _SAME_MOMENT:
            return []
    members = []
    for process in psutil.process_iter():
        with contextlib.suppress(OSError, psutil.Error):
            if os.getpgid(process.pid) == pid and process.create_time() >= started_at - _SAME_MOMENT:
                members.append(process)
    return members
