"""A picture whose files would outgrow the limit of one file is said to be too large, not damaged."""

from __future__ import annotations

import contextlib
import errno
import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.plugins.pictures import photo
from worker.contract import Code
from worker.errors import PermanentError
from worker.imaging import encoders
from worker.imaging.faults import imaging_faults

Write = Callable[[Image.Image, Path], None]
WRITERS: dict[str, Write] = {
    "jpeg": lambda image, path: encoders.write_jpeg(image, path, quality=90),
    "pillow's jpeg": lambda image, path: encoders.write_jpeg_by_pillow(image, path, quality=90),
    "png": encoders.write_png,
    "webp": lambda image, path: encoders.write_webp(image, path, quality=90),
    "avif": lambda image, path: encoders.write_avif(image, path, quality=90),
}


@contextlib.contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """Let this process write no file of more bytes, as a worker's child may not."""
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_a_file_above_the_limit_is_too_large(write: Write, tmp_path: Path) -> None:
    image = photo(400, 300)
    image.load()

    with pytest.raises(PermanentError) as refused, no_file_above(1000), imaging_faults():
        write(image, tmp_path / "file")

    assert refused.value.code == Code.IMAGE_TOO_LARGE
    assert isinstance(refused.value.__cause__, OSError)
    assert refused.value.__cause__.errno == errno.EFBIG
