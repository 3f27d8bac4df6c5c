"""Name what the list shows of an item, column by column, and what each column sorts by."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.domain.item import Item, State
from desktop.models import phrases
from desktop.models.status import size_of, status_of

translate = QCoreApplication.translate
_ROAD = {state: place for place, state in enumerate(State)}


class Column(IntEnum):
    """The columns from left to right."""

    NAME = 0
    STATE = 1
    SIZE = 2
    SAVING = 3
    PRESET = 4
    ADDED = 5


def titles() -> dict[Column, str]:
    """Return the heading of each column."""
    return {
        Column.NAME: translate("Columns", "Name"),
        Column.STATE: translate("Columns", "State"),
        Column.SIZE: translate("Columns", "Size"),
        Column.SAVING: translate("Columns", "Saving"),
        Column.PRESET: translate("Columns", "Preset"),
        Column.ADDED: translate("Columns", "Added"),
    }


def text_of(item: Item, column: int, now: float) -> str:
    """Return what a cell says as of `now` (Unix time)."""
    return _TEXTS[Column(column)](item, now)


def key_of(item: Item, column: Column) -> Any:  # noqa: ANN401  whatever compares in a column
    """Return what an item is sorted by."""
    return _KEYS[column](item)


def _size(item: Item, _now: float) -> str:
    if item.outcome is None or not item.is_live:
        return size_of(item)
    return f"{phrases.size(item.outcome.bytes_in)} → {phrases.size(item.outcome.bytes_out)}"


def _saved_share(item: Item) -> float:
    if item.outcome is None or not item.is_live or not item.outcome.bytes_in:
        return 0.0
    return 1 - item.outcome.bytes_out / item.outcome.bytes_in


_TEXTS: dict[Column, Callable[[Item, float], str]] = {
    Column.NAME: lambda item, _now: phrases.name(item.name),
    Column.STATE: lambda item, now: status_of(item, now=now).word,
    Column.SIZE: _size,
    Column.SAVING: lambda item, now: status_of(item, now=now).saving,
    Column.PRESET: lambda item, _now: item.preset,
    Column.ADDED: lambda item, now: phrases.moment(item.added_at, now=now),
}
_KEYS: dict[Column, Callable[[Item], Any]] = {
    Column.NAME: lambda item: item.name.casefold(),
    Column.STATE: lambda item: _ROAD[item.state],
    Column.SIZE: lambda item: item.size,
    Column.SAVING: _saved_share,
    Column.PRESET: lambda item: item.preset,
    Column.ADDED: lambda item: item.added_at,
}
