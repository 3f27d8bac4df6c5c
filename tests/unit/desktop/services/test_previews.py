"""Thumbnails come from the CDN once and from the disk afterwards; files on disk are scaled; nothing else is fetched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor, QImage

from desktop.services.previews import Picture, Previews


def image_bytes(kind: str, width: int = 200, height: int = 133) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#3366cc"))
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)  # type: ignore[call-overload]
    return bytes(content.data())


class Cdn:
    """A web server with one thumbnail, that counts who asked for what."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.files = {"/thumb.jpg": image_bytes("JPG"), "/huge.jpg": b"\xff" * (9 * 1024 * 1024), "/page": b"<html>"}
        cdn = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                cdn.asked.append(self.path)
                content = cdn.files.get(self.path)
                self.send_response(200 if content else 404)
                self.send_header("Content-Length", str(len(content or b"")))
                self.end_headers()
                if content:
                    self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's signature
                del format, args

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self._thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


@pytest.fixture
def cdn() -> Iterator[Cdn]:
    server = Cdn()
    yield server
    server.close()


@pytest.fixture
def previews(tmp_path: Path) -> Iterator[Previews]:
    with httpx.Client(trust_env=False, timeout=5) as client:
        yield Previews(folder=tmp_path / "thumbnails", client=client, budget=10_000)


def test_a_thumbnail_is_fetched_once_and_then_comes_from_the_disk(cdn: Cdn, previews: Previews) -> None:
    wanted = Picture(key="images/thumb.jpg", url=f"{cdn.url}/thumb.jpg")

    first, second = previews.load(wanted), previews.load(wanted)

    assert first is not None
    assert second is not None
    assert first.size() == second.size() == QSize(200, 133)
    assert cdn.asked == ["/thumb.jpg"]


def test_a_kept_thumbnail_needs_no_cdn(cdn: Cdn, previews: Previews) -> None:
    previews.load(Picture(key="images/thumb.jpg", url=f"{cdn.url}/thumb.jpg"))

    image = previews.load(Picture(key="images/thumb.jpg"))

    assert image is not None


@pytest.mark.parametrize("name", ["missing.jpg", "page", "huge.jpg"])
def test_what_is_no_thumbnail_is_not_kept(cdn: Cdn, previews: Previews, tmp_path: Path, name: str) -> None:
    image = previews.load(Picture(key=name, url=f"{cdn.url}/{name}"))

    assert image is None
    assert not list((tmp_path / "thumbnails").glob("*"))


def test_an_unreachable_cdn_is_no_error(previews: Previews) -> None:
    assert previews.load(Picture(key="a", url="http://127.0.0.1:1/a.jpg")) is None


def test_a_file_is_scaled_to_the_edge_asked_for(previews: Previews, tmp_path: Path) -> None:
    file = tmp_path / "big.jpg"
    file.write_bytes(image_bytes("JPG", 1600, 1200))

    image = previews.load(Picture(key="f", path=file, edge=400))

    assert image is not None
    assert image.size() == QSize(400, 300)


def test_a_sideways_photo_stands_upright(previews: Previews, samples: Path) -> None:
    image = previews.load(Picture(key="f", path=samples / "coffee-sideways.jpg", edge=400))

    assert image is not None
    assert image.width() > image.height()


@pytest.mark.parametrize(
    ("width", "height", "shown"),
    [(300, 200, (160, 120)), (100, 150, (160, 120)), (900, 100, (160, 17)), (50, 900, (6, 120))],
    ids=["photo", "portrait", "panorama", "receipt"],
)
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_photos_fill_their_frame_and_very_long_images_are_shown_whole(  # noqa: PLR0913, PLR0917  a size in, a size out
    previews: Previews, tmp_path: Path, width: int, height: int, shown: tuple[int, int], ratio: float
) -> None:
    file = tmp_path / "image.png"
    file.write_bytes(image_bytes("PNG", width, height))

    image = previews.load(Picture(key="f", path=file, frame=QSize(160, 120), ratio=ratio))

    assert image is not None
    size = image.deviceIndependentSize()
    assert (size.width(), size.height()) == pytest.approx(shown, abs=1)
    assert image.devicePixelRatio() == ratio


def test_a_sideways_photo_fills_its_frame_upright(previews: Previews, samples: Path) -> None:
    sideways = samples / "coffee-sideways.jpg"
    whole = previews.load(Picture(key="f", path=sideways, edge=100))

    image = previews.load(Picture(key="f", path=sideways, frame=QSize(60, 60)))

    assert whole is not None
    assert image is not None
    assert image.size() == QSize(60, 60)
    for x, y in ((0.2, 0.5), (0.5, 0.2), (0.8, 0.5), (0.5, 0.8)):
        expected = whole.pixelColor(
            int((whole.width() - whole.height()) / 2 + x * whole.height()), int(y * whole.height())
        )
        found = image.pixelColor(int(60 * x), int(60 * y))
        assert abs(found.lightness() - expected.lightness()) < 60


def test_a_file_that_is_no_image_has_no_picture(previews: Previews, tmp_path: Path) -> None:
    file = tmp_path / "notes.jpg"
    file.write_text("hello")

    assert previews.load(Picture(key="f", path=file)) is None
    assert previews.load(Picture(key="g", path=tmp_path / "missing.jpg")) is None


def test_the_thumbnails_used_longest_ago_go_first(previews: Previews, tmp_path: Path) -> None:
    folder = tmp_path / "thumbnails"
    folder.mkdir()
    for n in range(4):
        (folder / f"{n}").write_bytes(b"x" * 4_000)
        os.utime(folder / f"{n}", (1000 + n, 1000 + n))

    previews.trim()

    assert sorted(file.name for file in folder.iterdir()) == ["2", "3"]
