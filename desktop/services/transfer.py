"""Put one file into the store with the ticket a worker issued: streamed, watched, paced, stoppable.

What the store or the network says becomes a contract code here and nowhere else. `storage:unreachable` is worth
waiting for; other transient codes are worth a few tries.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

import httpx

from desktop.domain.remote import Parcel, Question
from desktop.domain.trouble import TroubleError, trouble
from desktop.services.pace import Pace
from worker.contract import Code, Failure, Part

BLOCK = 128 * 1024
_TIMEOUT = httpx.Timeout(connect=5.0, read=60.0, write=30.0, pool=None)
_NAP = 0.1
_OK = range(200, 300)
_SLOW_DOWN = frozenset({"SlowDown", "ServiceUnavailable", "RequestLimitExceeded", "TooManyRequests"})
_GATEWAY = frozenset({502, 503, 504})
"""What is said before a store that is away; a store that is there says why in its own words."""
_BY_STATUS = {
    404: Code.STORAGE_NO_BUCKET,
    408: Code.STORAGE_TIMEOUT,
    429: Code.STORAGE_SLOW_DOWN,
    507: Code.STORAGE_FULL,
}


class _StoppedError(Exception):
    """Leave a request that was asked to stop."""


class HttpCarrier:
    """Hold the connections to the store; `put` may run on several lanes at once."""

    def __init__(self, *, timeout: httpx.Timeout = _TIMEOUT, pace: Pace | None = None) -> None:
        """Connect to nothing yet. Proxies of the environment are used as anywhere else."""
        self._timeout = timeout
        self._clients: dict[str, httpx.Client] = {}
        self._pace = pace or Pace()

    def limit(self, bytes_per_second: int | None) -> None:
        """Change how fast all parcels together may go."""
        self._pace.change(bytes_per_second)

    def close(self) -> None:
        """Give the connections up."""
        for client in self._clients.values():
            client.close()

    def put(self, parcel: Parcel, *, progressed: Callable[[int], None], is_stopped: Question) -> bool:
        """Send what the store lacks of one file, with exactly its ticket's headers; False when asked to stop."""
        ticket = parcel.ticket
        if ticket.stored >= parcel.size:
            progressed(parcel.size)
            return True
        if not ticket.parts:
            return self._send(parcel, _whole(parcel), ticket.headers, progressed=progressed, is_stopped=is_stopped)
        stored = ticket.stored
        for part in ticket.parts:
            if not self._send(parcel, part, {}, progressed=_further(progressed, stored), is_stopped=is_stopped):
                return False
            stored += part.size
        return True

    def _send(
        self,
        parcel: Parcel,
        part: Part,
        headers: Mapping[str, str],
        *,
        progressed: Callable[[int], None],
        is_stopped: Question,
    ) -> bool:
        body = self._blocks(parcel, part, progressed, is_stopped)
        try:
            answer = self._opened().request(
                parcel.ticket.method, part.url, content=body, headers={**headers, "content-length": str(part.size)}
            )
        except _StoppedError:
            return False
        except httpx.HTTPError as error:
            raise _trouble_of(error) from error
        if answer.status_code not in _OK:
            raise TroubleError(_refusal(answer.status_code, answer.text, parcel, answer.headers.get("retry-after")))
        return True

    def visit(self, url: str) -> None:
        """Open a published link as a visitor does; `cdn:…` where it does not answer with an image."""
        try:
            answer = self._opened().get(url, follow_redirects=True)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise trouble("cdn:unreachable", f"{url}: {error}"[:200]) from error
        kind = answer.headers.get("content-type", "")
        if answer.status_code not in _OK or not kind.startswith("image/"):
            raise trouble("cdn:refused", f"{url}: {answer.status_code} {kind}"[:200])

    def _opened(self) -> httpx.Client:
        """Make the client at its first use: reading the system's certificates takes too long for the GUI thread."""
        if (found := self._clients.get("store")) is not None:
            return found
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=16)
        made = httpx.Client(timeout=self._timeout, limits=limits)
        kept = self._clients.setdefault("store", made)
        if kept is not made:  # another lane was faster
            made.close()
        return kept

    def _blocks(
        self, parcel: Parcel, part: Part, progressed: Callable[[int], None], is_stopped: Question
    ) -> Iterator[bytes]:
        """Read a part of the file as it was when it was hashed; anything else is `file:changed`."""
        sent = 0
        try:
            with parcel.path.open("rb") as stream:
                _require_unchanged(parcel)
                stream.seek(part.offset)
                while sent < part.size and (block := stream.read(min(BLOCK, part.size - sent))):
                    _rest(self._pace.wait_for(len(block)), is_stopped)
                    sent += len(block)
                    if sent == part.size:  # behind the last block the store has all it was promised
                        _require_unchanged(parcel)
                    yield block
                    progressed(sent)
                _require_unchanged(parcel)
        except FileNotFoundError as error:
            raise trouble(Code.FILE_MISSING) from error
        except OSError as error:
            raise trouble(Code.FILE_UNREADABLE, error.strerror or "") from error
        if sent != part.size:
            raise trouble(Code.FILE_CHANGED, "it shrank")


def _whole(parcel: Parcel) -> Part:
    return Part(offset=0, size=parcel.size, url=parcel.ticket.url)


def _further(progressed: Callable[[int], None], stored: int) -> Callable[[int], None]:
    """Return what counts a part's bytes on top of those that are stored."""
    return lambda count: progressed(stored + count)


def _require_unchanged(parcel: Parcel) -> None:
    now = parcel.path.stat()
    if (now.st_size, now.st_mtime) != (parcel.size, parcel.modified):
        raise trouble(Code.FILE_CHANGED)


def _rest(seconds: float, is_stopped: Question) -> None:
    """Wait in naps, so that a stop or a close is heard."""
    end = time.monotonic() + seconds
    while not is_stopped():
        left = end - time.monotonic()
        if left <= 0:
            return
        time.sleep(min(left, _NAP))
    raise _StoppedError


def _trouble_of(error: httpx.HTTPError) -> TroubleError:
    if isinstance(error, httpx.ReadTimeout | httpx.WriteTimeout):
        return trouble(Code.STORAGE_TIMEOUT, type(error).__name__, transient=True)
    if isinstance(error, httpx.TransportError):
        return trouble(Code.STORAGE_UNREACHABLE, str(error)[:200] or type(error).__name__, transient=True)
    return trouble(Code.STORAGE_UNAVAILABLE, type(error).__name__)


def _refusal(status: int, body: str, parcel: Parcel, retry_after: str | None) -> Failure:
    """Return the failure of an answer: S3's own word where it says one, else what the status means."""
    word = body.partition("<Code>")[2].partition("</Code>")[0]
    detail = f"{status} {word}".strip()
    wait = float(retry_after) if retry_after and retry_after.isdecimal() else None
    if status in _GATEWAY and not word:
        return Failure(code=Code.STORAGE_UNREACHABLE, detail=detail, transient=True, retry_after=wait)
    if word in _SLOW_DOWN:
        return Failure(code=Code.STORAGE_SLOW_DOWN, detail=detail, transient=True, retry_after=wait)
    if word == "NoSuchUpload":  # another sender of the same bytes was faster: the next ticket says what is left to do
        return Failure(code=Code.TICKET_EXPIRED, detail=detail, transient=True)
    if status in {400, 403}:
        return _denial(word, body, parcel, detail)
    is_transient = status >= 500 or status in {408, 429}  # noqa: PLR2004  the HTTP classes
    code = _BY_STATUS.get(status, Code.STORAGE_UNAVAILABLE if is_transient else Code.STORAGE_DENIED)
    return Failure(code=code, detail=detail, transient=is_transient, retry_after=wait)


def _denial(word: str, body: str, parcel: Parcel, detail: str) -> Failure:
    if "expired" in body.lower() or word in {"ExpiredToken", "RequestTimeTooSkewed"} or parcel.seconds_left < 0:
        return Failure(code=Code.TICKET_EXPIRED, detail=detail, transient=True)
    if word in {"RequestTimeout", "IncompleteBody"}:
        return Failure(code=Code.STORAGE_TIMEOUT, detail=detail, transient=True)
    if word in {"BadDigest", "XAmzContentSHA256Mismatch", "InvalidDigest"}:
        return Failure(code=Code.FILE_CHANGED, detail=detail)
    return Failure(code=Code.STORAGE_DENIED, detail=detail)
