"""An address of an image, pasted or dragged out of a browser, is fetched and sent like a file."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from urllib.parse import quote

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from desktop.domain.trouble import TroubleError
from desktop.services.downloads import _name_of, fetch
from desktop.session import Session
from desktop.widgets import incoming
from tests.gui.stage import Stage

PATIENCE = 20_000
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def leave() -> Iterator[Event]:
    """What lets the server send `/late.jpg` once it is set."""
    event = Event()
    yield event
    event.set()


@pytest.fixture
def web(samples: Path, leave: Event) -> Iterator[str]:
    """A web server with an image under three addresses, one late, two that drip without end, and a page."""
    photo = (samples / "rocket.jpg").read_bytes()
    files = {"/pics/rocket.jpg": photo, "/image?id=7": photo, "/na%20me/..%2Fx": photo, "/page": b"<html>hello</html>"}
    files["/late.jpg"] = photo
    over = Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/drip"):
                self._drip(b"HTTP/1.0 200 OK\r\n" + (b"\r\n" if self.path == "/drip-body" else b"X-A: "))
                return
            if self.path == "/late.jpg":
                leave.wait()
            content = files.get(self.path)
            if self.path == "/moved":
                self.send_response(302)
                self.send_header("Location", "/pics/rocket.jpg")
            else:
                self.send_response(200 if content else 404)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def _drip(self, start: bytes) -> None:
            with contextlib.suppress(OSError):
                self.wfile.write(start)
                while not over.wait(0.02):
                    self.wfile.write(b"a")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    over.set()
    leave.set()
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


@pytest.mark.timeout(20)
@pytest.mark.parametrize("path", ["/drip-body", "/drip-headers"])
def test_a_server_that_sends_a_byte_now_and_then_is_given_up(web: str, tmp_path: Path, path: str) -> None:
    with pytest.raises(TroubleError) as refused:
        fetch(web + path, folder=tmp_path, most_bytes=10_000_000, is_stopped=lambda: False, grace=0.3)

    assert (refused.value.failure.code, refused.value.failure.transient) == ("download:failed", True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sign", ["a", "é", "猫", "🐈"])
def test_a_name_fits_into_the_bytes_of_a_file_system_and_ends_on_a_whole_sign(sign: str) -> None:
    name = _name_of(f"https://example.org/{quote(sign * 400)}.jpeg", "image/jpeg")

    stem, _, suffix = name.rpartition(".")
    assert (set(stem), suffix) == ({sign}, "jpeg")
    assert 180 - len(sign.encode()) < len(stem.encode()) <= 180


def test_what_is_fetched_is_sent_while_the_next_is_awaited_and_a_close_asks_for_that(
    whole: Session, web: str, leave: Event, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setText(f"{web}/late.jpg {web}/pics/rocket.jpg")
    qtbot.keyClick(whole.window, Qt.Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: whole.gallery.tally.live == 1, timeout=PATIENCE)

    whole.window.close()

    (box,) = whole.window.findChildren(QMessageBox)
    assert "1 image" in box.text()
    assert box.informativeText().startswith("What is still being fetched from the web has to be pasted again")
    box.reject()
    leave.set()
    qtbot.waitUntil(lambda: whole.gallery.tally.live == 2, timeout=PATIENCE)


def test_a_server_that_keeps_one_waiting_holds_up_nothing_but_other_addresses(
    whole: Session, web: str, leave: Event, samples: Path, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setText(f"{web}/late.jpg {web}/late.jpg {web}/late.jpg")
    qtbot.keyClick(whole.window, Qt.Key.Key_V, CTRL)
    QGuiApplication.clipboard().setText(f"{web}/late.jpg")
    qtbot.keyClick(whole.window, Qt.Key.Key_V, CTRL)

    whole.window.image_dropped.emit(QImage(str(samples / "rocket.jpg")))  # encoded and kept on the general lane

    qtbot.waitUntil(lambda: whole.gallery.tally.live == 1, timeout=PATIENCE)
    leave.set()
    qtbot.waitUntil(lambda: whole.gallery.tally.live == 5, timeout=PATIENCE)


def test_what_was_pasted_together_is_copied_together(whole: Session, web: str, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText(f"{web}/image?id=7\n{web}/page\n{web}/pics/rocket.jpg")

    qtbot.keyClick(whole.window, Qt.Key.Key_V, CTRL)

    def names() -> list[str]:
        return [link.rpartition("/")[2] for link in QGuiApplication.clipboard().text().splitlines()]

    qtbot.waitUntil(lambda: names() == ["image.jpg", "rocket.jpg"], timeout=PATIENCE)


def test_a_fault_nobody_foresaw_while_fetching_is_said_too(
    whole: Session, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    whole.window.urls_dropped.emit([f"http://{'a' * 300}/x.jpg"])

    qtbot.waitUntil(lambda: bool(whole.window.notice._standing), timeout=PATIENCE)
    (saying,) = whole.window.notice._standing
    assert saying.text.startswith("The image could not be fetched from its address.")
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [UnicodeError]
    whole.window.close()
    assert whole.window.findChildren(QMessageBox) == []
    caplog.clear()


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
