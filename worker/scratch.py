"""Give each job a folder of its own on this machine's disk, and clear away what killed processes left."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

_MACHINE = hashlib.sha256(platform.node().encode()).hexdigest()[:8]
_NAME = re.compile(r"pixferry-(?P<machine>[0-9a-f]{8})-(?P<process>\d+)-")
_LONGEST = 24 * 3600.0
"""Seconds after which no job runs any more, wherever it did."""
_ENOUGH = 4 * 1024 * 1024


@contextmanager
def scratch_folder(parent: Path | None) -> Iterator[Path]:
    """Yield an empty folder under `parent` (the system's temporary folder if None); it is gone afterwards."""
    base = Path(parent or tempfile.gettempdir())
    _clear_left_behind(base)
    name = f"pixferry-{_MACHINE}-{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=name, dir=base, ignore_cleanup_errors=True) as path:
        yield Path(path)


def _clear_left_behind(base: Path) -> None:
    """Remove the folders of processes that no longer run: SIGKILL lets nobody tidy up."""
    for folder in base.glob("pixferry-*-*-*"):
        named = _NAME.match(folder.name)
        with contextlib.suppress(OSError):  # another worker's, or gone meanwhile
            if named and _is_left_behind(folder, machine=named["machine"], process=int(named["process"])):
                shutil.rmtree(folder)


def _is_left_behind(folder: Path, *, machine: str, process: int) -> bool:
    """Tell whether nobody works there; of another machine, which may share our disk, only the time tells."""
    if machine == _MACHINE:
        return not psutil.pid_exists(process)
    return time.time() - folder.stat().st_mtime > _LONGEST


def has_room(folder: Path) -> bool:
    """Tell whether the disk takes more; encoders that fail on a full one do not say why."""
    return shutil.disk_usage(folder).free > _ENOUGH
