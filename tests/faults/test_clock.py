"""A worker whose clock is wrong would take its neighbours' jobs for abandoned: it refuses to start."""

from __future__ import annotations

import re

import pytest

from tests.plugins.farm import Farm
from worker.broker.steps import EXIT_WRONG_CLOCK

TIME_ANSWER = re.compile(rb"\*2\r\n\$10\r\n(\d{10})\r\n")
"""What Redis says to TIME begins so: an array of two, the first the seconds."""


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
