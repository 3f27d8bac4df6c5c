"""One decode gives an upright sRGB picture, whatever the file's orientation, mode or profile."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from tests.plugins.pictures import exif, photo, quarters, saved, swapped_profile
from worker.contract import Code
from worker.errors import PermanentError
from worker.imaging.decoding import Picture, decode
from worker.imaging.limits import Limits

RED, LIME, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)

# Where row 0 and column 0 of the file are seen, by EXIF orientation (Exif 2.32, tag 0x0112): (y, x) of stored (r, c).
SEEN = {
    1: lambda r, c, h, w: (r, c),  # noqa: ARG005  one shape for all
    2: lambda r, c, h, w: (r, w - 1 - c),  # noqa: ARG005
    3: lambda r, c, h, w: (h - 1 - r, w - 1 - c),
    4: lambda r, c, h, w: (h - 1 - r, c),  # noqa: ARG005
    5: lambda r, c, h, w: (c, r),  # noqa: ARG005
    6: lambda r, c, h, w: (c, w - 1 - r),  # noqa: ARG005
    7: lambda r, c, h, w: (h - 1 - c, w - 1 - r),
    8: lambda r, c, h, w: (h - 1 - c, r),  # noqa: ARG005
}


def as_stored(upright: Image.Image, orientation: int) -> Image.Image:
    """Return the pixels a camera writes with that orientation."""
    seen = np.asarray(upright)
    height, width = seen.shape[:2]
    rows, columns = (height, width) if orientation < 5 else (width, height)
    r, c = np.mgrid[0:rows, 0:columns]
    y, x = SEEN[orientation](r, c, height, width)
    return Image.fromarray(np.ascontiguousarray(seen[y, x]))


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    """Return the colours near the four corners, as near to full as a lossy file allows."""
    plain = image.convert("RGB")
    places = [(4, 4), (image.width - 5, 4), (4, image.height - 5), (image.width - 5, image.height - 5)]
    pixels = np.asarray(plain)
    return [tuple(int(round(value / 255) * 255) for value in pixels[y, x]) for x, y in places]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif"])
def test_every_orientation_comes_out_upright(tmp_path: Path, limits: Limits, orientation: int, suffix: str) -> None:
    stored = as_stored(quarters(), orientation)
    path = saved(stored, tmp_path / f"picture.{suffix}", exif=exif(orientation=orientation))

    picture = decode(path, limits)

    assert picture.image.size == (64, 48)
    assert corners(picture.image) == [RED, LIME, BLUE, WHITE]
    assert picture.is_as_stored is (orientation == 1)


def test_a_nonsense_orientation_counts_as_upright(tmp_path: Path, limits: Limits) -> None:
    path = saved(quarters(), tmp_path / "picture.jpg", exif=exif(orientation=9))

    assert corners(decode(path, limits).image) == [RED, LIME, BLUE, WHITE]


def test_damaged_exif_is_no_reason_to_refuse_the_picture(tmp_path: Path, limits: Limits) -> None:
    path = saved(quarters(), tmp_path / "picture.jpg", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff")

    assert corners(decode(path, limits).image) == [RED, LIME, BLUE, WHITE]


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif"])
def test_colours_are_right_without_the_profile(tmp_path: Path, limits: Limits, suffix: str) -> None:
    path = saved(Image.new("RGB", (32, 32), RED), tmp_path / f"picture.{suffix}", icc_profile=swapped_profile())

    picture = decode(path, limits)

    red, green, blue = np.asarray(picture.image)[16, 16]
    assert (red < 40, green > 230, blue < 40) == (True, True, True)
    assert picture.is_recoloured


def test_alpha_survives_a_profile(tmp_path: Path, limits: Limits) -> None:
    path = saved(Image.new("RGBA", (8, 8), (255, 0, 0, 77)), tmp_path / "picture.png", icc_profile=swapped_profile())

    picture = decode(path, limits)

    _, green, _, alpha = np.asarray(picture.image)[4, 4]
    assert (green > 230, int(alpha)) == (True, 77)


def test_the_profile_of_srgb_changes_no_pixel(tmp_path: Path, limits: Limits) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = saved(photo(), tmp_path / "picture.png", icc_profile=profile)

    picture = decode(path, limits)

    assert np.array_equal(np.asarray(picture.image), np.asarray(photo()))
    assert picture.is_as_stored


def test_a_garbage_profile_counts_as_none(tmp_path: Path, limits: Limits) -> None:
    path = saved(quarters(), tmp_path / "picture.png", icc_profile=b"no profile at all")

    picture = decode(path, limits)

    assert corners(picture.image) == [RED, LIME, BLUE, WHITE]
    assert picture.is_as_stored


def test_a_profile_for_other_pixels_counts_as_none(tmp_path: Path, limits: Limits) -> None:
    path = saved(Image.new("L", (8, 8), 200), tmp_path / "picture.png", icc_profile=swapped_profile())

    picture = decode(path, limits)

    assert picture.image.mode == "L"
    assert picture.image.getextrema() == (200, 200)


def test_cmyk_becomes_rgb(tmp_path: Path, limits: Limits) -> None:
    path = saved(Image.new("CMYK", (32, 32), (0, 255, 255, 0)), tmp_path / "picture.jpg", quality=95)

    picture = decode(path, limits)

    red, green, blue = np.asarray(picture.image)[16, 16]
    assert (red > 220, green < 60, blue < 60) == (True, True, True)
    assert not picture.is_as_stored


def test_sixteen_bit_grey_keeps_its_tones(tmp_path: Path, limits: Limits) -> None:
    tones = np.repeat(np.array([[0, 16448, 32896, 65535]], dtype=np.uint16), 4, axis=0)
    path = saved(Image.fromarray(tones), tmp_path / "picture.png")

    picture = decode(path, limits)

    assert picture.image.mode == "L"
    assert np.asarray(picture.image)[0].tolist() == [0, 64, 128, 255]


def test_a_transparent_palette_becomes_alpha(tmp_path: Path, limits: Limits) -> None:
    image = Image.new("P", (4, 4), 1)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putpixel((0, 0), 0)
    path = saved(image, tmp_path / "picture.png", transparency=0)

    picture = decode(path, limits)

    assert picture.image.getpixel((0, 0)) == (255, 0, 0, 0)
    assert picture.image.getpixel((1, 1)) == (0, 0, 255, 255)


def test_one_transparent_colour_becomes_alpha(tmp_path: Path, limits: Limits) -> None:
    path = saved(quarters(), tmp_path / "picture.png", transparency=RED)

    picture = decode(path, limits)

    assert picture.image.getpixel((4, 4)) == (255, 0, 0, 0)
    assert picture.image.getpixel((60, 4)) == (0, 255, 0, 255)


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [("1", 1, "L"), ("L", 9, "L"), ("LA", (9, 9), "RGBA"), ("RGBA", (9, 9, 9, 255), "RGB"), ("P", 3, "RGB")],
)
def test_every_mode_becomes_one_of_three(
    tmp_path: Path, limits: Limits, mode: str, colour: int | tuple[int, ...], expected: str
) -> None:
    path = saved(Image.new(mode, (8, 8), colour), tmp_path / "picture.png")

    assert decode(path, limits).image.mode == expected


def test_floating_point_pixels_are_refused_by_name(tmp_path: Path, limits: Limits) -> None:
    path = saved(Image.new("F", (8, 8), 0.5), tmp_path / "picture.tif")

    with pytest.raises(PermanentError) as refused:
        decode(path, limits)

    assert refused.value.code == Code.IMAGE_UNSUPPORTED


def test_an_animation_is_decoded_at_its_first_frame(tmp_path: Path, limits: Limits) -> None:
    path = saved(
        Image.new("RGB", (8, 8), RED), tmp_path / "a.gif", save_all=True, append_images=[Image.new("RGB", (8, 8), BLUE)]
    )

    picture: Picture = decode(path, limits)

    assert picture.is_animated
    assert picture.image.convert("RGB").getpixel((4, 4)) == RED


@pytest.mark.parametrize("options", [{"subsampling": "4:4:4"}, {"subsampling": "4:2:0"}, {"progressive": True}])
def test_jpeg_pixels_are_those_pillow_decodes(tmp_path: Path, limits: Limits, options: dict[str, object]) -> None:
    path = saved(photo(), tmp_path / "picture.jpg", quality=90, **options)

    with Image.open(path) as image:
        assert np.array_equal(np.asarray(decode(path, limits).image), np.asarray(image))
