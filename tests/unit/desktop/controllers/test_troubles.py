"""A trouble that lasts is told once."""

from __future__ import annotations

from desktop.controllers.troubles import QUIET_SECONDS, Troubles
from worker.contract import Failure


def test_a_trouble_is_news_when_it_begins_and_when_it_comes_back() -> None:
    now = [0.0]
    troubles = Troubles(clock=lambda: now[0])
    full, locked = Failure(code="ledger:disk-full"), Failure(code="ledger:locked")

    assert troubles.is_news(full)
    for _ in range(100):
        now[0] += 2.0
        assert not troubles.is_news(full)
    assert troubles.is_news(locked)
    now[0] += QUIET_SECONDS + 1
    assert troubles.is_news(full)
