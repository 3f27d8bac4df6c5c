"""Turn a published image into text to paste: an address, Markdown, HTML, BBCode, JSON or the user's own template."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from types import MappingProxyType
from urllib.parse import quote

from desktop.domain.item import Item
from worker.contract import Outcome, Variant

SEPARATOR = "\n"  # between the links of several images
_SPACES = re.compile(r"[\s\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#!|])")
_UNRESERVED = re.compile(r"[A-Za-z0-9/\-_.~]*").fullmatch
_PLACE = re.compile(r"\{(url|thumb|name|alt|width|height|srcset)\}")


UrlOf = Callable[[Outcome, Variant], str]
"""Gives the address of a published file, or an empty string while it is not known."""


class NotLiveError(ValueError):
    """A link was asked of an item that has none yet: the caller's mistake."""


def url_of(key: str, cdn_url: str) -> str:
    """Return the address of an object key, percent-encoded."""
    quoted = key if _UNRESERVED(key) else quote(key, safe="/-_.~")  # ours never need it; ten thousand would take long
    return f"{cdn_url.rstrip('/')}/{quoted}"


def alt_of(name: str) -> str:
    """Return words for who cannot see the image: the file's name without ending, marks and line breaks."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    dot = last.rfind(".")
    stem = last[:dot] if 0 < dot < len(last) - 1 else last
    return _SPACES.sub(" ", stem.replace("_", " ").replace("-", " ")).strip()


def srcset_of(variants: Sequence[Variant], cdn_url: str) -> str:
    """Return the `srcset` of variants of one type, narrowest first."""
    ordered = sorted(variants, key=lambda variant: variant.width)
    return ", ".join(f"{url_of(variant.key, cdn_url)} {variant.width}w" for variant in ordered)


def _url(_: Item, outcome: Outcome, cdn_url: str) -> str:
    return url_of(outcome.main.key, cdn_url)


def _thumbnail_url(_: Item, outcome: Outcome, cdn_url: str) -> str:
    return url_of(outcome.thumbnail.key, cdn_url)


def _markdown_alt(item: Item) -> str:
    return _MARKDOWN_SPECIAL.sub(r"\\\1", alt_of(item.name))


def _markdown(item: Item, outcome: Outcome, cdn_url: str) -> str:
    return f"![{_markdown_alt(item)}]({_url(item, outcome, cdn_url)})"


def _markdown_thumbnail(item: Item, outcome: Outcome, cdn_url: str) -> str:
    thumbnail = _thumbnail_url(item, outcome, cdn_url)
    return f"[![{_markdown_alt(item)}]({thumbnail})]({_url(item, outcome, cdn_url)})"


def _img(item: Item, variant: Variant, cdn_url: str) -> str:
    source, alt = escape(url_of(variant.key, cdn_url)), escape(alt_of(item.name))
    return f'<img src="{source}" alt="{alt}" width="{variant.width}" height="{variant.height}">'


def _html(item: Item, outcome: Outcome, cdn_url: str) -> str:
    return _img(item, outcome.main, cdn_url)


def _html_thumbnail(item: Item, outcome: Outcome, cdn_url: str) -> str:
    return f'<a href="{escape(_url(item, outcome, cdn_url))}">{_img(item, outcome.thumbnail, cdn_url)}</a>'


def _picture(item: Item, outcome: Outcome, cdn_url: str) -> str:
    """Return `<picture>`: a `<source>` for each type, the best compressing first, and the main file for the rest."""
    preference = ("image/avif", "image/jxl", "image/webp")
    kinds = dict.fromkeys(variant.content_type for variant in outcome.variants)
    ordered = sorted(kinds, key=lambda kind: preference.index(kind) if kind in preference else len(preference))
    sources = "".join(
        f'<source type="{escape(kind)}" srcset="{escape(srcset_of(_of_kind(outcome, kind), cdn_url))}">'
        for kind in ordered
    )
    return f"<picture>{sources}{_html(item, outcome, cdn_url)}</picture>"


def _of_kind(outcome: Outcome, content_type: str) -> list[Variant]:
    return [variant for variant in outcome.variants if variant.content_type == content_type]


def _bbcode(item: Item, outcome: Outcome, cdn_url: str) -> str:
    return f"[img]{_url(item, outcome, cdn_url)}[/img]"


def _json(item: Item, outcome: Outcome, cdn_url: str) -> str:
    return json.dumps(described(item, outcome, cdn_url), ensure_ascii=False)


def described(item: Item, outcome: Outcome, cdn_url: str) -> dict[str, object]:
    """Return a published image as a JSON object: its addresses and sizes."""
    return {
        "name": item.name,
        "url": url_of(outcome.main.key, cdn_url),
        "thumbnail_url": url_of(outcome.thumbnail.key, cdn_url),
        "width": outcome.main.width,
        "height": outcome.main.height,
        "bytes_in": outcome.bytes_in,
        "bytes_out": outcome.bytes_out,
        "variants": [variant_described(variant, cdn_url) for variant in outcome.variants],
    }


def variant_described(variant: Variant, cdn_url: str) -> dict[str, object]:
    """Return one published file as a JSON object."""
    return {
        "role": variant.role.value,
        "url": url_of(variant.key, cdn_url),
        "width": variant.width,
        "height": variant.height,
        "bytes": variant.bytes,
        "content_type": variant.content_type,
    }


FORMATS: Mapping[str, Callable[[Item, Outcome, str], str]] = MappingProxyType(
    {
        "url": _url,
        "thumbnail": _thumbnail_url,
        "markdown": _markdown,
        "markdown-thumbnail": _markdown_thumbnail,
        "html": _html,
        "html-thumbnail": _html_thumbnail,
        "picture": _picture,
        "bbcode": _bbcode,
        "json": _json,
    }
)
"""Every format by the name the settings keep; any other name is taken as a template."""


def text_of(item: Item, link_format: str, cdn_url: str) -> str:
    """Return an item's link in a format of `FORMATS`, or filled into a template; `NotLiveError` if it has none."""
    if item.outcome is None:
        msg = f"item {item.job_id} is {item.state}"
        raise NotLiveError(msg)
    writer = FORMATS.get(link_format)
    return writer(item, item.outcome, cdn_url) if writer else filled(link_format, item, cdn_url)


def texts_of(items: Sequence[Item], link_format: str, base_of: Callable[[Outcome], str]) -> str:
    """Return the links of all live items, one per line, in the order given; each on its own base address."""
    live = ((item, item.outcome) for item in items if item.outcome is not None)
    return SEPARATOR.join(text_of(item, link_format, base_of(outcome)) for item, outcome in live)


def filled(template: str, item: Item, cdn_url: str) -> str:
    """Fill `{url} {thumb} {name} {alt} {width} {height} {srcset}`; other braces stay as they are.

    In a template that holds markup (`<`) every value is escaped for HTML.
    """
    if item.outcome is None:
        msg = f"item {item.job_id} is {item.state}"
        raise NotLiveError(msg)
    outcome = item.outcome
    values = {
        "url": url_of(outcome.main.key, cdn_url),
        "thumb": url_of(outcome.thumbnail.key, cdn_url),
        "name": _SPACES.sub(" ", item.name),
        "alt": alt_of(item.name),
        "width": str(outcome.main.width),
        "height": str(outcome.main.height),
        "srcset": srcset_of(outcome.variants or (outcome.main,), cdn_url),
    }
    if "<" in template:
        values = {key: escape(value) for key, value in values.items()}
    return _PLACE.sub(lambda match: values[match.group(1)], template)
