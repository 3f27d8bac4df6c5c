"""Make the full-size file: what the link points to."""

from __future__ import annotations

from worker.contract import Role
from worker.imaging.optimising import optimised
from worker.steps.context import Context


def optimise(context: Context) -> None:
    """Write the main file, unless an earlier try stored it."""
    if context.reuse(Role.MAIN):
        return
    file = optimised(context.picture, context.scratch / "main", quality=context.preset.jpeg_quality)
    context.keep(Role.MAIN, context.keys.main(file.image_format.extension), file)
