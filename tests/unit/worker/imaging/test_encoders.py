"""Encoders write what they say, with jpegli and without it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.plugins.pictures import SECRET, encoded, exif, photo, xmp
from worker.imaging import encoders
from worker.imaging.colour import on_white
from worker.imaging.formats import encoders as known_encoders
from worker.imaging.resizing import bounded, descending


def difference(path: Path, original: Image.Image) -> float:
    with Image.open(path) as image:
        assert image.size == original.size
        return float(np.abs(np.asarray(image.convert("RGB")).astype(int) - np.asarray(original).astype(int)).mean())


@pytest.fixture
def talkative() -> Image.Image:
    """A picture that carries its metadata along in `info`, as an opened one does."""
    image = photo()
    image.info.update(exif=exif(), xmp=xmp(), comment=SECRET, icc_profile=b"profile " + SECRET)
    return image


def test_both_jpeg_encoders_look_the_same_and_jpegli_takes_less(tmp_path: Path) -> None:
    encoders.write_jpeg(photo(800, 600), tmp_path / "jpegli.jpg", quality=87)
    encoders.write_jpeg_by_pillow(photo(800, 600), tmp_path / "pillow.jpg", quality=87)
    (tmp_path / "naive.jpg").write_bytes(encoded(photo(800, 600), "JPEG", quality=85, optimize=True))

    sizes = {path.stem: path.stat().st_size for path in tmp_path.iterdir()}
    assert (
        abs(difference(tmp_path / "jpegli.jpg", photo(800, 600)) - difference(tmp_path / "naive.jpg", photo(800, 600)))
        < 1
    )
    assert (
        abs(difference(tmp_path / "pillow.jpg", photo(800, 600)) - difference(tmp_path / "naive.jpg", photo(800, 600)))
        < 1
    )
    assert sizes["jpegli"] < sizes["naive"]
    assert sizes["pillow"] < sizes["naive"] * 1.05


def test_a_machine_without_jpegli_makes_its_jpegs_by_pillow(tmp_path: Path) -> None:
    photo().save(tmp_path / "photo.png")
    program = """
import sys
sys.modules["ajpegli"] = None
from pathlib import Path
from PIL import Image
from worker.imaging.encoders import write_jpeg
from worker.imaging.formats import encoders
with Image.open("photo.png") as image:
    write_jpeg(image, Path("photo.jpg"), quality=87)
print(encoders()[0])
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])}

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, check=True
    )

    assert done.stdout == b"libjpeg-turbo\n"
    assert difference(tmp_path / "photo.jpg", photo()) < 6


@pytest.mark.parametrize("quality", [1, 30, 87, 100])
def test_the_fallback_takes_every_quality(tmp_path: Path, quality: int) -> None:
    encoders.write_jpeg_by_pillow(photo(), tmp_path / "p.jpg", quality=quality)

    assert difference(tmp_path / "p.jpg", photo()) < 60


def test_no_encoder_passes_metadata_on(tmp_path: Path, talkative: Image.Image) -> None:
    encoders.write_jpeg(talkative, tmp_path / "a.jpg", quality=87)
    encoders.write_jpeg_by_pillow(talkative, tmp_path / "b.jpg", quality=87)
    encoders.write_png(talkative, tmp_path / "c.png")
    encoders.write_webp(talkative, tmp_path / "d.webp", quality=80)
    encoders.write_avif(talkative, tmp_path / "e.avif", quality=62)

    for path in tmp_path.iterdir():
        assert SECRET not in path.read_bytes(), path.name
        assert b"Exif\x00" not in path.read_bytes(), path.name


def test_grey_stays_grey(tmp_path: Path) -> None:
    encoders.write_jpeg(photo().convert("L"), tmp_path / "grey.jpg", quality=87)

    with Image.open(tmp_path / "grey.jpg") as image:
        assert image.mode == "L"


def test_what_is_transparent_becomes_white_in_a_jpeg(tmp_path: Path) -> None:
    encoders.write_jpeg(Image.new("RGBA", (16, 16), (255, 0, 0, 0)), tmp_path / "p.jpg", quality=87)

    assert difference(tmp_path / "p.jpg", Image.new("RGB", (16, 16), "white")) < 2
    assert on_white(photo()).mode == "RGB"


def test_png_and_its_alpha_come_back_exactly(tmp_path: Path) -> None:
    image = photo()
    image.putalpha(99)

    encoders.write_png(image, tmp_path / "p.png")

    with Image.open(tmp_path / "p.png") as after:
        assert np.array_equal(np.asarray(after.convert("RGBA")), np.asarray(image))


def test_avif_keeps_alpha(tmp_path: Path) -> None:
    image = photo()
    image.putalpha(0)

    encoders.write_avif(image, tmp_path / "p.avif", quality=62)

    with Image.open(tmp_path / "p.avif") as after:
        assert after.mode == "RGBA"
        assert after.getchannel("A").getextrema() == (0, 0)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((400, 300), (200, 150)),
        ((300, 400), (150, 200)),
        ((200, 200), (200, 200)),
        ((50, 20), (50, 20)),
        ((5000, 3), (200, 1)),
        ((201, 200), (200, 199)),
    ],
)
def test_a_thumbnail_is_bounded_and_never_enlarged(size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert bounded(Image.new("RGB", size), 200).size == expected


def test_widths_descend_and_stop_at_the_source() -> None:
    sizes = [image.size for image in descending(Image.new("RGB", (1280, 853)), (320, 640, 1280, 1920))]

    assert sizes == [(1280, 853), (640, 426), (320, 213)]
    assert list(descending(Image.new("RGB", (319, 10)), (320,))) == []


def test_a_worker_names_its_encoders() -> None:
    assert set(known_encoders()) >= {"oxipng", "webp", "avif"}
    assert known_encoders()[0] in ("jpegli", "libjpeg-turbo")
