"""Show a message with buttons through the desktop's own notifications (freedesktop, so Linux and its kin).

`QSystemTrayIcon.showMessage` knows one click and no buttons; QtDBus cannot be given the unsigned number `Notify` asks
for from Python. Jeepney speaks the bus in plain Python and comes with keyring. Where there is no bus, no server or no
server that shows buttons, `tell` says so and the caller does without.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from socket import SHUT_RDWR
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
class _Asked:
    """Hold a message that waits for its turn, and who hears of it."""

    told: Told
    chosen: Callable[[str], None]
    refused: Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class _Line:
    """Hold an open connection, what the server at its end can do, and the signals read while an answer was awaited.

    Jeepney has no lock: the connection is the lane's while a message is under way, and the GUI thread's otherwise.
    """

    connection: DBusConnection
    abilities: frozenset[str]
    heard: deque[Message]


class _DeclinedError(OSError):
    """The server answered, and the answer was no."""


class Notifications(QObject):
    """Own the connection to the session's bus; it is made with the first message, and they go over it one at a time."""

    def __init__(self, background: Background, *, bus: str, parent: QObject | None = None) -> None:
        """Take the address of the session's bus; an empty one means there is none."""
        super().__init__(parent)
        self._background, self._bus = background, bus
        self._line: _Line | None = None
        self._bell: QSocketNotifier | None = None
        self._chosen: dict[int, Callable[[str], None]] = {}
        self._waiting: deque[_Asked] = deque()
        self._is_telling = self._is_closed = False

    def tell(self, told: Told, *, chosen: Callable[[str], None], refused: Callable[[], None]) -> None:
        """Show a message; `chosen` is called with a button's name, `refused` if nobody can show it."""
        if not self._bus or self._is_closed:
            refused()
            return
        self._waiting.append(_Asked(told=told, chosen=chosen, refused=refused))
        if not self._is_telling:
            self._go_on()

    def close(self) -> None:
        """Listen to nothing any more and say nothing that waits; messages that are shown stay."""
        self._is_closed = True
        self._waiting.clear()
        if self._is_telling and self._line is not None:
            with suppress(OSError):  # the bus may have gone first
                self._line.connection.sock.shutdown(SHUT_RDWR)  # wakes the lane, which closes what it holds
            self._line = None
        self._hang_up()

    def _go_on(self) -> None:
        """Say what is next, or listen while there is nothing to say."""
        self._is_telling = bool(self._waiting)
        if self._bell is not None:
            self._bell.setEnabled(not self._is_telling)  # the answer on its way is read by the lane
        if not self._is_telling:
            self._hear()  # what came behind the answer rings no bell
            return
        asked, line = self._waiting.popleft(), self._line
        self._background.run(
            lambda: _sent(line or _opened(self._bus), asked.told),
            on_done=lambda sent: self._on_sent(asked, *sent),
            on_error=lambda _error: self._on_failed(asked),
        )

    def _on_sent(self, asked: _Asked, line: _Line, number: int | None) -> None:
        if self._is_closed:
            line.connection.close()
            self._is_telling = False
            return
        if self._line is None:
            self._line = line
            self._bell = QSocketNotifier(line.connection.sock.fileno(), QSocketNotifier.Type.Read, self)
            self._bell.setEnabled(False)
            self._bell.activated.connect(self._on_rung)
        try:
            if number is None:
                asked.refused()
            else:
                self._chosen[number] = lambda name: asked.chosen(asked.told.body if name == _BODY else name)
            while line.heard:
                self._take(line.heard.popleft())
        finally:
            self._go_on()

    def _on_failed(self, asked: _Asked) -> None:
        self._hang_up()
        try:
            if not self._is_closed:
                asked.refused()
        finally:
            self._go_on()

    def _hang_up(self) -> None:
        """Leave a connection that is of no more use; the next message makes another."""
        if self._bell is not None:
            self._bell.setEnabled(False)
            self._bell.deleteLater()
            self._bell = None
        if self._line is not None:
            self._line.connection.close()
            self._line = None

    def _on_rung(self, *_: object) -> None:
        self._hear()

    def _hear(self) -> None:
        """Take what has arrived; this never waits."""
        while self._line is not None and not self._is_telling:  # what is taken may lead to the next message
            try:
                message = self._line.connection.receive(timeout=0)
            except (TimeoutError, BlockingIOError):
                return
            except OSError:  # the session's bus has gone, and the session mostly with it
                self._hang_up()
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
    try:
        server = DBusAddress(_PATH, bus_name=_NAME, interface=_NAME)
        rule = MatchRule(type="signal", interface=_NAME, path=_PATH)
        heard: deque[Message] = deque()
        connection.filter(rule, queue=heard)
        connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=_ANSWER_SECONDS)
        answer = connection.send_and_get_reply(new_method_call(server, "GetCapabilities"), timeout=_ANSWER_SECONDS)
        return _Line(connection=connection, abilities=frozenset(_content(answer)[0]), heard=heard)
    except Exception:
        connection.close()
        raise


def _sent(line: _Line, told: Told) -> tuple[_Line, int | None]:
    """Send a message and return its number, None if it was declined; close a line that does not serve. Blocks."""
    connection = line.connection
    try:
        connection.sock.settimeout(_ANSWER_SECONDS)
        number = _number(line, told)
        connection.sock.settimeout(0)  # from here the GUI thread reads
    except Exception:
        connection.close()
        raise
    return line, number


def _number(line: _Line, told: Told) -> int | None:
    from jeepney import DBusAddress, new_method_call  # noqa: PLC0415  see above

    if "actions" not in line.abilities:
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
    answer = line.connection.send_and_get_reply(request, timeout=_ANSWER_SECONDS)
    try:
        return int(_content(answer)[0])
    except _DeclinedError:
        return None


def _content(answer: Message) -> tuple[Any, ...]:
    from jeepney import MessageType  # noqa: PLC0415  see above

    if answer.header.message_type is MessageType.error:
        raise _DeclinedError(str(answer.body))
    return tuple(answer.body)
