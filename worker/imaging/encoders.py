"""Encode pictures to files: JPEG by jpegli or Pillow, PNG by oxipng, AVIF by Pillow. Nothing but pixels goes in.

Python writes every file, in one go: libraries that write by themselves do not say why they cannot, or not even that
(Pillow's JPEG encoder takes a half-written block for a whole one).
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import oxipng
from PIL import Image

from worker.imaging.colour import on_white
from worker.imaging.formats import has_jpegli

os.environ.setdefault("RAYON_NUM_THREADS", "1")  # the processes of the pool are the parallelism

if has_jpegli():
    import ajpegli

_MEGAPIXEL = 1_000_000
_PLAIN_JPEG_DISCOUNT = 2  # jpegli's quality 87 looks like libjpeg-turbo's 85

# Robidoux's quantisation tables (ImageMagick, N. Robidoux 2012) in natural order at quality 50: 4 % fewer bytes than
# Annex K's at the same perceived quality.
_ROBIDOUX_LUMINANCE = (
    16, 16, 16, 18, 25, 37, 56, 85, 16, 17, 20, 27, 34, 40, 53, 75, 16, 20, 24, 31, 43, 62, 91, 135, 18, 27, 31, 40,
    53, 74, 106, 156, 25, 34, 43, 53, 69, 94, 131, 189, 37, 40, 62, 74, 94, 124, 169, 238, 56, 53, 91, 106, 131, 169,
    226, 311, 85, 75, 135, 156, 189, 238, 311, 418,
)  # fmt: skip


def write_jpeg(image: Image.Image, target: Path, *, quality: int) -> None:
    """Write a baseline JPEG with 4:2:0 chroma, transparent parts on white; `quality` 1–100 on jpegli's scale."""
    opaque = on_white(image)
    if has_jpegli():
        target.write_bytes(ajpegli.encode(np.asarray(opaque), quality=quality, progressive=0, subsampling="420"))
    else:
        write_jpeg_by_pillow(opaque, target, quality=quality)


def write_jpeg_by_pillow(image: Image.Image, target: Path, *, quality: int) -> None:
    """Write it where jpegli has no wheel; `quality` on jpegli's scale."""
    table = _scaled(max(1, quality - _PLAIN_JPEG_DISCOUNT))
    body = io.BytesIO()
    image.save(
        body,
        "JPEG",
        qtables=[table, table],
        subsampling="4:2:0",
        optimize=True,
        exif=b"",
        comment=b"",
        icc_profile=None,
    )
    target.write_bytes(body.getbuffer())


def _scaled(quality: int) -> list[int]:
    """Return the table at a quality, by libjpeg's rule (jpeg_quality_scaling)."""
    scale = 5000 / quality if quality < 50 else 200 - 2 * quality  # noqa: PLR2004  libjpeg's own numbers
    return [min(255, max(1, round(value * scale / 100))) for value in _ROBIDOUX_LUMINANCE]


def write_png(image: Image.Image, target: Path) -> None:
    """Write an optimised PNG without metadata."""
    clean = image.copy()
    clean.info = {}
    body = io.BytesIO()
    clean.save(body, "PNG", compress_level=1)
    target.write_bytes(packed_png(body.getvalue(), pixels=image.width * image.height))


def packed_png(body: bytes, *, pixels: int) -> bytes:
    """Return a PNG made smaller without changing a pixel; depth, alpha and every chunk stay."""
    return oxipng.optimize_from_memory(body, level=_png_level(pixels), strip=oxipng.StripChunks.none())


def _png_level(pixels: int) -> int:
    """Return oxipng's effort: thorough for small pictures, quick for large ones, where a level costs seconds."""
    if pixels <= _MEGAPIXEL:
        return 2
    return 1 if pixels <= 8 * _MEGAPIXEL else 0


def write_avif(image: Image.Image, target: Path, *, quality: int) -> None:
    """Write an AVIF at its quickest speed; `quality` 0–100 (62 looks like WebP's 80)."""
    clean = image.copy()
    clean.info = {}
    clean.save(target, "AVIF", quality=quality, speed=10, max_threads=1, exif=b"", xmp=b"", icc_profile=None)


def write_webp(image: Image.Image, target: Path, *, quality: int) -> None:
    """Write a lossy WebP; `quality` 0–100."""
    clean = image.copy()
    clean.info = {}
    clean.save(target, "WEBP", quality=quality, method=4, exif=b"", xmp=b"", icc_profile=None)
