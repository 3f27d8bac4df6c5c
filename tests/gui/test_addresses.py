"""An address of an image, pasted or dragged out of a browser, is fetched and sent like a file."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from desktop.domain.trouble import TroubleError
from desktop.services.downloads import fetch
from desktop.session import Session
from desktop.widgets import incoming
from tests.gui.stage import Stage

PATIENCE = 20_000
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def web(samples: Path) -> Iterator[str]:
    """A web server with an image under three addresses, a page and nothing else."""
    photo = (samples / "rocket.jpg").read_bytes()
    files = {"/pics/rocket.jpg": photo, "/image?id=7": photo, "/na%20me/..%2Fx": photo, "/page": b"<html>hello</html>"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = files.get(self.path)
            if self.path == "/moved":
                self.send_response(302)
                self.send_header("Location", "/pics/rocket.jpg")
            else:
                self.send_response(200 if content else 404)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def fetched(url: str, folder: Path, *, most_bytes: int = 10_000_000) -> Path:
    return fetch(url, folder=folder, most_bytes=most_bytes, is_stopped=lambda: False)


def refusal(url: str, folder: Path, *, most_bytes: int = 10_000_000) -> str:
    with pytest.raises(TroubleError) as refused:
        fetched(url, folder, most_bytes=most_bytes)
    return refused.value.failure.code


@pytest.mark.parametrize(
    ("path", "name"),
    [("/pics/rocket.jpg", "rocket.jpg"), ("/image?id=7", "image.jpg"), ("/na%20me/..%2Fx", "x.jpg"),
     ("/moved", "rocket.jpg")],
)  # fmt: skip
def test_what_is_fetched_is_called_as_its_address_says(web: str, tmp_path: Path, path: str, name: str) -> None:
    file = fetched(web + path, tmp_path)

    assert file.name == name
    assert file.stat().st_size == 112_525
    assert file.parent.parent == tmp_path


def test_what_is_no_image_or_too_large_or_not_there_is_not_kept(web: str, tmp_path: Path) -> None:
    codes = [
        refusal(f"{web}/page", tmp_path),
        refusal(f"{web}/pics/rocket.jpg", tmp_path, most_bytes=1000),
        refusal(f"{web}/nothing", tmp_path),
        refusal("http://127.0.0.1:1/a.jpg", tmp_path),
    ]

    assert codes == ["download:no-image", "image:too-large", "download:failed", "download:failed"]
    assert list(tmp_path.iterdir()) == []


def test_pasted_addresses_become_live_images_in_their_order(whole: Session, web: str, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText(f"{web}/image?id=7\n{web}/pics/rocket.jpg")

    qtbot.keyClick(whole.window, Qt.Key.Key_V, CTRL)

    qtbot.waitUntil(lambda: whole.gallery.tally.live == 2, timeout=PATIENCE)
    assert [item.name for item in whole.gallery.items()] == ["image.jpg", "rocket.jpg"]


def test_an_address_without_an_image_is_said_and_the_others_are_sent(whole: Session, web: str, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText(f"{web}/page {web}/pics/rocket.jpg")

    qtbot.keyClick(whole.window, Qt.Key.Key_V, CTRL)

    qtbot.waitUntil(lambda: whole.gallery.tally.live == 1, timeout=PATIENCE)
    standing = [saying.text for saying in whole.window.notice._standing]
    assert standing == [f"There is no image at this address. ({web}/page) Copy the address of the image itself."]


def test_pasted_text_that_is_no_address_is_left_alone(stage: Stage, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("see http://127.0.0.1/a.jpg for the photo")

    qtbot.keyClick(stage.window, Qt.Key.Key_V, CTRL)

    assert (stage.dropped, stage.images) == ([], [])


@pytest.mark.parametrize(
    ("address", "is_fetched"), [("https://example.org/cat.webp?w=900", True), ("https://example.org/article", False)]
)
def test_of_what_a_browser_drags_the_file_is_taken_where_its_address_is_one(address: str, is_fetched: bool) -> None:
    mime, image = QMimeData(), QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    mime.setUrls([QUrl(address)])
    mime.setImageData(image)

    came = incoming.read(mime)

    assert (came.urls == (address,), came.image is not None) == (is_fetched, not is_fetched)
