"""Sizes, savings and times read as people write them."""

from __future__ import annotations

import pytest

from desktop.models import phrases


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (1024, "1 KB"),
        (317_440, "310 KB"),
        (5_033_165, "4.8 MB"),
        (120 * 1024 * 1024, "120 MB"),
        (2_040_109_466, "1.9 GB"),
    ],
)
def test_a_size_is_written_with_the_unit_that_fits(count: int, text: str) -> None:
    assert phrases.size(count) == text


def test_a_file_that_did_not_shrink_claims_no_saving() -> None:
    assert phrases.saving(100, 6) == "−94 %"
    assert phrases.saving(100, 100) == ""
    assert phrases.saving(100, 130) == ""


def test_a_share_never_leaves_its_bounds() -> None:
    assert [phrases.percent(share) for share in (-0.1, 0.629, 1.2)] == ["0 %", "62 %", "100 %"]


@pytest.mark.parametrize(("seconds", "text"), [(0.04, "40 ms"), (1.24, "1.2 s"), (12.4, "12 s"), (200, "3 min")])
def test_a_duration_is_as_precise_as_it_matters(seconds: float, text: str) -> None:
    assert phrases.seconds(seconds) == text


@pytest.mark.parametrize(
    ("live", "failed", "copied", "text"),
    [
        (12, 0, True, "12 images live · links copied"),
        (1, 0, True, "1 image live · link copied"),
        (128, 3, False, "128 images live, 3 failed"),
        (0, 2, False, "2 failed"),
    ],
)
def test_the_end_of_a_drop_is_one_line(live: int, failed: int, copied: bool, text: str) -> None:
    assert phrases.drop_ended(live=live, failed=failed, copied=copied) == text
