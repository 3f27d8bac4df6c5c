"""A session's bus with a notification server on it, as small as can be: the tests need no desktop and no dbus-daemon.

It runs as a process of its own: `python session_bus.py SOCKET ABILITY…`. Each message it is asked to show becomes a
line of JSON on its standard output; a line `NUMBER ACTION` on its standard input is a user who clicks that button.
After a line `hold` it lets those who ask wait: each `answer` or `refuse` is the reply to who has waited longest.
"""

from __future__ import annotations

import json
import os
import select
import socket
import sys
from collections import deque

from jeepney import DBusAddress, HeaderFields, Message, new_error, new_method_return, new_signal
from jeepney.low_level import Parser

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"


def authenticate(client: socket.socket) -> bytes:
    """Let the user in, and return what came behind the last word of it."""
    client.recv(1)
    seen = b""
    while b"BEGIN\r\n" not in seen:
        seen += client.recv(1024)
        if seen.endswith(b"\r\n") and b"BEGIN" not in seen:
            client.sendall(b"OK 1234deadbeef\r\n")
    return seen.partition(b"BEGIN\r\n")[2]


class Commands:
    """Read the lines of the standard input, never more of them than have come."""

    def __init__(self) -> None:
        self._begun = b""

    def read(self) -> list[str] | None:
        """Return the lines that are complete; None at the end."""
        content = os.read(sys.stdin.fileno(), 4096)
        if not content:
            return None
        *lines, self._begun = (self._begun + content).split(b"\n")
        return [line.decode() for line in lines]


class Served:
    """One client, what it was shown and what it waits for."""

    def __init__(self, client: socket.socket, abilities: list[str]) -> None:
        self._client, self._abilities = client, abilities
        self._serial = self._shown = 0
        self._is_holding = False
        self._held: deque[tuple[Message, int]] = deque()

    def answer(self, message: Message) -> None:
        """Reply to a call, or keep who asked waiting."""
        member = message.header.fields.get(HeaderFields.member)
        if member == "Hello":
            self._send(new_method_return(message, "s", (":1.1",)))
        elif member == "AddMatch":
            self._send(new_method_return(message, "", ()))
        elif member == "GetCapabilities":
            self._send(new_method_return(message, "as", (self._abilities,)))
        elif member == "Notify":
            self._show(message)

    def obey(self, command: str) -> None:
        """Do what a line of the standard input says."""
        if command == "hold":
            self._is_holding = True
        elif command == "answer":
            message, number = self._held.popleft()
            self._send(new_method_return(message, "u", (number,)))
        elif command == "refuse":
            message, _ = self._held.popleft()
            self._send(new_error(message, f"{NAME}.Error.ExcessNotificationGeneration", "s", ("too many",)))
        else:
            number_, action = command.split()
            emitter = DBusAddress(PATH, interface=NAME)
            self._send(new_signal(emitter, "ActionInvoked", "us", (int(number_), action)))

    def _show(self, message: Message) -> None:
        assert message.header.fields[HeaderFields.signature] == "susssasa{sv}i"
        self._shown += 1
        _, _, _, title, text, actions, hints, _ = message.body
        told = {"title": title, "text": text, "actions": actions, "category": hints["category"][1]}
        line = json.dumps({"number": self._shown, "waiting": len(self._held), **told})
        if self._is_holding:
            self._held.append((message, self._shown))
        else:
            self._send(new_method_return(message, "u", (self._shown,)))
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    def _send(self, message: Message) -> None:
        self._serial += 1
        self._client.sendall(message.serialise(serial=self._serial))


def serve(client: socket.socket, abilities: list[str], commands: Commands) -> None:
    """Answer one client until it leaves."""
    served, parser = Served(client, abilities), Parser()
    parser.add_data(authenticate(client))
    while True:
        while (message := parser.get_next_message()) is not None:
            served.answer(message)
        ready, _, _ = select.select([client, sys.stdin], [], [])
        if sys.stdin in ready:
            lines = commands.read()
            if lines is None:
                return
            for line in lines:
                served.obey(line)
        if client in ready:
            content = client.recv(4096)
            if not content:
                return
            parser.add_data(content)


if __name__ == "__main__":
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(sys.argv[1])
    listener.listen()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    typed = Commands()
    while True:
        serve(listener.accept()[0], sys.argv[2:], typed)
