"""Links are written in every format, escaped where the format needs it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from desktop.domain.item import Item, State
from desktop.domain.links import FORMATS, NotLiveError, alt_of, text_of, texts_of, url_of
from worker.contract import Outcome, Role, Variant

CDN = "https://cdn.example/base"


def variant(role: Role, key: str, width: int, content_type: str = "image/jpeg") -> Variant:
    return Variant(role=role, key=key, width=width, height=width // 2, bytes=100, content_type=content_type)


def live(name: str = "My cat_1.jpg", variants: tuple[Variant, ...] = ()) -> Item:
    outcome = Outcome(
        job_id="j",
        sha256="a" * 64,
        preset="web",
        fingerprint="f",
        slug="cat",
        width=800,
        height=400,
        bytes_in=300,
        main=variant(Role.MAIN, "images/k/cat.jpg", 800),
        thumbnail=variant(Role.THUMBNAIL, "images/k/cat-thumb.jpg", 200),
        variants=variants,
        published_at=1.0,
    )
    return Item(
        job_id="j",
        drop_id="d",
        position=1,
        path=Path("/in") / "x",
        name=name,
        size=300,
        modified=1.0,
        content_type="image/jpeg",
        preset="web",
        state=State.LIVE,
        added_at=1.0,
        changed_at=1.0,
        outcome=outcome,
    )


URL, THUMB = f"{CDN}/images/k/cat.jpg", f"{CDN}/images/k/cat-thumb.jpg"


@pytest.mark.parametrize(
    ("link_format", "text"),
    [
        ("url", URL),
        ("thumbnail", THUMB),
        ("markdown", f"![My cat 1]({URL})"),
        ("markdown-thumbnail", f"[![My cat 1]({THUMB})]({URL})"),
        ("html", f'<img src="{URL}" alt="My cat 1" width="800" height="400">'),
        ("html-thumbnail", f'<a href="{URL}"><img src="{THUMB}" alt="My cat 1" width="200" height="100"></a>'),
        ("picture", f'<picture><img src="{URL}" alt="My cat 1" width="800" height="400"></picture>'),
        ("bbcode", f"[img]{URL}[/img]"),
        ("{name}|{alt}|{width}x{height}|{thumb}|{other}", f"My cat_1.jpg|My cat 1|800x400|{THUMB}|{{other}}"),
    ],
)
def test_each_format(link_format: str, text: str) -> None:
    assert text_of(live(), link_format, CDN) == text


def test_a_picture_offers_the_best_type_first_and_widths_in_order() -> None:
    variants = (
        variant(Role.VARIANT, "k/640.jpg", 640),
        variant(Role.VARIANT, "k/320.jpg", 320),
        variant(Role.VARIANT, "k/320.avif", 320, "image/avif"),
    )

    text = text_of(live(variants=variants), "picture", CDN)

    assert text.startswith(
        f'<picture><source type="image/avif" srcset="{CDN}/k/320.avif 320w">'
        f'<source type="image/jpeg" srcset="{CDN}/k/320.jpg 320w, {CDN}/k/640.jpg 640w"><img '
    )


def test_json_holds_every_address() -> None:
    data = json.loads(text_of(live(), "json", CDN))

    assert (data["url"], data["thumbnail_url"], data["bytes_out"]) == (URL, THUMB, 100)


def test_hostile_names_are_escaped() -> None:
    item = live(name='<b>"x"\n](y)\u202egpj.jpg')

    assert "<b>" not in text_of(item, "html", CDN)
    assert "\n" not in text_of(item, "markdown", CDN)
    assert "](y)" not in text_of(item, "markdown", CDN).replace("\\]\\(y\\)", "")
    assert "<b>" not in text_of(item, '<img alt="{alt}">', CDN)
    assert "\u202e" not in alt_of(item.name)


def test_keys_are_percent_encoded() -> None:
    assert url_of("images/a b/ü?#.jpg", CDN + "/") == f"{CDN}/images/a%20b/%C3%BC%3F%23.jpg"


def test_what_is_not_live_has_no_link() -> None:
    waiting = dataclasses.replace(live(), state=State.WAITING, outcome=None)

    for link_format in (*FORMATS, "{url}"):
        with pytest.raises(NotLiveError):
            text_of(waiting, link_format, CDN)
    assert texts_of([waiting, live(), live()], "url", lambda _: CDN) == f"{URL}\n{URL}"
