"""Presets are a table; a fingerprint changes when the outcome would, and only then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from worker.contract import Code
from worker.errors import PermanentError
from worker.imaging.presets import DEFAULT_PRESET, PRESETS, describe_presets, preset_named


def test_the_default_comes_first_and_every_preset_is_described() -> None:
    described = describe_presets()

    assert described[0].name == DEFAULT_PRESET == "web"
    assert {preset.name for preset in described} == set(PRESETS) == {"web", "responsive"}


def test_fingerprints_are_pinned_because_published_keys_contain_them() -> None:
    assert {name: preset.fingerprint for name, preset in PRESETS.items()} == {
        "web": "c881cae1b3a2",
        "responsive": "4c1ac92a7ced",
    }


def test_a_fingerprint_follows_the_recipe_and_not_the_words() -> None:
    web = PRESETS["web"]

    assert replace(web, title="Für das Netz", summary="").fingerprint == web.fingerprint
    assert replace(web, jpeg_quality=80).fingerprint != web.fingerprint
    assert replace(web, name="mine").fingerprint != web.fingerprint


def test_an_unknown_preset_is_refused() -> None:
    with pytest.raises(PermanentError) as refused:
        preset_named("poster")

    assert (refused.value.code, refused.value.detail) == (Code.REQUEST_UNKNOWN_PRESET, "poster")
