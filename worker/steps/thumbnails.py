"""Make the small pictures: the thumbnail, and the widths a preset asks for."""

from __future__ import annotations

from worker.contract import Role
from worker.imaging.optimising import avif_file, small_file
from worker.imaging.resizing import bounded, descending
from worker.steps.context import Context


def thumbnails(context: Context) -> None:
    """Write the thumbnail, then every width as JPEG (PNG where transparent) and AVIF; nothing is enlarged.

    A picture narrower than the smallest width gets no widths: its main file is that small already.
    """
    preset, image = context.preset, context.picture.image
    thumbnail = small_file(
        bounded(image, preset.thumbnail_bound), context.scratch / "thumb", quality=preset.thumbnail_quality
    )
    context.keep(Role.THUMBNAIL, context.keys.thumbnail(thumbnail.image_format.extension), thumbnail)
    for done, narrower in enumerate(descending(image, preset.variant_widths), start=1):
        target = context.scratch / f"width-{narrower.width}"
        for file in (
            avif_file(narrower, target, quality=preset.avif_quality),
            small_file(narrower, target, quality=preset.variant_quality),
        ):
            context.keep(Role.VARIANT, context.keys.variant(file.width, file.image_format.extension), file)
        context.tick(done / len(preset.variant_widths))
