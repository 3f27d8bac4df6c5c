"""Make the full-size file: upright, without metadata, right in colour, and never bigger than it came."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from worker.contract import Code
from worker.errors import PermanentError
from worker.imaging import encoders
from worker.imaging.containers import stripped_gif, stripped_png, stripped_webp
from worker.imaging.decoding import Picture
from worker.imaging.formats import AVIF, GIF, JPEG, PNG, WEBP, ImageFormat
from worker.imaging.jpeg_segments import estimated_quality, stripped_jpeg

_WEBP_QUALITY = 80
_AVIF_QUALITY = 62
_STEP = 8
_LOWEST_QUALITY = 50


@dataclass(frozen=True, kw_only=True)
class Encoded:
    """Hold a file that was made; `kept_original` says that the pixels are the source's own bytes."""

    path: Path
    image_format: ImageFormat
    width: int
    height: int
    kept_original: bool = False


def optimised(picture: Picture, target: Path, *, quality: int) -> Encoded:
    """Write the full-size file next to `target` (its suffix is set here) and return it; `quality` is jpegli's."""
    make = {JPEG: _from_jpeg, PNG: _from_png, GIF: _from_gif, WEBP: _from_webp, AVIF: _from_avif}
    return make.get(picture.source_format, _from_foreign)(picture, target, quality)


def _encoded(picture: Picture, path: Path, image_format: ImageFormat, *, kept: bool = False) -> Encoded:
    width, height = picture.image.size
    return Encoded(path=path, image_format=image_format, width=width, height=height, kept_original=kept)


def _kept(picture: Picture, target: Path, body: bytes) -> Encoded:
    path = target.with_suffix(f".{picture.source_format.extension}")
    path.write_bytes(body)
    return _encoded(picture, path, picture.source_format, kept=True)


def _from_jpeg(picture: Picture, target: Path, quality: int) -> Encoded:
    """Keep pixels that are already as small as ours would be, encode the others, and keep the smaller file."""
    data = picture.source.read_bytes()
    theirs = estimated_quality(data)
    path = target.with_suffix(".jpg")
    if not picture.is_as_stored:
        fits = _write_smaller(picture, path, encoders.write_jpeg, _qualities(min(quality, theirs)))
        return _encoded(picture, path, JPEG) if fits else _kept(picture, target, _barely_stripped(data, picture))
    stripped = stripped_jpeg(data)
    if theirs > quality:
        encoders.write_jpeg(picture.image, path, quality=quality)
        if path.stat().st_size < len(stripped):
            return _encoded(picture, path, JPEG)
    return _kept(picture, target, stripped)


def _barely_stripped(data: bytes, picture: Picture) -> bytes:
    """Return the source with nothing but its orientation and profile: the last resort of a picture already tiny."""
    return stripped_jpeg(data, icc_profile=picture.profile, orientation=picture.orientation)


def _qualities(first: int) -> Iterator[int]:
    yield from range(first, _LOWEST_QUALITY, -_STEP) if first > _LOWEST_QUALITY else (first,)


def _write_smaller(picture: Picture, path: Path, write: Callable[..., None], qualities: Iterator[int]) -> bool:
    """Write at falling qualities until the file is no bigger than the source; tell whether it came to that."""
    most = picture.source.stat().st_size
    for quality in qualities:
        write(picture.image, path, quality=quality)
        if path.stat().st_size <= most:
            return True
    return False


def _from_png(picture: Picture, target: Path, quality: int) -> Encoded:  # noqa: ARG001  one shape for all
    """Keep depth, palette and alpha and pack them better; a PNG never becomes lossy behind its owner's back."""
    path = target.with_suffix(".png")
    if picture.is_as_stored:
        stripped = stripped_png(picture.source.read_bytes())
        if picture.is_animated:
            return _kept(picture, target, stripped)
        packed = encoders.packed_png(stripped, pixels=picture.image.width * picture.image.height)
        path.write_bytes(packed)
        return _encoded(picture, path, PNG, kept=len(packed) == len(stripped))
    encoders.write_png(picture.image, path)
    return _encoded(picture, path, PNG)


def _from_gif(picture: Picture, target: Path, quality: int) -> Encoded:  # noqa: ARG001  one shape for all
    return _kept(picture, target, stripped_gif(picture.source.read_bytes()))


def _from_webp(picture: Picture, target: Path, quality: int) -> Encoded:  # noqa: ARG001  one shape for all
    stripped = stripped_webp(picture.source.read_bytes())
    if picture.is_as_stored or picture.is_animated:  # browsers ignore the EXIF orientation of an animation
        return _kept(picture, target, stripped)
    path = target.with_suffix(".webp")
    _write_smaller(picture, path, encoders.write_webp, _qualities(_WEBP_QUALITY))
    return _encoded(picture, path, WEBP)


def _from_avif(picture: Picture, target: Path, quality: int) -> Encoded:  # noqa: ARG001  one shape for all
    if picture.is_as_stored and not picture.has_metadata:
        return _kept(picture, target, picture.source.read_bytes())
    if picture.is_animated:
        raise PermanentError(Code.IMAGE_UNSUPPORTED, "an animated AVIF with metadata")
    path = target.with_suffix(".avif")
    _write_smaller(picture, path, encoders.write_avif, _qualities(_AVIF_QUALITY))
    return _encoded(picture, path, AVIF)


def _from_foreign(picture: Picture, target: Path, quality: int) -> Encoded:
    """Make what browsers show of what they do not: PNG for drawings and transparency, JPEG for the rest.

    HEIC packs tighter than JPEG: the quality falls as far as `_LOWEST_QUALITY` to stay below the source, no further.
    """
    if picture.has_alpha or picture.has_few_colours:
        path = target.with_suffix(".png")
        encoders.write_png(picture.image, path)
        return _encoded(picture, path, PNG)
    path = target.with_suffix(".jpg")
    _write_smaller(picture, path, encoders.write_jpeg, _qualities(quality))
    return _encoded(picture, path, JPEG)


def small_format(image: Image.Image) -> ImageFormat:
    """Return the format of a thumbnail or variant: JPEG, or PNG where something is transparent."""
    return PNG if image.mode == "RGBA" else JPEG


def small_file(image: Image.Image, target: Path, *, quality: int) -> Encoded:
    """Write a thumbnail or variant in its `small_format`."""
    image_format = small_format(image)
    path = target.with_suffix(f".{image_format.extension}")
    if image_format == PNG:
        encoders.write_png(image, path)
    else:
        encoders.write_jpeg(image, path, quality=quality)
    return Encoded(path=path, image_format=image_format, width=image.width, height=image.height)


def avif_file(image: Image.Image, target: Path, *, quality: int) -> Encoded:
    """Write a variant for browsers that take AVIF."""
    path = target.with_suffix(".avif")
    encoders.write_avif(image, path, quality=quality)
    return Encoded(path=path, image_format=AVIF, width=image.width, height=image.height)
