"""Make the small pictures: the thumbnail, and the widths a preset asks for."""

from __future__ import annotations

from PIL import Image

from worker.contract import Role
from worker.imaging.formats import AVIF
from worker.imaging.optimising import avif_file, small_file, small_format
from worker.imaging.resizing import bounded, descending
from worker.steps.context import Context


def thumbnails(context: Context) -> None:
    """Write the thumbnail, then every width as JPEG (PNG where transparent) and AVIF; nothing is enlarged.

    A picture narrower than the smallest width gets no widths: its main file is that small already. What an earlier
    try stored is not written again.
    """
    preset, image = context.preset, context.picture.image
    if not context.reuse(Role.THUMBNAIL):
        small = bounded(image, preset.thumbnail_bound)
        thumbnail = small_file(small, context.scratch / "thumb", quality=preset.thumbnail_quality)
        context.keep(Role.THUMBNAIL, context.keys.thumbnail(thumbnail.image_format.extension), thumbnail)
    for done, narrower in enumerate(descending(image, preset.variant_widths), start=1):
        _both(context, narrower)
        context.tick(done / len(preset.variant_widths))


def _both(context: Context, image: Image.Image) -> None:
    """Write one width in its two formats."""
    preset, target = context.preset, context.scratch / f"width-{image.width}"
    key = context.keys.variant(image.width, AVIF.extension)
    if not context.reuse(Role.VARIANT, key):
        context.keep(Role.VARIANT, key, avif_file(image, target, quality=preset.avif_quality))
    key = context.keys.variant(image.width, small_format(image).extension)
    if not context.reuse(Role.VARIANT, key):
        context.keep(Role.VARIANT, key, small_file(image, target, quality=preset.variant_quality))
