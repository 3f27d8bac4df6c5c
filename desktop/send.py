"""Do `pixferry send`: the window's core in a terminal. stdout carries links or JSON alone; the rest is on stderr."""

from __future__ import annotations

import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from desktop.core import Core, assemble
from desktop.domain.item import Item, State
from desktop.domain.reports import Connection, DropReport, Link
from desktop.errors import message
from desktop.rows_printed import printed
from desktop.settings import load
from desktop.terminal import Terminal
from worker.contract import Failure

ALL_LIVE, SOME_NOT = 0, 1


class Errand(QObject):
    """Follow one drop from its paths to its end."""

    def __init__(self, core: Core, terminal: Terminal, app: QCoreApplication) -> None:
        """Join the core's signals to the terminal."""
        super().__init__()
        self._core, self._terminal, self._app = core, terminal, app
        self._drop_id = ""
        self.report: DropReport | None = None
        self._items: dict[str, Item] = {}
        self._needs_deployment = False
        core.uploads.items_added.connect(self._on_items)
        core.uploads.items_changed.connect(self._on_items)
        core.uploads.scan_ended.connect(self._on_scan_ended)
        core.uploads.drop_ended.connect(self._on_ended)
        core.uploads.trouble_met.connect(self._on_trouble)
        core.watch.connection_changed.connect(self._on_connection)

    @property
    def items(self) -> list[Item]:
        """The drop's items as last seen."""
        return sorted(self._items.values(), key=lambda item: item.position)

    def begin(self, paths: Sequence[Path], preset: str | None) -> None:
        """Start; the deployment is looked for once there is something to send."""
        self._core.uploads.start()
        self._drop_id = self._core.uploads.add(paths, preset=preset)

    def _on_items(self, items: list[Item]) -> None:
        self._items.update({item.job_id: item for item in items})
        if not self._needs_deployment and any(item.state is not State.REFUSED for item in items):
            self._needs_deployment = True
            self._core.watch.start()
        self._terminal.show(list(self._items.values()))

    def _on_scan_ended(self, _drop_id: str, accepted: int, skipped: int) -> None:
        self._terminal.say_scanned(accepted, skipped)

    def _on_ended(self, report: DropReport) -> None:
        self.report = report
        self._items = {item.job_id: item for item in report.items}
        self._terminal.show(list(report.items))
        self._leave_when_settled()

    def _leave_when_settled(self) -> None:
        """Leave once the links' address is known and the drop's seal is on its way; at once if nobody was needed."""
        is_known = bool(self._core.watch.connection.cdn_url) or not any(item.is_live for item in self._items.values())
        is_told = self._core.uploads.is_settled or self._core.watch.connection.link is Link.OFFLINE
        if not self._needs_deployment or (is_known and is_told):
            self._app.quit()
        else:
            QTimer.singleShot(50, self._leave_when_settled)

    def _on_trouble(self, failure: Failure) -> None:
        self._terminal.say(message(failure))

    def _on_connection(self, connection: Connection) -> None:
        if connection.failure is not None:
            self._terminal.say_waiting(connection.failure)
        elif connection.link is Link.ONLINE:
            self._terminal.say_online()


def send_paths(paths: Sequence[Path], *, preset: str | None, as_json: bool, environment: Mapping[str, str]) -> int:
    """Send, wait until all of it ended, print, and return the exit code."""
    loaded = load(environment)
    app = QCoreApplication.instance() or QCoreApplication(sys.argv[:1])
    terminal = Terminal()
    if loaded.failure is not None:
        terminal.say(message(loaded.failure))
    core = assemble(loaded.settings, environment, is_window=False)
    errand = Errand(core, terminal, app)
    _listen_for_interrupt(app)
    with terminal:
        errand.begin(paths, preset)
        app.exec()
    cdn_url = core.watch.connection.cdn_url
    core.close()
    if errand.report is None:
        terminal.say_left(errand.items)
        return SOME_NOT
    for line in printed(errand.report.items, cdn_url, as_json=as_json):
        sys.stdout.write(line + "\n")
    sys.stdout.flush()
    terminal.say_failed(errand.report.failed, shown=not as_json)
    return ALL_LIVE if not errand.report.failed else SOME_NOT


def _listen_for_interrupt(app: QCoreApplication) -> None:
    """Quit on Ctrl+C and TERM; Python hears them because a timer gives it a turn."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: app.quit())
    turn = QTimer(app)
    turn.timeout.connect(lambda: None)
    turn.start(100)
