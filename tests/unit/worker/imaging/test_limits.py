"""What would hurt is refused before it is decoded, each kind by its own code."""

from __future__ import annotations

import struct
import time
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from tests.plugins.pictures import encoded, photo, saved
from worker.contract import Code
from worker.errors import PermanentError
from worker.imaging.decoding import decode
from worker.imaging.faults import imaging_faults
from worker.imaging.formats import AVIF, BMP, CONTENT_TYPES, GIF, HEIC, JPEG, PNG, TIFF, WEBP, ImageFormat, sniffed
from worker.imaging.limits import Limits


def refusal(path: Path, limits: Limits) -> str:
    with pytest.raises(PermanentError) as refused, imaging_faults():
        decode(path, limits)
    return refused.value.code


def written(path: Path, body: bytes) -> Path:
    path.write_bytes(body)
    return path


@pytest.mark.parametrize(
    ("name", "known"),
    [("JPEG", JPEG), ("PNG", PNG), ("GIF", GIF), ("WEBP", WEBP), ("AVIF", AVIF), ("TIFF", TIFF), ("BMP", BMP)],
)
def test_the_first_bytes_tell_the_format(name: str, known: ImageFormat) -> None:
    assert sniffed(encoded(photo(16, 16), name)[:32]) == known
    assert known.content_type in CONTENT_TYPES


def test_a_phones_heic_is_known_by_its_brand() -> None:
    assert sniffed(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic") == HEIC
    assert sniffed(b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf") == AVIF


@pytest.mark.parametrize("body", [b"just text", b"<svg xmlns='x'/>", b"%PDF-1.7", b"%!PS-Adobe", b"8BPS\x00\x01"])
def test_anything_else_is_not_an_image(tmp_path: Path, limits: Limits, body: bytes) -> None:
    assert refusal(written(tmp_path / "picture.jpg", body * 9), limits) == Code.IMAGE_NOT_AN_IMAGE


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, limits: Limits) -> None:
    assert refusal(written(tmp_path / "picture.jpg", b""), limits) == Code.IMAGE_EMPTY


def test_more_bytes_than_the_limit_are_refused(tmp_path: Path, limits: Limits) -> None:
    path = saved(photo(), tmp_path / "picture.jpg")

    assert refusal(path, replace(limits, max_bytes=path.stat().st_size - 1)) == Code.IMAGE_TOO_LARGE


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "gif", "avif", "tif", "bmp"])
def test_more_pixels_than_the_limit_are_refused(tmp_path: Path, limits: Limits, suffix: str) -> None:
    path = saved(photo(40, 30), tmp_path / f"picture.{suffix}")
    tight = replace(limits, max_pixels_jpeg=1199, max_pixels_lossless=1199, max_pixels_webp=1199)
    exact = replace(limits, max_pixels_jpeg=1200, max_pixels_lossless=1200, max_pixels_webp=1200)

    assert refusal(path, tight) == Code.IMAGE_TOO_MANY_PIXELS
    assert decode(path, exact).image.size == (40, 30)


def test_a_png_that_announces_a_giant_is_refused_by_its_header(tmp_path: Path, limits: Limits) -> None:
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunks = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(b"0")), (b"IEND", b""))
    )

    assert refusal(written(tmp_path / "p.png", b"\x89PNG\r\n\x1a\n" + chunks), limits) == Code.IMAGE_TOO_MANY_PIXELS


def test_a_tiny_webp_with_a_giant_canvas_is_refused_before_pillow_allots_it(tmp_path: Path, limits: Limits) -> None:
    canvas = (16_383 - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + canvas + canvas + b"VP8 " + bytes(4)
    path = written(tmp_path / "picture.webp", b"RIFF" + struct.pack("<I", len(body)) + body)

    assert refusal(path, limits) == Code.IMAGE_TOO_MANY_PIXELS


def test_a_jpeg_with_a_thousand_scans_is_refused_at_once(tmp_path: Path, limits: Limits) -> None:
    whole = encoded(photo(640, 480), "JPEG", progressive=True)
    start = whole.rindex(b"\xff\xda")
    path = written(tmp_path / "bomb.jpg", whole[:start] + whole[start:-2] * 200 + b"\xff\xd9")

    started = time.monotonic()

    assert refusal(path, limits) == Code.IMAGE_TOO_MANY_SCANS
    assert time.monotonic() - started < 1


def test_an_animation_with_too_many_frames_is_refused(tmp_path: Path, limits: Limits) -> None:
    frames = [Image.new("L", (4, 4), number * 8) for number in range(30)]
    for suffix in ("gif", "png", "webp"):
        path = saved(frames[0], tmp_path / f"a.{suffix}", save_all=True, append_images=frames[1:])

        assert refusal(path, replace(limits, max_frames=29)) == Code.IMAGE_TOO_MANY_FRAMES
        assert decode(path, replace(limits, max_frames=30)).is_animated


def test_an_animations_pixels_are_counted_over_all_frames(tmp_path: Path, limits: Limits) -> None:
    frames = [Image.new("L", (10, 10), number) for number in range(30)]
    path = saved(frames[0], tmp_path / "a.gif", save_all=True, append_images=frames[1:])

    assert refusal(path, replace(limits, max_pixels_lossless=299)) == Code.IMAGE_TOO_MANY_FRAMES
    assert decode(path, replace(limits, max_pixels_lossless=300)).is_animated


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "gif", "avif", "tif", "bmp"])
def test_a_truncated_file_is_damaged(tmp_path: Path, limits: Limits, suffix: str) -> None:
    whole = saved(photo(), tmp_path / f"picture.{suffix}").read_bytes()

    assert refusal(written(tmp_path / f"half.{suffix}", whole[: len(whole) // 2]), limits) == Code.IMAGE_DAMAGED


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "gif", "avif", "tif", "bmp"])
def test_noise_behind_a_true_beginning_never_gets_past_as_a_bug(tmp_path: Path, limits: Limits, suffix: str) -> None:
    whole = saved(photo(64, 64), tmp_path / f"picture.{suffix}").read_bytes()
    noise = bytes((n * 37 + 11) % 256 for n in range(400))

    assert refusal(written(tmp_path / f"noise.{suffix}", whole[:16] + noise), limits).startswith("image:")


def test_limits_do_not_outlive_the_picture_they_were_set_for(tmp_path: Path, limits: Limits) -> None:
    usual = Image.MAX_IMAGE_PIXELS

    refusal(saved(photo(), tmp_path / "p.png"), replace(limits, max_pixels_lossless=1))

    assert usual == Image.MAX_IMAGE_PIXELS
