"""Find or start the deployment and keep saying how it is. QtCore only, never QtGui."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.domain.reports import Connection


class ConnectionWatch(QObject):
    """Know whether broker and workers answer; every call to them happens off the GUI thread."""

    connection_changed = Signal(object)  # Connection

    @property
    def connection(self) -> Connection:
        """The deployment as last seen."""
        raise NotImplementedError

    def start(self) -> None:
        """Begin: start the local deployment if that is the setting, then look every few seconds."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop looking and let the local deployment linger."""
        raise NotImplementedError
