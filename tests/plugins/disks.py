"""Give a test a disk so small that it can fill it."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


def fill(folder: Path, *, but: int = 0) -> Path:
    """Leave `but` bytes free on the disk of a folder, to within a block; return the file to delete for more."""
    ballast = folder / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(b"\0" * 4096):
            pass
    with ballast.open("r+b") as file:
        file.truncate(max(0, ballast.stat().st_size - but))
    return ballast


@contextlib.contextmanager
def small_disk(folder: Path, *, size: int) -> Iterator[None]:
    """Mount a file system of so many bytes of memory there, or skip the test: only root may."""
    options = ["-t", "tmpfs", "-o", f"size={size}", "tmpfs"]
    try:
        subprocess.run(["mount", *options, folder], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root may mount")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
