"""Decide which dropped paths are images we accept, and say why not for the others. Reads the disk; knows no Qt."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.signatures import EXTENSIONS, HEAD_BYTES, content_type_of
from worker.contract import Code, Failure

MIB = 1024 * 1024
DEFAULT_MAX_BYTES = 200 * MIB
CHUNK = 100
CHUNK_SECONDS = 0.1
"""Findings are handed on at the latest after so many, or so long: the first row is seen at once."""

ACCEPTED_TYPES = frozenset(
    f"image/{kind}" for kind in ("jpeg", "png", "gif", "webp", "avif", "heic", "heif", "tiff", "bmp")
)
"""What a deployment takes that was never asked what it takes."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Hold what a deployment accepts."""

    max_bytes: int = DEFAULT_MAX_BYTES
    content_types: frozenset[str] = ACCEPTED_TYPES


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Describe one path of a drop: accepted, or refused with a failure."""

    path: Path
    size: int = 0
    modified: float = 0.0
    content_type: str = ""
    failure: Failure | None = None


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """Tell how a scan ended: paths taken, paths refused, and files of folders that were never images."""

    accepted: int
    refused: int
    skipped: int

    @property
    def total(self) -> int:
        """How many rows the drop has."""
        return self.accepted + self.refused


def scan(
    paths: Sequence[Path],
    *,
    limits: Limits,
    found: Callable[[list[Finding]], None],
    is_stopped: Callable[[], bool] = lambda: False,
) -> Scanned:
    """Look at every path, folders with all below them, and hand on what was found in chunks, in order."""
    counts = {True: 0, False: 0}
    skips = [0]
    chunk: list[Finding] = []
    handed_on_at = 0.0
    for finding in _findings(paths, limits, skips):
        if is_stopped():
            break
        chunk.append(finding)
        counts[finding.failure is None] += 1
        if len(chunk) >= CHUNK or time.monotonic() - handed_on_at > CHUNK_SECONDS:
            found(chunk)
            chunk, handed_on_at = [], time.monotonic()
    if chunk:
        found(chunk)
    return Scanned(accepted=counts[True], refused=counts[False], skipped=skips[0])


def look_at(path: Path, limits: Limits) -> Finding:
    """Decide about one file by its own bytes."""
    try:
        entry = path.stat()
        if not stat.S_ISREG(entry.st_mode):
            return _refused(path, Code.FILE_UNREADABLE, "not a regular file")
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except FileNotFoundError:
        return _refused(path, Code.FILE_MISSING)
    except (OSError, ValueError) as error:
        return _refused(path, Code.FILE_UNREADABLE, getattr(error, "strerror", None) or type(error).__name__)
    return _judged(path, entry, head, limits)


def _judged(path: Path, entry: os.stat_result, head: bytes, limits: Limits) -> Finding:
    size, content_type = entry.st_size, content_type_of(head)
    if size == 0:
        return _refused(path, Code.IMAGE_EMPTY)
    if content_type is None:
        return _refused(path, Code.IMAGE_NOT_AN_IMAGE, size=size)
    if content_type not in limits.content_types:
        return _refused(path, Code.IMAGE_UNSUPPORTED, content_type, size=size)
    if size > limits.max_bytes:
        detail = f"{size / MIB:.0f} MiB, the limit is {limits.max_bytes / MIB:.0f} MiB"
        return _refused(path, Code.IMAGE_TOO_LARGE, detail, size=size)
    return Finding(path=path, size=size, modified=entry.st_mtime, content_type=content_type)


def _refused(path: Path, code: Code, detail: str = "", *, size: int = 0) -> Finding:
    return Finding(path=path, size=size, failure=Failure(code=code.value, detail=detail))


def _findings(paths: Sequence[Path], limits: Limits, skips: list[int]) -> Iterator[Finding]:
    for path in paths:
        if not os.path.isdir(path):  # noqa: PTH112  Path.is_dir raises on a name with a null byte before 3.14
            yield look_at(path, limits)
            continue
        is_empty = True
        for file in _files_below(path):
            if isinstance(file, Finding):
                is_empty = False
                yield file
            elif file.suffix.lower() in EXTENSIONS:
                is_empty = False
                yield look_at(file, limits)
            else:
                skips[0] += 1
        if is_empty:
            yield _refused(path, Code.FOLDER_EMPTY)


def _files_below(folder: Path) -> Iterator[Path | Finding]:
    """Walk a folder in the order of names; links to folders are followed once, so a loop ends."""
    seen: set[tuple[int, int]] = set()
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            mark = here.stat()
            if (mark.st_dev, mark.st_ino) in seen and mark.st_ino:
                continue
            seen.add((mark.st_dev, mark.st_ino))
            entries = sorted(here.iterdir(), key=lambda entry: entry.name)
        except OSError as error:
            yield _refused(here, Code.FILE_UNREADABLE, error.strerror or "")
            continue
        yield from (entry for entry in entries if not entry.is_dir())
        waiting.extend(entry for entry in reversed(entries) if entry.is_dir() and not entry.name.startswith("."))
