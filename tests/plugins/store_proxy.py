"""Stand between a client and a real S3 server and answer chosen requests with a fault."""

from __future__ import annotations

import contextlib
import http
import http.client
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Describe what the store answers instead: a status with S3's XML error, a wait first, a body cut short."""

    status: int = 503
    code: str = "SlowDown"
    wait: float = 0.0
    headers: dict[str, str] = field(default_factory=dict, hash=False)
    cuts_request: bool = False  # read half of the request's body, then reset the connection
    cuts_answer: bool = False  # forward, then send half of the answer's body and reset the connection
    chunks: bool = False  # forward, then send the answer's body in chunks, without saying its length
    dribbles: float = 0.0  # forward, then send the answer's body byte by byte, so many seconds between two

    def body(self) -> bytes:
        """Return the error document S3 would send."""
        return f'<?xml version="1.0"?><Error><Code>{self.code}</Code><Message>on purpose</Message></Error>'.encode()


@dataclass(frozen=True, kw_only=True)
class Request:
    """Name one request the store got, and the port of the process that sent it."""

    method: str
    path: str
    client_port: int = field(default=0, compare=False)


Script = Callable[[Request], Fault | None]


class StoreProxy(ThreadingHTTPServer):
    """Forward HTTP to a store and let `script` decide, request by request, which one meets a fault."""

    daemon_threads = False

    def __init__(self, target: str) -> None:
        """Prepare a proxy in front of `target` (`http://host:port`)."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: Script = lambda _: None
        self.requests: list[Request] = []
        self.faults: list[Request] = []
        self.carried_out: list[Request] = []
        """What the store itself said yes to, in the order of its answers."""
        self.target = urlsplit(target)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), name="store-proxy")

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> Self:
        """Serve."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self.shutdown()
        self._thread.join(5)
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  socketserver's own
        """Say nothing of a client that was killed; anything else is a bug here."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def fault_for(self, request: Request) -> Fault | None:
        """Note the request and return the fault it meets, if any."""
        self.requests.append(request)
        fault = self.script(request)
        if fault is not None:
            self.faults.append(request)
        return fault


class _Handler(BaseHTTPRequestHandler):
    server: StoreProxy
    protocol_version = "HTTP/1.1"  # clients that ask for "100 Continue" wait a second for it otherwise

    def log_message(self, *_: object) -> None:
        """Stay quiet: the tests read `requests`."""

    def _serve(self) -> None:
        request = Request(method=self.command, path=self.path, client_port=self.client_address[1])
        fault = self.server.fault_for(request)
        length = int(self.headers.get("Content-Length") or 0)
        if fault is not None and fault.cuts_request:
            self.rfile.read(length // 2)
            self._reset()
            return
        body = self.rfile.read(length)
        if len(body) < length:  # its sender died
            self._reset()
            return
        if fault is None or fault.cuts_answer or fault.dribbles or fault.chunks:
            self._forward(request, body, fault)
            return
        time.sleep(fault.wait)  # the wait is the fault
        self._answer(fault.status, {"Content-Type": "application/xml", **fault.headers}, fault.body())

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = _serve  # noqa: N815  the names http.server looks up

    def _forward(self, request: Request, body: bytes, fault: Fault | None) -> None:
        line = http.client.HTTPConnection(self.server.target.hostname or "", self.server.target.port, timeout=30)
        with contextlib.closing(line):
            line.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() != "expect":
                    line.putheader(name, value)
            line.endheaders(body)
            answer = line.getresponse()
            content = answer.read()
        if answer.status < http.HTTPStatus.MULTIPLE_CHOICES:
            self.server.carried_out.append(request)
        headers = {k: v for k, v in answer.getheaders() if k.lower() not in {"transfer-encoding", "connection"}}
        self._answer(answer.status, headers, content, fault)

    def _answer(self, status: int, headers: dict[str, str], body: bytes, fault: Fault | None = None) -> None:
        self.send_response(status)
        if self.command != "HEAD":
            headers = {k: v for k, v in headers.items() if k.lower() != "content-length"}
            if fault is not None and fault.chunks:
                headers["Transfer-Encoding"] = "chunked"
                body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:100], body[100:]) if part)
                body += b"0\r\n\r\n"
            else:
                headers["Content-Length"] = str(len(body))
        for name, value in {**headers, "Connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True  # one request a connection: a reset then hits exactly one
        is_cut = fault is not None and fault.cuts_answer
        with contextlib.suppress(OSError):
            if fault is not None and fault.dribbles:
                self._dribble(body, fault.dribbles)
                return
            self.wfile.write(body[: len(body) // 2] if is_cut else body)
            self.wfile.flush()
        if is_cut:
            self._reset()

    def _dribble(self, body: bytes, pause: float) -> None:
        """Send byte after byte until nobody listens."""
        for place in range(len(body)):
            self.wfile.write(body[place : place + 1])
            self.wfile.flush()
            time.sleep(pause)  # the wait is the fault

    def _reset(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(2)


def first(count: int, fault: Fault, matches: Callable[[Request], bool]) -> Script:
    """Return a script that gives `fault` to the first `count` requests that match."""
    left = iter(range(count))

    def script(request: Request) -> Fault | None:
        if matches(request) and next(left, None) is not None:
            return fault
        return None

    return script
