"""The full-size file: no bigger than it came, upright, right in colour, and silent about where it was taken."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.plugins.pictures import SECRET, encoded, exif, photo, png_info, quarters, saved, swapped_profile, xmp
from worker.imaging.decoding import decode
from worker.imaging.jpeg_segments import estimated_quality
from worker.imaging.limits import Limits
from worker.imaging.optimising import Encoded, optimised, small_file

WEB_QUALITY = 87


def made_from(path: Path, limits: Limits) -> Encoded:
    return optimised(decode(path, limits), path.parent / "main", quality=WEB_QUALITY)


def pixels(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def difference(one: Path, other: Image.Image) -> float:
    """Return the mean difference of two pictures of one size, 0–255."""
    return float(np.abs(pixels(one).astype(int) - np.asarray(other.convert("RGB")).astype(int)).mean())


def test_a_photo_of_high_quality_becomes_smaller_and_looks_the_same(tmp_path: Path, limits: Limits) -> None:
    path = saved(photo(), tmp_path / "picture.jpg", quality=98)

    made = made_from(path, limits)

    assert made.path.stat().st_size < path.stat().st_size
    assert (made.width, made.height, made.kept_original) == (320, 240, False)
    assert difference(made.path, photo()) < 6


def test_a_photo_already_small_enough_keeps_its_very_pixels(tmp_path: Path, limits: Limits) -> None:
    path = saved(photo(), tmp_path / "picture.jpg", quality=80, exif=exif(), comment=SECRET)

    made = made_from(path, limits)

    assert made.kept_original
    assert np.array_equal(pixels(made.path), pixels(path))
    assert made.path.stat().st_size < path.stat().st_size
    assert SECRET not in made.path.read_bytes()


def test_what_stands_behind_a_jpeg_is_not_published(tmp_path: Path, limits: Limits) -> None:
    path = saved(photo(), tmp_path / "motion.jpg", quality=80)
    path.write_bytes(path.read_bytes() + b"\x00\x00\x00\x18ftypmp42" + SECRET * 50)

    made = made_from(path, limits)

    assert SECRET not in made.path.read_bytes()
    assert np.array_equal(pixels(made.path), pixels(path))


@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        ("jpg", {"quality": 98, "exif": exif(), "xmp": xmp(), "comment": SECRET}),
        ("jpg", {"quality": 50, "exif": exif(), "xmp": xmp(), "comment": SECRET}),
        ("jpg", {"quality": 50, "exif": exif(orientation=6), "xmp": xmp()}),
        ("jpg", {"quality": 90, "exif": exif(), "icc_profile": swapped_profile()}),
        ("png", {"exif": exif(), "pnginfo": png_info()}),
        ("png", {"exif": exif(orientation=3), "pnginfo": png_info()}),
        ("webp", {"exif": exif(), "xmp": xmp()}),
        ("webp", {"exif": exif(orientation=8), "xmp": xmp(), "lossless": True}),
        ("avif", {"exif": exif(), "xmp": xmp()}),
        ("gif", {"comment": SECRET}),
        ("tif", {"exif": exif()}),
        ("bmp", {}),
    ],
)
def test_nothing_published_says_where_it_was_taken_or_is_bigger(
    tmp_path: Path, limits: Limits, suffix: str, options: dict[str, object]
) -> None:
    path = saved(photo(), tmp_path / f"picture.{suffix}", **options)
    picture = decode(path, limits)

    main = optimised(picture, tmp_path / "main", quality=WEB_QUALITY)
    thumb = small_file(picture.image, tmp_path / "thumb", quality=85)

    assert main.path.stat().st_size <= path.stat().st_size
    for made in (main, thumb):
        assert SECRET not in made.path.read_bytes()
        with Image.open(made.path) as image:
            assert not image.getexif()
            assert not {"xmp", "comment", "icc_profile"} & image.info.keys()
            assert image.size == (made.width, made.height) == picture.image.size


def test_a_sideways_photo_is_published_upright(tmp_path: Path, limits: Limits) -> None:
    path = saved(quarters(640, 480), tmp_path / "picture.jpg", quality=95, exif=exif(orientation=6))

    made = made_from(path, limits)

    assert (made.width, made.height) == (480, 640)
    assert difference(made.path, quarters(640, 480).transpose(Image.Transpose.ROTATE_270)) < 6


def test_a_tiny_sideways_photo_is_shown_upright_and_still_not_bigger(tmp_path: Path, limits: Limits) -> None:
    path = saved(photo(24, 16), tmp_path / "picture.jpg", quality=3, exif=exif(orientation=6), optimize=True)

    made = made_from(path, limits)

    with Image.open(made.path) as image:
        upright = image.size if image.getexif().get(0x0112, 1) == 1 else (image.height, image.width)
    assert upright == (made.width, made.height) == (16, 24)
    assert made.path.stat().st_size <= path.stat().st_size
    assert SECRET not in made.path.read_bytes()


def test_colours_stay_right_when_the_profile_goes(tmp_path: Path, limits: Limits) -> None:
    path = saved(Image.new("RGB", (64, 64), "red"), tmp_path / "picture.jpg", icc_profile=swapped_profile())

    made = made_from(path, limits)

    red, green, _ = pixels(made.path)[32, 32]
    assert (red < 60, green > 220) == (True, True)


def test_a_png_keeps_alpha_and_every_pixel(tmp_path: Path, limits: Limits) -> None:
    image = photo()
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    path = saved(image, tmp_path / "picture.png")

    made = made_from(path, limits)

    with Image.open(made.path) as after:
        assert after.mode == "RGBA"
        assert np.array_equal(np.asarray(after), np.asarray(image))
    assert made.path.stat().st_size < path.stat().st_size


def test_a_png_keeps_its_sixteen_bits(tmp_path: Path, limits: Limits) -> None:
    tones = np.arange(64 * 64, dtype=np.uint16).reshape(64, 64) * 15
    path = saved(Image.fromarray(tones), tmp_path / "picture.png", pnginfo=png_info())

    made = made_from(path, limits)

    with Image.open(made.path) as after:
        assert np.array_equal(np.asarray(after), tones)
    assert SECRET not in made.path.read_bytes()


@pytest.mark.parametrize("suffix", ["gif", "png", "webp"])
def test_an_animation_keeps_its_frames_and_loses_its_comments(tmp_path: Path, limits: Limits, suffix: str) -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "lime", "blue")]
    hints: dict[str, dict[str, object]] = {
        "gif": {"comment": SECRET},
        "png": {"pnginfo": png_info()},
        "webp": {"exif": exif(), "xmp": xmp()},
    }
    path = saved(
        frames[0],
        tmp_path / f"a.{suffix}",
        save_all=True,
        append_images=frames[1:],
        duration=[70, 80, 90],
        loop=0,
        **hints[suffix],
    )

    made = made_from(path, limits)

    assert made.kept_original
    assert SECRET not in made.path.read_bytes()
    with Image.open(path) as before, Image.open(made.path) as after:
        assert getattr(after, "n_frames", 1) == 3
        assert after.info.get("loop") == 0
        for frame in range(3):
            before.seek(frame)
            after.seek(frame)
            assert np.array_equal(np.asarray(before.convert("RGB")), np.asarray(after.convert("RGB")))
            assert before.info["duration"] == after.info["duration"]


def test_a_webp_keeps_its_very_pixels(tmp_path: Path, limits: Limits) -> None:
    path = saved(photo(), tmp_path / "picture.webp", exif=exif())

    made = made_from(path, limits)

    assert made.kept_original
    assert np.array_equal(pixels(made.path), pixels(path))
    assert abs(made.path.stat().st_size - len(encoded(photo(), "WEBP"))) < 20


@pytest.mark.parametrize(
    ("mode", "suffix", "expected"),
    [
        ("RGB", "bmp", "image/jpeg"),
        ("1", "bmp", "image/png"),
        ("RGBA", "tif", "image/png"),
        ("RGB", "tif", "image/jpeg"),
    ],
)
def test_what_browsers_do_not_show_becomes_what_they_do(
    tmp_path: Path, limits: Limits, mode: str, suffix: str, expected: str
) -> None:
    image = photo()
    image.putalpha(128)
    path = saved(image.convert(mode), tmp_path / f"picture.{suffix}")

    made = made_from(path, limits)

    assert made.image_format.content_type == expected
    with Image.open(made.path) as after:
        assert after.size == (320, 240)
    assert made.path.stat().st_size < path.stat().st_size


@pytest.mark.parametrize("quality", [30, 50, 75, 85, 92, 98])
def test_a_jpegs_quality_is_read_from_its_tables(quality: int) -> None:
    assert abs(estimated_quality(encoded(photo(), "JPEG", quality=quality)) - quality) <= 1


def test_a_small_picture_with_transparency_stays_transparent(tmp_path: Path) -> None:
    image = photo(50, 50)
    image.putalpha(Image.linear_gradient("L").resize(image.size))

    made = small_file(image, tmp_path / "thumb", quality=85)

    assert made.path.suffix == ".png"
    with Image.open(io.BytesIO(made.path.read_bytes())) as after:
        assert np.array_equal(np.asarray(after.convert("RGBA")), np.asarray(image))


def test_only_the_first_picture_of_a_multi_picture_jpeg_is_published(tmp_path: Path, limits: Limits) -> None:
    path = tmp_path / "burst.jpg"
    photo().save(path, "MPO", save_all=True, append_images=[quarters(320, 240)], exif=exif(), quality=80)

    made = made_from(path, limits)

    with Image.open(made.path) as image:
        assert (image.format, image.size) == ("JPEG", (320, 240))
    assert difference(made.path, photo()) < 6
    assert made.path.read_bytes().count(b"\xff\xd8\xff") == 1
    assert SECRET not in made.path.read_bytes()
