"""Bring any picture to 8-bit sRGB, so that its colours stay right once the profile is dropped."""

from __future__ import annotations

import io

from PIL import Image, ImageCms

from worker.contract import Code
from worker.errors import PermanentError

_SIXTEEN_BIT = ("I;16", "I;16B", "I;16L", "I;16N", "I")
_TO_EIGHT_BITS = 257  # 65535 / 255
_WITH_ALPHA = ("RGBA", "LA", "PA", "La", "RGBa")
_PLAIN = ("L", "RGB", "RGBA")


def is_srgb(profile: bytes | None) -> bool:
    """Tell whether dropping the profile changes nothing: there is none, it is sRGB's, or it is no profile at all."""
    opened = _profile(profile)
    return opened is None or "srgb" in ImageCms.getProfileDescription(opened).casefold().replace(" ", "")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture as L, RGB or RGBA in sRGB, 8 bits a channel, without a palette.

    An alpha channel that is opaque everywhere is dropped.
    """
    plain = _to_eight_bits(image)
    if not is_srgb(profile):
        plain = _through_profile(plain, profile)
    if plain.mode == "CMYK":
        plain = plain.convert("RGB")
    return _without_idle_alpha(plain)


def _to_eight_bits(image: Image.Image) -> Image.Image:
    """Return L, RGB, RGBA or CMYK; palettes and single transparent colours become an alpha channel."""
    if image.mode == "F":
        raise PermanentError(Code.IMAGE_UNSUPPORTED, "floating-point pixels")
    if image.mode in _SIXTEEN_BIT:
        return image.point(lambda value: value / _TO_EIGHT_BITS).convert("L")
    if image.mode == "LAB":
        return _from_lab(image)
    if image.mode in _WITH_ALPHA or "transparency" in image.info:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in (*_PLAIN, "CMYK") else image.convert("RGB")


def _from_lab(image: Image.Image) -> Image.Image:
    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    return _converted(image, ImageCms.ImageCmsProfile(lab), ImageCms.ImageCmsProfile(srgb), "RGB") or image


def _through_profile(image: Image.Image, profile: bytes | None) -> Image.Image:
    source = _profile(profile)
    if source is None:
        return image
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    if image.mode == "RGBA":
        alpha = image.getchannel("A")
        colours = _converted(image.convert("RGB"), source, srgb, "RGB")
        if colours is None:
            return image
        colours.putalpha(alpha)
        return colours
    converted = _converted(image, source, srgb, "RGB")
    if converted is None:
        return image
    return converted.convert("L") if image.mode == "L" else converted


def _converted(
    image: Image.Image, source: ImageCms.ImageCmsProfile, target: ImageCms.ImageCmsProfile, mode: str
) -> Image.Image | None:
    """Return the converted picture, or None when the profile does not fit the pixels: then it is as good as none."""
    try:
        return ImageCms.profileToProfile(image, source, target, outputMode=mode)
    except (ImageCms.PyCMSError, ValueError):
        return None


def _profile(data: bytes | None) -> ImageCms.ImageCmsProfile | None:
    """Open a profile; garbage counts as none."""
    if not data:
        return None
    try:
        return ImageCms.ImageCmsProfile(io.BytesIO(data))
    except (OSError, ImageCms.PyCMSError):
        return None


def _without_idle_alpha(image: Image.Image) -> Image.Image:
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        return image.convert("RGB")
    return image


def on_white(image: Image.Image) -> Image.Image:
    """Return the picture without alpha, laid on white where it was transparent."""
    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white
