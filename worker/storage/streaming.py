"""Read what a store sends, as long as it keeps coming: a body that only dribbles is as bad as silence."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Protocol

from worker.contract import Code
from worker.errors import TransientError

_CHUNK = 256 * 1024
SLOWEST = 8 * 1024
"""Bytes per second: a body slower than a modem is given up, one of a slow line that many jobs share is not."""


class Stream(Protocol):
    """Give what has come so far."""

    def read1(self, amt: int, /) -> bytes | None:
        """Wait for some bytes and return at most `amt` of them; nothing at the end."""


def pieces(stream: Stream, *, size: int | None, patience: float) -> Iterator[bytes]:
    """Yield a body of `size` bytes (None: up to its end) as it comes; `TransientError` if it ends early, or lags.

    `patience` seconds must bring `SLOWEST` bytes each. The socket's own timeout counts from byte to byte, so one byte
    every now and then would hold a worker for hours; and the transport takes a line that is cut for the body's end.
    """
    total, began, came = 0, time.monotonic(), 0
    while size is None or total < size:
        piece = stream.read1(_CHUNK)
        if not piece and size is None:
            return
        if not piece:
            raise TransientError(Code.STORAGE_UNREACHABLE, f"{(size or 0) - total} of {size} bytes did not come")
        yield piece
        total, came = total + len(piece), came + len(piece)
        passed = time.monotonic() - began
        if total == size or passed < patience:
            continue
        if came < SLOWEST * patience:
            raise TransientError(Code.STORAGE_TIMEOUT, f"{came} bytes came in {passed:.0f} s")
        began, came = time.monotonic(), 0
