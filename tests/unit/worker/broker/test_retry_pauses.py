"""Retries come later each time, spread, and never sooner than the store asked."""

from __future__ import annotations

import pytest

from worker.broker.door import pause_before


@pytest.mark.parametrize(("retry", "least", "most"), [(1, 1.5, 2.5), (2, 3, 5), (3, 6, 10), (10, 45, 60)])
def test_a_pause_doubles_with_every_retry(retry: int, least: float, most: float) -> None:
    pauses = [pause_before(retry, retry_after=None) for _ in range(100)]

    assert least <= min(pauses)
    assert max(pauses) <= most
    assert len(set(pauses)) > 1


def test_the_store_decides_how_soon_is_too_soon() -> None:
    assert pause_before(1, retry_after=30) == 30


def test_no_store_keeps_a_job_waiting_for_ever() -> None:
    assert pause_before(1, retry_after=86400) == 60
