"""Refuse what would hurt before any pixel is decoded: the guards, in the order they cost least."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pi_heif  # type: ignore[import-untyped]  # ships no types
from PIL import Image

from worker.contract import Code
from worker.errors import PermanentError
from worker.imaging.containers import count_gif_frames, webp_size
from worker.imaging.formats import GIF, HEIC, JPEG, WEBP, ImageFormat, Limit, sniffed
from worker.imaging.jpeg_segments import count_scans

_MOST_SCANS = 100  # a 708 KB file with thousands of scans costs 20 s to decode
_FRAMES_BUDGET = 10  # all frames of an animation together may have this many times the pixels of a still picture

pi_heif.register_heif_opener()


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Hold the operator's limits: bytes, pixels by kind of format, frames."""

    max_bytes: int
    max_pixels_jpeg: int
    max_pixels_lossless: int
    max_pixels_webp: int
    max_frames: int

    def pixels(self, kind: Limit) -> int:
        """Return the most pixels a format may have."""
        return {
            Limit.JPEG: self.max_pixels_jpeg,
            Limit.LOSSLESS: self.max_pixels_lossless,
            Limit.WEBP: self.max_pixels_webp,
        }[kind]


def recognised(path: Path, limits: Limits) -> ImageFormat:
    """Return the format of a file whose bytes may be decoded, or raise what is wrong with it."""
    size = path.stat().st_size
    if size == 0:
        raise PermanentError(Code.IMAGE_EMPTY)
    if size > limits.max_bytes:
        raise PermanentError(Code.IMAGE_TOO_LARGE, f"{size} bytes; the limit is {limits.max_bytes}")
    with path.open("rb") as file:
        image_format = sniffed(file.read(32))
    if image_format is None:
        raise PermanentError(Code.IMAGE_NOT_AN_IMAGE)
    _refuse_scan_bomb(path, image_format)
    return image_format


def _refuse_scan_bomb(path: Path, image_format: ImageFormat) -> None:
    if image_format == JPEG and count_scans(path.read_bytes(), most=_MOST_SCANS) > _MOST_SCANS:
        raise PermanentError(Code.IMAGE_TOO_MANY_SCANS, f"more than {_MOST_SCANS} scans")


@contextmanager
def opened(path: Path, image_format: ImageFormat, limits: Limits) -> Iterator[Image.Image]:
    """Yield the image, opened by its own decoder alone and not yet decoded; its pixels are within the limit."""
    most = limits.pixels(image_format.limit)
    if image_format == WEBP:  # Pillow allots the whole canvas on opening, before it checks the size
        _refuse_pixels(webp_size(path.read_bytes()[:32]), most)
    usual = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = most
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)  # damaged metadata is no reason to refuse the picture
            with Image.open(path, formats=[image_format.pillow]) as image:
                _refuse_pixels(image.size, most)
                _refuse_frames(path, image, image_format, limits)
                yield image
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise PermanentError(Code.IMAGE_TOO_MANY_PIXELS, f"the limit is {most}") from error
    finally:
        Image.MAX_IMAGE_PIXELS = usual


def _refuse_pixels(size: tuple[int, int], most: int) -> None:
    if size[0] * size[1] > most:
        raise PermanentError(Code.IMAGE_TOO_MANY_PIXELS, f"{size[0]} × {size[1]}; the limit is {most} pixels")


def _refuse_frames(path: Path, image: Image.Image, image_format: ImageFormat, limits: Limits) -> None:
    """Bound animations; pages of a TIFF and pictures of a HEIC are not frames, only the first is used."""
    if image_format == GIF:
        frames = sum(1 for _ in islice(count_gif_frames(path.read_bytes()), limits.max_frames + 1))
    elif image_format.is_shown_by_browsers and image_format not in (JPEG, HEIC):
        frames = int(getattr(image, "n_frames", 1))
    else:
        return
    if frames > limits.max_frames:
        raise PermanentError(Code.IMAGE_TOO_MANY_FRAMES, f"the limit is {limits.max_frames} frames")
    if frames * image.width * image.height > _FRAMES_BUDGET * limits.pixels(image_format.limit):
        raise PermanentError(Code.IMAGE_TOO_MANY_FRAMES, f"{frames} frames of {image.width} × {image.height}")
