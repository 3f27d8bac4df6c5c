"""Name the one thing a tile's button does for an item in its state."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QCoreApplication

from desktop.domain.item import Item, State

translate = QCoreApplication.translate


class Verb(Enum):
    """What a button asks for, with its icon."""

    COPY = "copy"
    RETRY = "retry"
    CANCEL = "cancel"
    RESTORE = "undo"

    @property
    def icon(self) -> str:
        """Name of the drawing."""
        return self.value

    @property
    def title(self) -> str:
        """What the user reads."""
        titles = {
            Verb.COPY: translate("Verb", "Copy link"),
            Verb.RETRY: translate("Verb", "Retry"),
            Verb.CANCEL: translate("Verb", "Cancel"),
            Verb.RESTORE: translate("Verb", "Restore to the CDN"),
        }
        return titles[self]


def verb_of(item: Item) -> Verb:
    """Return what a user most likely wants of an item next."""
    if item.is_live:
        return Verb.COPY
    if item.state is State.UNPUBLISHED:
        return Verb.RESTORE
    return Verb.RETRY if item.is_ended else Verb.CANCEL
