"""Limits as an operator's defaults have them."""

from __future__ import annotations

import pytest

from worker.imaging.limits import Limits


@pytest.fixture
def limits() -> Limits:
    return Limits(
        max_bytes=10_000_000,
        max_pixels_jpeg=110_000_000,
        max_pixels_lossless=60_000_000,
        max_pixels_webp=40_000_000,
        max_frames=500,
    )
