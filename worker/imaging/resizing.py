"""Make pictures smaller, never larger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PIL import Image

_GAP = 3.0  # box-reduce first to three times the target: without it LANCZOS costs eight times more


def bounded(image: Image.Image, bound: int) -> Image.Image:
    """Return the picture within `bound` × `bound` pixels, its proportions kept."""
    return _scaled(image, min(1.0, bound / image.width, bound / image.height))


def descending(image: Image.Image, widths: Iterable[int]) -> Iterator[Image.Image]:
    """Yield the picture at each width it reaches, widest first, each made from the one before."""
    for width in sorted(widths, reverse=True):
        if width <= image.width:
            image = _scaled(image, width / image.width)
            yield image


def _scaled(image: Image.Image, factor: float) -> Image.Image:
    if factor == 1.0:
        return image
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=_GAP)
