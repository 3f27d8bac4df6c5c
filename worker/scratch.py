"""Give each job a folder of its own on this machine's disk, and clear away what killed processes left."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

_NAME = re.compile(r"pixferry-(\d+)-")
_ENOUGH = 4 * 1024 * 1024


@contextmanager
def scratch_folder(parent: Path | None) -> Iterator[Path]:
    """Yield an empty folder under `parent` (the system's temporary folder if None); it is gone afterwards."""
    base = Path(parent or tempfile.gettempdir())
    _clear_left_behind(base)
    with tempfile.TemporaryDirectory(prefix=f"pixferry-{os.getpid()}-", dir=base, ignore_cleanup_errors=True) as path:
        yield Path(path)


def _clear_left_behind(base: Path) -> None:
    """Remove the folders of processes that no longer run: SIGKILL lets nobody tidy up."""
    for folder in base.glob("pixferry-*-*"):
        named = _NAME.match(folder.name)
        if named and not psutil.pid_exists(int(named.group(1))):
            with contextlib.suppress(OSError):  # another worker's, or gone meanwhile
                shutil.rmtree(folder)


def has_room(folder: Path) -> bool:
    """Tell whether the disk takes more; encoders that fail on a full one do not say why."""
    return shutil.disk_usage(folder).free > _ENOUGH
