"""Show a message with buttons through the desktop's own notifications (freedesktop, so Linux and its kin).

`QSystemTrayIcon.showMessage` knows one click and no buttons; QtDBus cannot be given the unsigned number `Notify` asks
for from Python. Jeepney speaks the bus in plain Python and comes with keyring. Where there is no bus, no server or no
server that shows buttons, `tell` says so and the caller does without.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSocketNotifier

from desktop.services.background import Background

if TYPE_CHECKING:
    from jeepney import Message
    from jeepney.io.blocking import DBusConnection

_NAME, _PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
_ANSWER_SECONDS = 3.0
_BY_THE_SYSTEM = -1  # how long a message is shown
_BODY = "default"  # what the specification calls a click beside the buttons


@dataclass(frozen=True, kw_only=True)
class Told:
    """Hold one message: `buttons` by what they are called when chosen, `body` is what a click beside them means."""

    title: str
    text: str
    buttons: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    is_trouble: bool = False


@dataclass(frozen=True, kw_only=True)
class _Line:
    """Hold an open connection and what the server at its end can do."""

    connection: DBusConnection
    abilities: frozenset[str]


class Notifications(QObject):
    """Own the connection to the session's bus; it is made with the first message."""

    def __init__(self, background: Background, *, bus: str, parent: QObject | None = None) -> None:
        """Take the address of the session's bus; an empty one means there is none."""
        super().__init__(parent)
        self._background, self._bus = background, bus
        self._line: _Line | None = None
        self._bell: QSocketNotifier | None = None
        self._chosen: dict[int, Callable[[str], None]] = {}

    def tell(self, told: Told, *, chosen: Callable[[str], None], refused: Callable[[], None]) -> None:
        """Show a message; `chosen` is called with a button's name, `refused` if nobody can show it."""
        if not self._bus:
            refused()
            return
        line = self._line
        if self._bell is not None:
            self._bell.setEnabled(False)  # the answer on its way is read by the lane
        self._background.run(
            lambda: _sent(line or _opened(self._bus), told),
            on_done=lambda sent: self._on_sent(sent, lambda name: chosen(told.body if name == _BODY else name)),
            on_error=lambda _error: self._on_refused(refused),
        )

    def close(self) -> None:
        """Listen to nothing any more; messages that are shown stay."""
        if self._bell is not None:
            self._bell.setEnabled(False)
            self._bell = None
        if self._line is not None:
            self._line.connection.close()
            self._line = None

    def _on_sent(self, sent: tuple[_Line, int], chosen: Callable[[str], None]) -> None:
        line, number = sent
        self._chosen[number] = chosen
        if self._line is not line:
            self.close()
            self._line = line
            self._bell = QSocketNotifier(line.connection.sock.fileno(), QSocketNotifier.Type.Read, self)
            self._bell.activated.connect(lambda *_: self._hear())
        if self._bell is not None:
            self._bell.setEnabled(True)
        self._hear()

    def _on_refused(self, refused: Callable[[], None]) -> None:
        self.close()
        refused()

    def _hear(self) -> None:
        """Take what has arrived; this never waits."""
        while self._line is not None:
            try:
                message = self._line.connection.receive(timeout=0)
            except TimeoutError:
                return
            except OSError:  # the session's bus has gone, and the session mostly with it
                self.close()
                return
            self._take(message)

    def _take(self, message: Message) -> None:
        from jeepney import HeaderFields  # noqa: PLC0415  not installed where there is no such bus

        kind = message.header.fields.get(HeaderFields.member)
        if kind not in {"ActionInvoked", "NotificationClosed"} or not message.body:
            return
        if kind == "NotificationClosed":
            self._chosen.pop(message.body[0], None)
        elif (chosen := self._chosen.pop(message.body[0], None)) is not None:
            chosen(str(message.body[1]))


def _opened(bus: str) -> _Line:
    """Connect and ask what the server can do; blocks."""
    from jeepney import DBusAddress, MatchRule, message_bus, new_method_call  # noqa: PLC0415  see above
    from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415  see above

    connection = open_dbus_connection(bus)
    server = DBusAddress(_PATH, bus_name=_NAME, interface=_NAME)
    rule = MatchRule(type="signal", interface=_NAME, path=_PATH)
    connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=_ANSWER_SECONDS)
    answer = connection.send_and_get_reply(new_method_call(server, "GetCapabilities"), timeout=_ANSWER_SECONDS)
    return _Line(connection=connection, abilities=frozenset(_content(answer)[0]))


def _sent(line: _Line, told: Told) -> tuple[_Line, int]:
    """Send a message and return its number; raise where buttons are not shown. Blocks."""
    from jeepney import DBusAddress, new_method_call  # noqa: PLC0415  see above

    if "actions" not in line.abilities:
        line.connection.close()
        msg = "this server shows no buttons"
        raise OSError(msg)
    actions = [part for button in told.buttons.items() for part in button]
    if told.body:
        actions += [_BODY, ""]
    text = escape(told.text, quote=False) if "body-markup" in line.abilities else told.text
    hints = {"desktop-entry": ("s", "pixferry"), "urgency": ("y", 1), "category": ("s", "transfer.complete")}
    if told.is_trouble:
        hints["category"] = ("s", "transfer.error")
    body = ("Pixferry", 0, "pixferry", told.title, text, actions, hints, _BY_THE_SYSTEM)
    server = DBusAddress(_PATH, bus_name=_NAME, interface=_NAME)
    request = new_method_call(server, "Notify", "susssasa{sv}i", body)
    return line, int(_content(line.connection.send_and_get_reply(request, timeout=_ANSWER_SECONDS))[0])


def _content(answer: Message) -> tuple[Any, ...]:
    from jeepney import MessageType  # noqa: PLC0415  see above

    if answer.header.message_type is MessageType.error:
        raise OSError(str(answer.body))
    return tuple(answer.body)
