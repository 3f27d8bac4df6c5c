"""Turn items into rows of the ledger and back, fast enough for ten thousand at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from desktop.domain.item import Hold, Item, State, Wish
from worker.contract import Failure, Outcome, Role, Stage, StageTime, Variant

COLUMNS = (
    "job_id", "drop_id", "position", "path", "name", "size", "modified", "content_type", "preset", "state",
    "added_at", "changed_at", "sha256", "attempt_id", "attempts", "sent_at", "hold", "retry_at", "retries",
    "failure", "outcome", "wish",
)  # fmt: skip


def row_of(item: Item) -> tuple[Any, ...]:
    """Return the values of `COLUMNS`. A path that is not UTF-8 keeps its bytes (surrogateescape)."""
    path = str(item.path).encode("utf-8", "surrogateescape")
    name = item.name.encode("utf-8", "surrogateescape")
    return (
        item.job_id, item.drop_id, item.position, path, name, item.size, item.modified, item.content_type,
        item.preset, item.state.value, item.added_at, item.changed_at, item.sha256, item.attempt_id, item.attempts,
        item.sent_at, item.hold.value if item.hold else None, item.retry_at, item.retries,
        json.dumps(item.failure.to_wire()) if item.failure else None,
        json.dumps(item.outcome.to_wire()) if item.outcome else None, item.wish.value if item.wish else None,
    )  # fmt: skip


def item_of(row: tuple[Any, ...]) -> Item:
    """Return the item of a row read in the order of `COLUMNS`; `ValueError` or `KeyError` where it cannot be one."""
    values = dict(zip(COLUMNS, row, strict=True))
    values["path"] = Path(values["path"].decode("utf-8", "surrogateescape"))
    values["name"] = values["name"].decode("utf-8", "surrogateescape")
    values["state"] = State(values["state"])
    values["hold"] = Hold(values["hold"]) if values["hold"] else None
    values["failure"] = Failure.from_wire(json.loads(values["failure"])) if values["failure"] else None
    values["outcome"] = _outcome(json.loads(values["outcome"])) if values["outcome"] else None
    values["wish"] = Wish(values["wish"]) if values["wish"] else None
    return Item(**values)


def _outcome(data: dict[str, Any]) -> Outcome:
    """Build what we wrote ourselves without checking each field again; anything unfamiliar goes the checked way."""
    try:
        parts = {
            "main": _variant(data["main"]),
            "thumbnail": _variant(data["thumbnail"]),
            "variants": tuple(_variant(variant) for variant in data["variants"]),
            "stages": tuple(StageTime(stage=Stage(time["stage"]), seconds=time["seconds"]) for time in data["stages"]),
            "reduced_from": tuple(data["reduced_from"]) if data["reduced_from"] else None,
        }
        return Outcome(**{**data, **parts})
    except (KeyError, TypeError, ValueError):
        return Outcome.from_wire(data)


def _variant(data: dict[str, Any]) -> Variant:
    return Variant(**{**data, "role": Role(data["role"])})
