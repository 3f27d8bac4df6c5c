"""Say in the user's words what is happening to an item: icon, word, tone, and the two legs of its way.

Raw Celery states never get here: items carry our own states.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from desktop.domain.item import LOCAL_LEG, UNFINISHED, Hold, Item, State, Wish
from desktop.errors import explain
from desktop.models import phrases

translate = QCoreApplication.translate
MOST_RETRIES = 3


class Tone(StrEnum):
    """What a state means to the user; a theme gives each a colour, the icon and the word say it without one."""

    QUIET = "quiet"
    ACTIVE = "active"
    GOOD = "good"
    HELD = "held"
    BAD = "bad"


@dataclass(frozen=True, kw_only=True)
class Status:
    """Hold what a tile, a row or a screen reader shows of an item."""

    icon: str
    word: str
    tone: Tone
    detail: str = ""
    saving: str = ""

    @property
    def sentence(self) -> str:
        """Everything in one line, for tooltips and screen readers."""
        return ", ".join(part for part in (self.word, self.detail, self.saving) if part)


_STATES = {
    State.WAITING: ("clock", Tone.QUIET),
    State.HASHING: ("fingerprint", Tone.ACTIVE),
    State.SENDING: ("upload", Tone.ACTIVE),
    State.QUEUED: ("queue", Tone.QUIET),
    State.FETCHING: ("download", Tone.ACTIVE),
    State.OPTIMISING: ("optimise", Tone.ACTIVE),
    State.THUMBNAILS: ("image", Tone.ACTIVE),
    State.PUBLISHING: ("globe", Tone.ACTIVE),
    State.LIVE: ("live", Tone.GOOD),
    State.FAILED: ("failed", Tone.BAD),
    State.REFUSED: ("refused", Tone.BAD),
    State.CANCELLED: ("cancelled", Tone.QUIET),
    State.UNPUBLISHED: ("remove", Tone.QUIET),
}
_HOLDS = {
    Hold.PAUSED: ("pause", Tone.HELD),
    Hold.NETWORK: ("offline", Tone.HELD),
    Hold.WORKER: ("worker", Tone.HELD),
    Hold.STALLED: ("stalled", Tone.HELD),
    Hold.RETRY: ("retry", Tone.BAD),
}
# The worker's leg is drawn from where each stage begins, so that a bar moves even when a stage reports no fraction.
_STAGE_STARTS = {State.FETCHING: 0.05, State.OPTIMISING: 0.25, State.THUMBNAILS: 0.6, State.PUBLISHING: 0.75}


def status_of(item: Item, *, now: float) -> Status:
    """Describe an item as of `now` (Unix time; only a retry's countdown depends on it)."""
    if item.hold is not None and item.state in UNFINISHED:
        icon, tone = _HOLDS[item.hold]
        return Status(icon=icon, word=_hold_word(item, now=now), tone=tone, detail=_reason(item) or size_of(item))
    icon, tone = _STATES[item.state]
    if item.state is State.LIVE and item.outcome is not None:
        return _live(item)
    return Status(icon=icon, word=_word(item), tone=tone, detail=_reason(item) or size_of(item))


def legs_of(item: Item) -> tuple[float, float] | None:
    """Return how far an unfinished item is on its two legs (you → store, worker → CDN), each from 0 to 1."""
    if item.state not in UNFINISHED:
        return None
    if item.state in LOCAL_LEG:
        return (item.fraction if item.state is State.SENDING else 0.0), 0.0
    start = _STAGE_STARTS.get(item.state, 0.0)
    return 1.0, max(start, item.fraction)


def size_of(item: Item) -> str:
    """Return the size of the file as dropped; an empty string where nobody could read it."""
    return phrases.size(item.size) if item.size else ""


def _live(item: Item) -> Status:
    outcome = item.outcome
    assert outcome is not None  # noqa: S101  the caller has looked; mypy cannot know
    saving = phrases.saving(outcome.bytes_in, outcome.bytes_out)
    sizes = f"{phrases.size(outcome.bytes_in)} → {phrases.size(outcome.bytes_out)}"
    if item.wish is Wish.DELETE:
        return Status(icon="remove", word=translate("Status", "Deleting…"), tone=Tone.HELD, detail=sizes)
    if outcome.reused:
        word, icon = translate("Status", "Already online"), "link"
    elif outcome.kept_original:
        return Status(icon="shield", word=translate("Status", "Kept original"), tone=Tone.GOOD, detail=size_of(item))
    else:
        word, icon = translate("Status", "Live"), "live"
    return Status(icon=icon, word=word, tone=Tone.GOOD, detail=sizes, saving=saving)


def _reason(item: Item) -> str:
    return explain(item.failure).sentence if item.failure is not None else ""


def _word(item: Item) -> str:
    words = {
        State.WAITING: translate("Status", "Waiting"),
        State.HASHING: translate("Status", "Hashing"),
        State.SENDING: translate("Status", "Sending {percent}").format(percent=phrases.percent(item.fraction)),
        State.QUEUED: translate("Status", "Queued"),
        State.FETCHING: translate("Status", "Fetching"),
        State.OPTIMISING: translate("Status", "Optimising"),
        State.THUMBNAILS: translate("Status", "Thumbnails"),
        State.PUBLISHING: translate("Status", "Publishing"),
        State.LIVE: translate("Status", "Live"),
        State.FAILED: translate("Status", "Failed – needs you"),
        State.REFUSED: translate("Status", "Not accepted"),
        State.CANCELLED: translate("Status", "Cancelled"),
        State.UNPUBLISHED: translate("Status", "Off the CDN"),
    }
    return words[item.state]


def _hold_word(item: Item, *, now: float) -> str:
    words = {
        Hold.PAUSED: translate("Status", "Paused"),
        Hold.NETWORK: translate("Status", "Waiting for network"),
        Hold.WORKER: translate("Status", "Waiting for a worker"),
        Hold.STALLED: translate("Status", "Stalled"),
        Hold.RETRY: _countdown(item, now=now),
    }
    return words[item.hold or Hold.STALLED]


def _countdown(item: Item, *, now: float) -> str:
    left = max(0, math.ceil((item.retry_at or now) - now))
    text = translate("Status", "Retries in {seconds} s ({retry}/{most})")
    return text.format(seconds=left, retry=item.retries, most=MOST_RETRIES)
