"""A store that takes the bytes and says nothing does not hold up a close."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.remote import Parcel
from desktop.services.background import Background, Lane
from desktop.services.transfer import HttpCarrier
from worker.contract import Ticket


def test_a_close_does_not_wait_for_a_store_that_says_nothing(
    qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert qtbot is not None
    file = tmp_path / "cat.jpg"
    file.write_bytes(b"x" * 1000)
    stat = file.stat()
    lanes: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as store:
        url = f"http://127.0.0.1:{store.getsockname()[1]}/cat.jpg"
        ticket = Ticket(url=url, headers={}, expires_at=time.time() + 900)
        parcel = Parcel(path=file, size=stat.st_size, modified=stat.st_mtime, ticket=ticket)
        background, carrier = Background(patience=0.2), HttpCarrier()

        def put() -> bool:
            lanes.append(threading.current_thread())
            return carrier.put(parcel, progressed=lambda _: None, is_stopped=lambda: background.stopping.is_set)

        background.run(put, on_error=lambda _: None, lane=Lane.TRANSFER)
        visitor, _ = store.accept()
        heard = b""
        while not heard.endswith(b"x" * 1000):
            heard += visitor.recv(4096)

        begun = time.monotonic()
        background.close()
        carrier.close()

        assert time.monotonic() - begun < 5
        assert "pixferry-transfer_0" in caplog.text
        visitor.close()
    lanes[0].join(10)
    assert not lanes[0].is_alive()
