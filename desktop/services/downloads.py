"""Fetch an image from an address the user pasted or dropped, into a file of our own. Blocks: run it on a lane."""

from __future__ import annotations

import contextlib
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx

from desktop.domain.signatures import HEAD_BYTES, content_type_of
from desktop.domain.trouble import TroubleError, trouble

_TIMEOUT = httpx.Timeout(connect=5.0, read=30.0, write=30.0, pool=None)
_GRACE_SECONDS = 60.0
_LEAST_PACE = 64 * 1024  # bytes a second behind the grace
_LONGEST_STEM = 180  # bytes of UTF-8: file systems count bytes, and most stop at 255
_SUFFIXES = {"image/jpeg": ".jpg", "image/svg+xml": ".svg", "image/tiff": ".tif"}


def fetch(
    url: str, *, folder: Path, most_bytes: int, is_stopped: Callable[[], bool], grace: float = _GRACE_SECONDS
) -> Path:
    """Return the file, in a folder of its own below `folder`; raise `TroubleError`.

    What is no image, or larger than `most_bytes`, is not kept. A server has `grace` seconds, and more only for what it
    sends at a least pace.
    """
    place = folder / uuid.uuid4().hex[:12]
    draft = place / "arriving"
    try:
        with _asked(url, _Patience(grace, is_stopped)) as response:
            place.mkdir(parents=True, exist_ok=True)
            head = _written(response, draft, most_bytes=most_bytes)
            kind = content_type_of(head)
            if kind is None:
                raise trouble("download:no-image", url)
            return draft.rename(place / _name_of(str(response.url), kind))
    except TroubleError:
        _forget(draft)
        raise
    except OSError as error:
        _forget(draft)
        raise trouble("download:failed", f"{url}: {error}") from error


class _Patience:
    """Let no answer take for ever: httpx limits the wait for each byte alone, of the headers as of the image.

    Its documented `trace` hands over every connection as it is made, and so where all bytes come from.
    """

    def __init__(self, grace: float, is_stopped: Callable[[], bool]) -> None:
        self._end = time.monotonic() + grace
        self._is_stopped = is_stopped

    def trace(self, event: str, info: dict[str, Any]) -> None:
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._watch(info["return_value"])

    def _watch(self, stream: Any) -> None:  # noqa: ANN401  httpcore's network stream
        read: Callable[..., bytes] = stream.read

        def watched(max_bytes: int, timeout: float | None = None) -> bytes:
            if self._is_stopped():
                raise trouble("download:failed", "stopped")
            left = self._end - time.monotonic()
            if left <= 0:
                raise trouble("download:failed", "too slow", transient=True)
            part = read(max_bytes, timeout=left if timeout is None else min(timeout, left))
            self._end += len(part) / _LEAST_PACE
            return part

        stream.read = watched


@contextlib.contextmanager
def _asked(url: str, patience: _Patience) -> Iterator[httpx.Response]:
    """Open the address; everything that goes wrong on the way becomes one of our troubles here."""
    try:
        with (
            httpx.Client(timeout=_TIMEOUT, follow_redirects=True, max_redirects=5) as client,
            client.stream(
                "GET", url, headers={"Accept": "image/*,*/*;q=0.5"}, extensions={"trace": patience.trace}
            ) as response,
        ):
            response.raise_for_status()
            yield response
    except httpx.HTTPStatusError as error:
        raise trouble("download:failed", f"{url}: HTTP {error.response.status_code}") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise trouble("download:failed", f"{url}: {type(error).__name__}", transient=True) from error


def _written(response: httpx.Response, draft: Path, *, most_bytes: int) -> bytes:
    head, count = b"", 0
    with draft.open("wb") as file:
        for part in response.iter_bytes():
            count += len(part)
            if count > most_bytes:
                raise trouble("image:too-large", str(response.url))
            head = (head + part)[:HEAD_BYTES]
            file.write(part)
    return head


def _forget(draft: Path) -> None:
    with contextlib.suppress(OSError):
        draft.unlink(missing_ok=True)
        draft.parent.rmdir()


def _name_of(url: str, kind: str) -> str:
    """Return what the address calls the file, with the suffix of what it is where it has none."""
    name = unquote(urlsplit(url).path.rpartition("/")[2])
    name = "".join(" " if ord(sign) < ord(" ") or sign in '/\\:*?"<>|' else sign for sign in name).strip(" .")
    suffix = _SUFFIXES.get(kind, f".{kind.rpartition('/')[2]}")
    stem = name.rpartition(".")[0] or name or "image"
    given = name[len(stem) :]
    stem = stem.encode(errors="ignore")[:_LONGEST_STEM].decode(errors="ignore")
    return f"{stem}{given if 1 < len(given) < 6 else suffix}"  # noqa: PLR2004  .jpeg
