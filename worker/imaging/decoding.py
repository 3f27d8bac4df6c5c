"""Decode a file once into an upright sRGB picture, and keep what later steps must know about the file."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import simplejpeg  # type: ignore[import-untyped]  # ships stubs without a py.typed marker
from PIL import Image

from worker.imaging.colour import is_srgb, to_srgb
from worker.imaging.formats import JPEG, ImageFormat
from worker.imaging.limits import Limits, opened, recognised

_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_BY_SIMPLEJPEG = {"RGB": "RGB", "L": "GRAY"}


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Hold a decoded picture: `image` is upright L, RGB or RGBA in sRGB; the rest tells about the file it came from.

    `orientation` is the file's EXIF value (1–8); `profile` its colour profile when that is not sRGB's; `is_recoloured`
    says that its own pixels would look wrong without that profile or where CMYK is not understood.
    """

    image: Image.Image
    source: Path
    source_format: ImageFormat
    orientation: int
    profile: bytes | None
    is_recoloured: bool
    is_animated: bool
    has_few_colours: bool
    has_metadata: bool

    @property
    def is_as_stored(self) -> bool:
        """Whether the file's own pixels are upright and right without its metadata."""
        return self.orientation == 1 and not self.is_recoloured

    @property
    def has_alpha(self) -> bool:
        """Whether any pixel is not opaque."""
        return self.image.mode == "RGBA"


def decode(path: Path, limits: Limits) -> Picture:
    """Return the picture, after every guard; only the first frame of an animation is decoded."""
    image_format = recognised(path, limits)
    with opened(path, image_format, limits) as image:
        profile = image.info.get("icc_profile")
        orientation = _orientation(image)
        is_animated = image_format != JPEG and bool(getattr(image, "is_animated", False))
        mode = image.mode
        has_metadata = any(image.info.get(kind) for kind in ("exif", "xmp", "comment"))
        pixels = to_srgb(_decoded(image, path), profile)
        left = _orientation(image)  # Pillow turns a TIFF upright by itself and leaves nothing to do
    if left != 1:
        pixels = pixels.transpose(_UPRIGHT[left])
    foreign = None if is_srgb(profile) else profile
    return Picture(
        image=pixels,
        source=path,
        source_format=image_format,
        orientation=orientation,
        profile=foreign,
        is_recoloured=foreign is not None or mode == "CMYK",
        is_animated=is_animated,
        has_few_colours=mode in ("1", "P"),
        has_metadata=has_metadata,
    )


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 where there is none or the EXIF is damaged."""
    try:
        found = image.getexif().get(_ORIENTATION, 1)
    except (SyntaxError, ValueError, KeyError, TypeError, OSError, struct.error):  # what Pillow's parser lets through
        return 1
    return found if found in _UPRIGHT else 1


def _decoded(image: Image.Image, path: Path) -> Image.Image:
    """Decode ordinary JPEG by simplejpeg, which gives the same pixels sooner, and everything else by Pillow."""
    space = _BY_SIMPLEJPEG.get(image.mode) if image.format in ("JPEG", "MPO") else None
    if space is not None:
        try:
            pixels = simplejpeg.decode_jpeg(path.read_bytes(), colorspace=space)
        except ValueError:  # unusual sampling, or damaged: Pillow decides
            pass
        else:
            return Image.fromarray(pixels[:, :, 0] if space == "GRAY" else pixels)
    image.load()
    return image
