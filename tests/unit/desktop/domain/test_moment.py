"""An age is told right whatever is done to the clock on the wall, and whether the computer slept."""

from __future__ import annotations

import dataclasses

import pytest

from desktop.domain.moment import LONG_AGO, Moment


def test_an_age_is_that_of_the_clock_that_went_on_further() -> None:
    now = Moment.now()

    assert 0 <= now.age < 60
    assert dataclasses.replace(now, wall=now.wall + 7200).age < 60
    assert dataclasses.replace(now, steady=now.steady - 900).age >= 900
    assert dataclasses.replace(now, wall=now.wall - 900).age >= 900
    assert pytest.approx(float("inf")) == LONG_AGO.age
