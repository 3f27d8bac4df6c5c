"""Await a condition instead of sleeping."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


def wait_until(holds: Callable[[], bool], *, within: float, what: str, every: float = 0.05) -> None:
    """Return once `holds` does; fail naming `what` after `within` seconds."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"not within {within} s: {what}"
        threading.Event().wait(every)
