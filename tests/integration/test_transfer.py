"""One file goes to the store whole and unchanged, or a code says why not."""

from __future__ import annotations

import dataclasses
import http.server
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from desktop.domain.moment import LONG_AGO
from desktop.domain.remote import Parcel
from desktop.domain.trouble import TroubleError
from desktop.services.pace import Pace
from desktop.services.transfer import HttpCarrier
from tests.plugins.servers import free_port
from worker.contract import Code, Failure, Part, Ticket


@dataclass
class Store:
    """Answer each PUT with the next of `answers`; keep what arrived."""

    port: int = 0
    answers: list[tuple[int, str, dict[str, str]]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    hangs: bool = False
    cuts_after: int | None = None
    released: threading.Event = field(default_factory=threading.Event)

    def ticket(self) -> Ticket:
        headers = {"content-type": "image/jpeg", "x-amz-content-sha256": "abc"}
        return Ticket(
            url=f"http://127.0.0.1:{self.port}/originals/x?X-Amz-Signature=s",
            headers=headers,
            expires_at=0.0,  # the worker's clock says nothing here
            lifetime=900.0,
        )


@pytest.fixture
def store() -> Iterator[Store]:
    told = Store()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self) -> None:
            length = int(self.headers["Content-Length"])
            if told.cuts_after is not None:
                self.rfile.read(told.cuts_after)
                self.connection.close()
                self.close_connection = True
                return
            body = self.rfile.read(length)
            if len(body) < length:
                return
            told.bodies.append(body)
            told.headers.append({key.lower(): value for key, value in self.headers.items()})
            if told.hangs:
                told.released.wait(20)
            status, text, headers = told.answers.pop(0) if told.answers else (200, "", {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
            """Say nothing."""

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing: clients of these tests leave early on purpose."""

    server = Server(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield told
    told.released.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def carrier() -> Iterator[HttpCarrier]:
    one = HttpCarrier(timeout=httpx.Timeout(connect=2.0, read=1.0, write=2.0, pool=None))
    yield one
    one.close()


def parcel(file: Path, ticket: Ticket) -> Parcel:
    entry = file.stat()
    return Parcel(path=file, size=entry.st_size, modified=entry.st_mtime, ticket=ticket)


def put(carrier: HttpCarrier, one: Parcel) -> list[int]:
    counts: list[int] = []
    assert carrier.put(one, progressed=counts.append, is_stopped=lambda: False)
    return counts


def failure_of(carrier: HttpCarrier, one: Parcel) -> Failure:
    with pytest.raises(TroubleError) as caught:
        carrier.put(one, progressed=lambda _: None, is_stopped=lambda: False)
    return caught.value.failure


@pytest.fixture
def file(tmp_path: Path) -> Path:
    one = tmp_path / "cat.jpg"
    one.write_bytes(b"x" * 300_000)
    return one


def test_only_the_missing_parts_are_sent_and_progress_counts_the_others(
    carrier: HttpCarrier, store: Store, file: Path
) -> None:
    file.write_bytes(bytes(range(250)) * 1200)
    whole = store.ticket()
    parts = tuple(Part(offset=offset, size=100_000, url=whole.url + f"&n={offset}") for offset in (100_000, 200_000))

    counts = put(carrier, parcel(file, dataclasses.replace(whole, parts=parts, stored=100_000)))

    assert b"".join(store.bodies) == file.read_bytes()[100_000:]
    assert [headers["content-length"] for headers in store.headers] == ["100000", "100000"]
    assert "x-amz-content-sha256" not in store.headers[0]
    assert counts == sorted(counts)
    assert counts[-1] == 300_000
    assert counts[0] > 100_000


def test_what_is_stored_already_is_not_sent(carrier: HttpCarrier, store: Store, file: Path) -> None:
    counts = put(carrier, parcel(file, dataclasses.replace(store.ticket(), stored=300_000)))

    assert (store.bodies, counts) == ([], [300_000])


def test_the_bytes_arrive_with_exactly_the_tickets_headers(carrier: HttpCarrier, store: Store, file: Path) -> None:
    counts = put(carrier, parcel(file, store.ticket()))

    assert store.bodies == [file.read_bytes()]
    assert store.headers[0]["content-type"] == "image/jpeg"
    assert store.headers[0]["x-amz-content-sha256"] == "abc"
    assert store.headers[0]["content-length"] == "300000"
    assert "transfer-encoding" not in store.headers[0]
    assert counts == sorted(counts)
    assert counts[-1] == 300_000


@pytest.mark.parametrize(
    ("status", "body", "code", "is_transient"),
    [
        (503, "<Error><Code>SlowDown</Code></Error>", Code.STORAGE_SLOW_DOWN, True),
        (503, "", Code.STORAGE_UNREACHABLE, True),
        (502, "<html>Bad Gateway</html>", Code.STORAGE_UNREACHABLE, True),
        (503, "<Error><Code>ServiceUnavailable</Code></Error>", Code.STORAGE_SLOW_DOWN, True),
        (429, "", Code.STORAGE_SLOW_DOWN, True),
        (500, "<Error><Code>InternalError</Code></Error>", Code.STORAGE_UNAVAILABLE, True),
        (403, "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>", "ticket:expired", True),
        (403, "<Error><Code>AccessDenied</Code></Error>", Code.STORAGE_DENIED, False),
        (403, "<Error><Code>SignatureDoesNotMatch</Code></Error>", Code.STORAGE_DENIED, False),
        (404, "<Error><Code>NoSuchBucket</Code></Error>", Code.STORAGE_NO_BUCKET, False),
        (404, "<Error><Code>NoSuchUpload</Code></Error>", Code.TICKET_EXPIRED, True),
        (400, "<Error><Code>BadDigest</Code></Error>", Code.FILE_CHANGED, False),
        (400, "<Error><Code>RequestTimeout</Code></Error>", Code.STORAGE_TIMEOUT, True),
        (507, "", Code.STORAGE_FULL, True),
        (418, "", Code.STORAGE_DENIED, False),
    ],
)
def test_an_answer_becomes_a_code(  # noqa: PLR0913, PLR0917  a table of answers
    carrier: HttpCarrier, store: Store, file: Path, status: int, body: str, code: str, is_transient: bool
) -> None:
    store.answers = [(status, body, {"Retry-After": "7"})]

    failure = failure_of(carrier, parcel(file, store.ticket()))

    assert (failure.code, failure.transient) == (code, is_transient)


def test_the_store_may_say_how_long_to_wait(carrier: HttpCarrier, store: Store, file: Path) -> None:
    store.answers = [(503, "", {"Retry-After": "7"})]

    assert failure_of(carrier, parcel(file, store.ticket())).retry_after == 7.0


def test_a_denial_after_the_tickets_end_is_an_expired_ticket(carrier: HttpCarrier, store: Store, file: Path) -> None:
    store.answers = [(403, "", {})]

    one = dataclasses.replace(parcel(file, store.ticket()), came=LONG_AGO)

    assert failure_of(carrier, one).code == Code.TICKET_EXPIRED


def test_a_store_that_is_not_there_is_unreachable(carrier: HttpCarrier, file: Path) -> None:
    ticket = Ticket(url=f"http://127.0.0.1:{free_port()}/x", headers={}, expires_at=time.time() + 60)

    failure = failure_of(carrier, parcel(file, ticket))

    assert (failure.code, failure.transient) == (Code.STORAGE_UNREACHABLE, True)


def test_a_connection_that_is_cut_is_unreachable(carrier: HttpCarrier, store: Store, tmp_path: Path) -> None:
    store.cuts_after = 50_000
    big = tmp_path / "big.jpg"
    big.write_bytes(b"y" * 20_000_000)

    failure = failure_of(carrier, parcel(big, store.ticket()))

    assert failure.code in {Code.STORAGE_UNREACHABLE, Code.STORAGE_TIMEOUT}
    assert failure.transient
    assert store.bodies == []


def test_a_store_that_does_not_answer_times_out(carrier: HttpCarrier, store: Store, file: Path) -> None:
    store.hangs = True

    failure = failure_of(carrier, parcel(file, store.ticket()))

    assert (failure.code, failure.transient) == (Code.STORAGE_TIMEOUT, True)


def test_a_file_that_is_not_the_one_hashed_is_not_sent(carrier: HttpCarrier, store: Store, file: Path) -> None:
    one = parcel(file, store.ticket())
    file.write_bytes(b"other")

    failure = failure_of(carrier, one)

    assert failure.code == Code.FILE_CHANGED
    assert store.bodies == []


def test_a_file_that_grows_while_it_is_sent_is_noticed(carrier: HttpCarrier, store: Store, file: Path) -> None:
    one = parcel(file, store.ticket())

    def grow(_: int) -> None:
        with file.open("ab") as stream:
            stream.write(b"z" * 400_000)

    with pytest.raises(TroubleError) as caught:
        carrier.put(one, progressed=grow, is_stopped=lambda: False)

    assert caught.value.failure.code == Code.FILE_CHANGED
    assert store.bodies == []


def test_a_file_that_vanished_is_missing(carrier: HttpCarrier, store: Store, file: Path) -> None:
    one = parcel(file, store.ticket())
    file.unlink()

    assert failure_of(carrier, one).code == Code.FILE_MISSING


def test_a_transfer_stops_when_asked(carrier: HttpCarrier, store: Store, file: Path) -> None:
    counts: list[int] = []

    is_whole = carrier.put(parcel(file, store.ticket()), progressed=counts.append, is_stopped=lambda: len(counts) > 0)

    assert not is_whole
    assert store.bodies == []


def test_the_limit_is_kept_and_may_change_on_the_way(carrier: HttpCarrier, store: Store, file: Path) -> None:
    carrier.limit(300_000)

    begun = time.perf_counter()
    put(carrier, parcel(file, store.ticket()))
    slow = time.perf_counter() - begun
    carrier.limit(None)
    begun = time.perf_counter()
    put(carrier, parcel(file, store.ticket()))

    assert 0.7 < slow < 3
    assert time.perf_counter() - begun < 0.5


def test_transfers_share_the_pace() -> None:
    now = [100.0]
    pace = Pace(1000, clock=lambda: now[0])

    waits = [pace.wait_for(500) for _ in range(3)]
    now[0] = 200.0

    assert waits == [0.0, 0.5, 1.0]
    assert pace.wait_for(1) == 0.0
