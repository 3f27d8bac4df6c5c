"""Make a gallery worth looking at: a finished drop of photographs, and one with a bit of everything."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import Any

from desktop.domain.item import Hold, Item, State
from tests.gui.sample_items import SAMPLES, item, live, outcome
from worker.contract import Code, Failure


def photos() -> list[Path]:
    return sorted(path for path in SAMPLES.iterdir() if path.suffix in {".jpg", ".png"})


def mixed() -> list[Item]:
    """A drop with a bit of everything."""
    names = ["hero.jpg", "market-stall.jpg", "cat.png", "harbour-at-dawn-final-v3.jpg", "logo.png", "menu.jpg"]
    states: list[dict[str, Any]] = [
        {"state": State.SENDING, "fraction": 0.62}, {"state": State.OPTIMISING, "fraction": 0.4},
        {"state": State.PUBLISHING, "fraction": 0.85}, {"state": State.QUEUED}, {"state": State.HASHING},
        {"state": State.WAITING}, {"state": State.LIVE}, {"state": State.LIVE},
        {"state": State.FAILED, "failure": Failure(code=Code.IMAGE_DAMAGED, detail="truncated after 81920 bytes")},
        {"state": State.WAITING, "hold": Hold.RETRY, "retries": 2, "retry_at": time.time() + 12,
         "failure": Failure(code=Code.STORAGE_SLOW_DOWN)},
        {"state": State.REFUSED, "failure": Failure(code=Code.IMAGE_NOT_AN_IMAGE), "path": Path("/x/notes.jpg")},
        {"state": State.WAITING, "hold": Hold.PAUSED}, {"state": State.WAITING, "hold": Hold.NETWORK},
        {"state": State.QUEUED, "hold": Hold.WORKER}, {"state": State.OPTIMISING, "hold": Hold.STALLED},
    ]  # fmt: skip
    found = photos()
    made = []
    for n, entry in enumerate(states):
        usual: dict[str, Any] = {"name": names[n % len(names)], "path": found[n % len(found)], "added_at": time.time()}
        made.append(item(200 + n, drop="drop-2", **{**usual, **entry}))
    return made


def finished(count: int = 14) -> list[Item]:
    found, made = photos(), []
    for n in range(count):
        path = found[n % len(found)]
        one = live(
            n,
            name=path.name,
            path=path,
            size=900_000 + 417_000 * n,
            drop=f"drop-{n // 8}",
            added_at=time.time() - 90_000 * (n // 8),
        )
        if n == 3:
            one = dataclasses.replace(one, outcome=outcome(one, kept_original=True))
        if n == 5:
            one = dataclasses.replace(one, outcome=outcome(one, reused=True))
        made.append(one)
    return made
