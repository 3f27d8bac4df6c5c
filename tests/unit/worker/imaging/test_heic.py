"""A phone's HEIC becomes what every browser shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from worker.contract import Code
from worker.errors import PermanentError
from worker.imaging.decoding import decode
from worker.imaging.faults import imaging_faults
from worker.imaging.formats import HEIC
from worker.imaging.limits import Limits
from worker.imaging.optimising import optimised

FILES = Path(__file__).parents[3] / "data" / "heic"


@pytest.mark.parametrize(
    ("name", "mode", "content_type"),
    [("with-xmp.heif", "L", "image/jpeg"), ("alpha.heif", "RGBA", "image/png")],
)
def test_a_heic_becomes_jpeg_or_where_transparent_png(
    tmp_path: Path, limits: Limits, name: str, mode: str, content_type: str
) -> None:
    picture = decode(FILES / name, limits)
    made = optimised(picture, tmp_path / "main", quality=87)

    assert (picture.source_format, picture.image.mode) == (HEIC, mode)
    assert made.image_format.content_type == content_type
    assert b"xmpmeta" in (FILES / "with-xmp.heif").read_bytes()
    assert b"xmpmeta" not in made.path.read_bytes()
    with Image.open(made.path) as image:
        assert image.size == picture.image.size == {"L": (32, 32), "RGBA": (29, 100)}[mode]


def test_half_a_heic_is_damaged(tmp_path: Path, limits: Limits) -> None:
    whole = (FILES / "alpha.heif").read_bytes()
    (tmp_path / "half.heic").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(PermanentError) as damaged, imaging_faults():
        decode(tmp_path / "half.heic", limits)

    assert damaged.value.code == Code.IMAGE_DAMAGED
