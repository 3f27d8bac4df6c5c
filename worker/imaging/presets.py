"""List what a user may choose between: how an image is made, and the fingerprint that goes into its keys."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass

from worker.contract import Code, PresetDescription
from worker.errors import PermanentError

PIPELINE_VERSION = 1
"""Raised when the same bytes and preset come out differently, so that published keys stay immutable."""

VARIANT_WIDTHS = (320, 640, 1280, 1920)
"""Every width any preset makes, in pixels; a slug may not end in one of them."""

DEFAULT_PRESET = "web"
_IN_WORDS = ("title", "summary")
_FINGERPRINT_DIGITS = 12


@dataclass(frozen=True, kw_only=True)
class Preset:
    """Say what is made of an image. Qualities are 0–100 of the named encoder, bounds and widths pixels."""

    name: str
    title: str
    summary: str
    jpeg_quality: int = 87
    thumbnail_bound: int = 200
    thumbnail_quality: int = 85
    variant_widths: tuple[int, ...] = ()
    variant_quality: int = 85
    avif_quality: int = 62

    @property
    def fingerprint(self) -> str:
        """Return 12 hexadecimal digits that change when the outcome would; the words shown to users do not count."""
        recipe = {key: value for key, value in dataclasses.asdict(self).items() if key not in _IN_WORDS}
        canonical = json.dumps([PIPELINE_VERSION, recipe], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:_FINGERPRINT_DIGITS]

    def describe(self) -> PresetDescription:
        """Return what the wire says of this preset."""
        return PresetDescription(name=self.name, title=self.title, summary=self.summary, fingerprint=self.fingerprint)


PRESETS = {
    preset.name: preset
    for preset in (
        Preset(
            name="web",
            title="For the web",
            summary="The image at full size, optimised, and a thumbnail of at most 200 × 200 pixels.",
        ),
        Preset(
            name="responsive",
            title="For every screen",
            summary="As for the web, and AVIF and JPEG at 320, 640, 1280 and 1920 pixels wide, never enlarged.",
            variant_widths=VARIANT_WIDTHS,
        ),
    )
}


def preset_named(name: str) -> Preset:
    """Return the preset of that name; raise `PermanentError(REQUEST_UNKNOWN_PRESET)` if there is none."""
    try:
        return PRESETS[name]
    except KeyError:
        raise PermanentError(Code.REQUEST_UNKNOWN_PRESET, name) from None


def describe_presets() -> tuple[PresetDescription, ...]:
    """Return every preset in words, the default first."""
    return tuple(preset.describe() for preset in sorted(PRESETS.values(), key=lambda p: p.name != DEFAULT_PRESET))
