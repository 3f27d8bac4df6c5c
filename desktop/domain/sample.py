"""Make up a published image, so that a template can be previewed before there is one."""

from __future__ import annotations

from pathlib import Path

from desktop.domain.item import Item, State
from worker.contract import Outcome, Role, Variant

CDN_URL = "https://img.example.org"
_SHA256 = "0" * 64
_FOLDER = "images/1a2b3c4d5e6f7a8b-0123456789ab"


def sample_item() -> Item:
    """Return a live image of two sizes."""
    outcome = Outcome(
        job_id="sample",
        sha256=_SHA256,
        preset="web",
        fingerprint="0123456789ab",
        slug="harbour-at-dawn",
        width=1600,
        height=1067,
        bytes_in=4_800_000,
        main=_variant(Role.MAIN, "", 1600, 1067),
        thumbnail=_variant(Role.THUMBNAIL, "-thumb", 400, 267),
        variants=(_variant(Role.VARIANT, "-640", 640, 427), _variant(Role.VARIANT, "-1280", 1280, 853)),
        published_at=0.0,
    )
    return Item(
        job_id="sample",
        drop_id="sample",
        position=0,
        path=Path("harbour-at-dawn.jpg"),
        name="harbour-at-dawn.jpg",
        size=outcome.bytes_in,
        modified=0.0,
        content_type="image/jpeg",
        preset="web",
        state=State.LIVE,
        added_at=0.0,
        changed_at=0.0,
        sha256=_SHA256,
        outcome=outcome,
    )


def _variant(role: Role, suffix: str, width: int, height: int) -> Variant:
    key = f"{_FOLDER}/harbour-at-dawn{suffix}.jpg"
    return Variant(role=role, key=key, width=width, height=height, bytes=90_000, content_type="image/jpeg")
