"""Whatever is written can be read: contrasts of both looks as WCAG AA asks."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from desktop.models.status import Tone
from desktop.widgets.look import Look, look_of

TEXT, SHAPE = 4.5, 3.0
"""What WCAG 2.2 AA asks of text (1.4.3), and of what shows a state or the focus (1.4.11)."""


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG defines it."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: QColor, second: QColor) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def over(below: QColor, tint: QColor) -> QColor:
    """A see-through colour laid over another one."""
    share = tint.alphaF()

    def mixed(above: float, ground: float) -> float:
        return share * above + (1 - share) * ground

    return QColor.fromRgbF(
        mixed(tint.redF(), below.redF()), mixed(tint.greenF(), below.greenF()), mixed(tint.blueF(), below.blueF())
    )


@pytest.fixture(params=["light", "dark"])
def look(request: pytest.FixtureRequest, qapp: object) -> Look:
    del qapp
    return look_of(request.param)


def test_words_can_be_read_on_everything_they_stand_on(look: Look) -> None:
    grounds = (look.window, look.canvas, look.surface, look.hollow)

    weak = [
        (ink.name(), ground.name(), round(contrast(ink, ground), 2))
        for ink in (look.text, look.muted, *look.tones.values())
        for ground in grounds
        if contrast(ink, ground) < TEXT
    ]

    assert weak == []


def test_words_can_be_read_on_what_is_selected(look: Look) -> None:
    tile, row, shelf = (
        over(look.surface, look.tint(0.14)),
        over(look.canvas, look.tint(0.18)),
        over(look.window, look.tint(0.16)),
    )

    weak = [
        (ink.name(), ground.name(), round(contrast(ink, ground), 2))
        for ink in (look.text, look.muted, *(look.tones[tone] for tone in Tone))
        for ground in (tile, row, shelf)
        if contrast(ink, ground) < TEXT
    ]

    assert weak == []


def test_words_on_the_accent_can_be_read_and_the_focus_ring_is_seen(look: Look) -> None:
    assert contrast(look.on_accent, look.accent) >= TEXT
    for ground in (look.window, look.canvas, look.surface):
        assert contrast(look.accent, ground) >= SHAPE
