"""File names become slugs that are safe in every link, whatever they were."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.keys import slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Holiday Photo.JPG", "holiday-photo"),
        ("Fête d'été.png", "fete-d-ete"),
        ("Straße über Łódź.jpg", "strasse-uber-lodz"),
        ("Øresund & Æbler.webp", "oresund-aebler"),
        ("写真.heic", "image"),
        (".jpg", "jpg"),
        ("...", "image"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\a b.jpg", "a-b"),
        ("v1.2 final.jpg", "v1-2-final"),
        ("--a--b--.gif", "a-b"),
        ("<script>.png", "script"),
        ("line\nbreak\u202e.png", "line-break"),
        ("logo-thumb.png", "logo-thumb-image"),
        ("logo-1920.png", "logo-1920-image"),
        ("logo-1921.png", "logo-1921"),
        ("a" * 300 + ".jpg", "a" * 60),
        ("a" * 59 + " b.jpg", "a" * 59),
    ],
)
def test_a_file_name_becomes_a_slug(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@given(st.text(min_size=1, max_size=255))
def test_every_name_gives_a_slug_that_is_safe_and_stable(name: str) -> None:
    slug = slug_of(name)

    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 60
    assert not re.search(r"-(thumb|320|640|1280|1920)$", slug)
    assert slug_of(slug + ".jpg") == slug
