"""Clocks differ: a worker whose own is wrong refuses to start, a desktop's may be wrong by hours."""

from __future__ import annotations

import re

import pytest

from tests.plugins.app import Apps, Photos
from tests.plugins.farm import Farm
from worker.broker.steps import EXIT_WRONG_CLOCK

TIME_ANSWER = re.compile(rb"\*2\r\n\$10\r\n(\d{10})\r\n")
"""What Redis says to TIME begins so: an array of two, the first the seconds."""
TICKET_ENDS = re.compile(rb'"expires_at": (\d{10})')


@pytest.mark.parametrize(
    ("shift", "said"), [(-7200, "7200 s ahead of the broker's"), (7200, "7200 s behind the broker's")]
)
def test_a_worker_whose_clock_is_two_hours_off_refuses_to_start_and_says_why(farm: Farm, shift: int, said: str) -> None:
    def shifted(answer: bytes) -> bytes:
        return TIME_ANSWER.sub(lambda found: b"*2\r\n$10\r\n%d\r\n" % (int(found[1]) + shift), answer)

    farm.line.rewrite = shifted
    worker = farm.start_worker(waits=False)

    assert worker.process.wait(30) == EXIT_WRONG_CLOCK
    assert said in worker.output


def test_a_desktop_whose_clock_is_an_hour_ahead_sends_its_files(farm: Farm, apps: Apps, photos: Photos) -> None:
    def told_to_a_fast_clock(answer: bytes) -> bytes:
        return TICKET_ENDS.sub(lambda found: b'"expires_at": %d' % (int(found[1]) - 3600), answer)

    farm.line.rewrite = told_to_a_fast_clock
    farm.start_worker()
    app = apps()
    app.add(*photos(1))
    app.until(lambda: app.reports)

    assert app.item("000.jpg").is_live
    assert len([r for r in farm.store.requests if r.method == "PUT" and "/originals/" in r.path]) == 1


def test_tickets_of_a_short_life_are_used(farm: Farm, apps: Apps, photos: Photos) -> None:
    farm.start_worker(PIXFERRY_TICKET_LIFETIME="20")
    app = apps()
    app.add(*photos(1))
    app.until(lambda: app.reports)

    assert app.item("000.jpg").is_live
    assert farm.workers[-1].output.count("Task worker.issue_tickets") <= 2
