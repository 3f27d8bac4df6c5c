"""Let a second start hand its files to the window that is open already: one window per home, same user only."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock, Timeout
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_LOCK, _SOCKET = "window.lock", "window.sock"
_LONGEST_PATH = 100  # bytes a Unix socket's address may have, less what Qt adds
_MOST_BYTES = 4 * 1024 * 1024
_ANSWER = b"ok\n"
_PATIENCE = 5000  # milliseconds: the first window may still be starting


class Doorbell(QObject):
    """Be the one window of a home; `rung` brings what later starts were given."""

    rung = Signal(object)  # list[Path], absolute; empty when only the window is wanted

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        """Claim nothing yet."""
        super().__init__(parent)
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._address = address_of(home)
        self._lock = FileLock(home / _LOCK, thread_local=False)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connected)

    def claim(self) -> bool:
        """Become the window that answers; False if another one is."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        if not self._address:
            return True
        QLocalServer.removeServer(self._address)  # the lock is ours, so whoever left this has ended
        self._server.listen(self._address)
        return True

    def ring(self, paths: Sequence[Path]) -> bool:
        """Hand these to the window that is open; False if it does not answer."""
        if not self._address:
            return False
        socket = QLocalSocket()
        socket.connectToServer(self._address)
        if not socket.waitForConnected(_PATIENCE):
            return False
        socket.write(json.dumps([str(path.absolute()) for path in paths]).encode() + b"\n")
        socket.flush()
        has_answer = socket.waitForReadyRead(_PATIENCE)
        is_heard = has_answer and bytes(socket.readAll().data()) == _ANSWER
        socket.disconnectFromServer()
        return is_heard

    def close(self) -> None:
        """Let another window be the one."""
        self._server.close()
        if self._lock.is_locked:
            self._lock.release()

    def _on_connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda socket=socket: self._on_read(socket))
            socket.disconnected.connect(socket.deleteLater)
            if socket.bytesAvailable():
                self._on_read(socket)

    def _on_read(self, socket: QLocalSocket) -> None:
        if socket.bytesAvailable() > _MOST_BYTES:
            socket.abort()
            return
        if not socket.canReadLine():
            return
        line = bytes(socket.readLine().data())
        with contextlib.suppress(ValueError):
            told = json.loads(line)
            if isinstance(told, list) and all(isinstance(path, str) for path in told):
                socket.write(_ANSWER)
                socket.flush()
                self.rung.emit([path for path in map(Path, told) if path.is_absolute()])
        socket.disconnectFromServer()


def address_of(home: Path, *, runtime: str | None = None) -> str:
    """Return where the window of a home listens: in the home itself, which is this user's alone, if that is short.

    Else in the session's own folder (`runtime`); without one nowhere, because anybody may write to a shared folder.
    """
    name = f"pixferry-{hashlib.sha256(str(home.absolute()).encode()).hexdigest()[:24]}"
    if sys.platform == "win32":
        return name
    file = str(home.absolute() / _SOCKET)
    if len(file.encode()) < _LONGEST_PATH:
        return file
    room = runtime if runtime is not None else os.environ.get("XDG_RUNTIME_DIR", "")
    return f"{room}/{name}" if room else ""
