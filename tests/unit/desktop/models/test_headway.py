"""The window tells how fast images leave and how long the rest may take, once anybody can know."""

from __future__ import annotations

import pytest

from desktop.domain.item import State
from desktop.models import phrases
from desktop.models.headway import Headway
from tests.gui.sample_items import item

MIB = 1024 * 1024


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def headway(clock: Clock) -> Headway:
    return Headway(clock=clock)


def test_the_speed_is_the_mean_of_the_last_five_seconds(headway: Headway, clock: Clock) -> None:
    headway.note([item(1, size=10 * MIB)])

    for fraction in (0.25, 0.5):
        clock.now += 1
        headway.note([item(1, size=10 * MIB, state=State.SENDING, fraction=fraction)])

    assert headway.bytes_per_second == MIB


def test_the_rest_of_a_file_counts_when_it_has_arrived(headway: Headway) -> None:
    headway.note([item(1, size=10 * MIB, state=State.SENDING, fraction=0.5)])

    headway.note([item(1, size=10 * MIB, state=State.QUEUED)])

    assert headway.bytes_per_second == MIB


def test_an_image_made_again_from_the_kept_original_sends_nothing(headway: Headway) -> None:
    headway.note([item(1, size=10 * MIB, state=State.QUEUED)])

    headway.note([item(1, size=10 * MIB, state=State.PUBLISHING)])

    assert headway.bytes_per_second == 0


def test_a_speed_is_forgotten_when_nothing_leaves_any_more(headway: Headway, clock: Clock) -> None:
    headway.note([item(1, state=State.SENDING, fraction=0.0)])
    headway.note([item(1, state=State.SENDING, fraction=0.5)])

    clock.now += 6

    assert headway.bytes_per_second == 0


def test_the_time_left_follows_the_pace_of_the_last_minute(headway: Headway, clock: Clock) -> None:
    headway.note([item(n) for n in range(10)])
    for n in range(4):
        clock.now += 5
        headway.note([item(n, state=State.LIVE)])

    assert headway.seconds_left(6) == pytest.approx(30)


def test_nothing_is_guessed_from_two_images(headway: Headway, clock: Clock) -> None:
    headway.note([item(n) for n in range(10)])
    clock.now += 30

    headway.note([item(n, state=State.LIVE) for n in range(2)])

    assert headway.seconds_left(8) is None


def test_the_pace_of_an_earlier_drop_says_nothing_of_the_next(headway: Headway, clock: Clock) -> None:
    headway.note([item(n) for n in range(5)])
    clock.now += 10
    headway.note([item(n, state=State.LIVE) for n in range(5)])

    headway.note([item(20)])

    assert headway.seconds_left(1) is None


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (12, "less than a minute left"),
        (118, "about 2 min left"),
        (59 * 60, "about 59 min left"),
        (3 * 3600, "about 3 h left"),
    ],
)
def test_the_time_left_is_said_no_more_exactly_than_anybody_can_know(seconds: float, said: str) -> None:
    assert phrases.left(seconds) == said


def test_a_speed_is_said_in_bytes_per_second() -> None:
    assert phrases.speed(2.4 * MIB) == "2.4 MB/s"
