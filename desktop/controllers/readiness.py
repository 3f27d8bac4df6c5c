"""Make a file ready to be asked a ticket for: look at it, read it once, and say what it is now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.domain.intake import Limits, look_at
from desktop.domain.item import Item
from desktop.domain.trouble import TroubleError
from desktop.services.hashing import hash_file


@dataclass(frozen=True, kw_only=True)
class Ready:
    """Hold what the file is now."""

    sha256: str
    size: int
    modified: float
    content_type: str


def made_ready(
    item: Item, limits: Limits, *, progressed: Callable[[int], None], is_stopped: Callable[[], bool]
) -> Ready | None:
    """Return the item's file as it is now, None when asked to stop; an unchanged file is not read a second time."""
    finding = look_at(item.path, limits)
    if finding.failure is not None:
        raise TroubleError(finding.failure)
    is_same = (finding.size, finding.modified) == (item.size, item.modified)
    if item.sha256 is not None and is_same:
        digest, size, modified = item.sha256, item.size, item.modified
    else:
        hashed = hash_file(item.path, progressed=progressed, is_stopped=is_stopped)
        if hashed is None:
            return None
        digest, size, modified = hashed.sha256, hashed.size, hashed.modified
    return Ready(sha256=digest, size=size, modified=modified, content_type=finding.content_type)
