"""Know the image formats: what we accept, how each begins, and what each is called on the web."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PIL import features

_HEAD = 32
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})


class Limit(StrEnum):
    """Name the setting that bounds a format's pixels."""

    JPEG = "max_pixels_jpeg"
    LOSSLESS = "max_pixels_lossless"
    WEBP = "max_pixels_webp"


@dataclass(frozen=True, kw_only=True)
class ImageFormat:
    """Describe a format. `pillow` is its name for Pillow's allow-list ('JPEG' covers MPO)."""

    pillow: str
    content_type: str
    extension: str
    limit: Limit
    is_shown_by_browsers: bool


JPEG = ImageFormat(
    pillow="JPEG", content_type="image/jpeg", extension="jpg", limit=Limit.JPEG, is_shown_by_browsers=True
)
PNG = ImageFormat(
    pillow="PNG", content_type="image/png", extension="png", limit=Limit.LOSSLESS, is_shown_by_browsers=True
)
GIF = ImageFormat(
    pillow="GIF", content_type="image/gif", extension="gif", limit=Limit.LOSSLESS, is_shown_by_browsers=True
)
WEBP = ImageFormat(
    pillow="WEBP", content_type="image/webp", extension="webp", limit=Limit.WEBP, is_shown_by_browsers=True
)
AVIF = ImageFormat(
    pillow="AVIF", content_type="image/avif", extension="avif", limit=Limit.LOSSLESS, is_shown_by_browsers=True
)
HEIC = ImageFormat(
    pillow="HEIF", content_type="image/heic", extension="heic", limit=Limit.LOSSLESS, is_shown_by_browsers=False
)
TIFF = ImageFormat(
    pillow="TIFF", content_type="image/tiff", extension="tif", limit=Limit.LOSSLESS, is_shown_by_browsers=False
)
BMP = ImageFormat(
    pillow="BMP", content_type="image/bmp", extension="bmp", limit=Limit.LOSSLESS, is_shown_by_browsers=False
)

FORMATS = (JPEG, PNG, WEBP, GIF, AVIF, HEIC, TIFF, BMP)
_OTHER_SPELLINGS = ("image/jpg", "image/heif", "image/x-ms-bmp", "image/x-bmp")
CONTENT_TYPES = (*(known.content_type for known in FORMATS), *_OTHER_SPELLINGS)
"""What a desktop may announce; what a file really is, its first bytes decide."""


def _is_iso_media(head: bytes, brands: frozenset[bytes]) -> bool:
    return head[4:8] == b"ftyp" and not brands.isdisjoint(head[at : at + 4] for at in (8, 16, 20, 24, 28))


_SIGNS: tuple[tuple[ImageFormat, Callable[[bytes], bool]], ...] = (
    (JPEG, lambda head: head.startswith(b"\xff\xd8\xff")),
    (PNG, lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    (GIF, lambda head: head.startswith((b"GIF87a", b"GIF89a"))),
    (WEBP, lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP"),
    (AVIF, lambda head: _is_iso_media(head, _AVIF_BRANDS)),
    (HEIC, lambda head: _is_iso_media(head, _HEIF_BRANDS)),
    (TIFF, lambda head: head.startswith((b"II*\x00", b"MM\x00*"))),
    (BMP, lambda head: head.startswith(b"BM")),
)


def sniffed(start: bytes) -> ImageFormat | None:
    """Return the format the first bytes announce, or None; 32 bytes suffice."""
    head = start[:_HEAD]
    return next((known for known, is_sign in _SIGNS if is_sign(head)), None)


def has_jpegli() -> bool:
    """Tell whether the jpegli encoder is installed here; without it Pillow encodes JPEG."""
    try:
        importlib.import_module("ajpegli")
    except ImportError:
        return False
    return True


def encoders() -> tuple[str, ...]:
    """Name the encoders this worker has, as `describe` shows them."""
    jpeg = "jpegli" if has_jpegli() else "libjpeg-turbo"
    return (jpeg, "oxipng", *(name for name in ("webp", "avif") if features.check(name)))
