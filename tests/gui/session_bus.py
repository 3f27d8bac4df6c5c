"""A session's bus with a notification server on it, as small as can be: the tests need no desktop and no dbus-daemon.

It runs as a process of its own: `python session_bus.py SOCKET ABILITY…`. Each message it is asked to show becomes a
line of JSON on its standard output; a line `NUMBER ACTION` on its standard input is a user who clicks that button.
"""

from __future__ import annotations

import json
import select
import socket
import sys

from jeepney import DBusAddress, HeaderFields, Message, new_method_return, new_signal
from jeepney.low_level import Parser

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"


def answer(message: Message, abilities: list[str], shown: list[object]) -> tuple[str, tuple[object, ...]] | None:
    """Return the signature and body of the reply to a call."""
    member = message.header.fields.get(HeaderFields.member)
    if member == "Hello":
        return "s", (":1.1",)
    if member == "AddMatch":
        return "", ()
    if member == "GetCapabilities":
        return "as", (abilities,)
    if member == "Notify":
        assert message.header.fields[HeaderFields.signature] == "susssasa{sv}i"
        shown.append(message.body)
        _, _, _, title, text, actions, hints, _ = message.body
        told = {"title": title, "text": text, "actions": actions, "category": hints["category"][1]}
        sys.stdout.write(json.dumps({"number": len(shown), **told}) + "\n")
        sys.stdout.flush()
        return "u", (len(shown),)
    return None


def authenticate(client: socket.socket) -> bytes:
    """Let the user in, and return what came behind the last word of it."""
    client.recv(1)
    seen = b""
    while b"BEGIN\r\n" not in seen:
        seen += client.recv(1024)
        if seen.endswith(b"\r\n") and b"BEGIN" not in seen:
            client.sendall(b"OK 1234deadbeef\r\n")
    return seen.partition(b"BEGIN\r\n")[2]


def serve(client: socket.socket, abilities: list[str]) -> None:
    """Answer one client until it leaves."""
    shown: list[object] = []
    parser, serial = Parser(), 1
    parser.add_data(authenticate(client))
    emitter = DBusAddress(PATH, interface=NAME)
    while True:
        while (message := parser.get_next_message()) is not None:
            reply = answer(message, abilities, shown)
            if reply is not None:
                serial += 1
                client.sendall(new_method_return(message, *reply).serialise(serial=serial))
        ready, _, _ = select.select([client, sys.stdin], [], [])
        if sys.stdin in ready:
            line = sys.stdin.readline()
            if not line:
                return
            number, action = line.split()
            signal = new_signal(emitter, "ActionInvoked", "us", (int(number), action))
            serial += 1
            client.sendall(signal.serialise(serial=serial))
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
    while True:
        serve(listener.accept()[0], sys.argv[2:])
