"""Answer where a desktop may put its files: a ticket, a link that exists already, or a refusal."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from worker.contract import Code, SourceFile, TicketAnswer, TicketsAnswer, TicketsRequest
from worker.errors import PermanentError
from worker.imaging.formats import CONTENT_TYPES
from worker.imaging.presets import preset_named
from worker.keys import original_key
from worker.reuse import published_already
from worker.settings import WorkerSettings
from worker.storage.base import ObjectStore

_AT_ONCE = 8  # lookups wait for the store, and a hundred in a row would outlast a person's patience


def issue(request: TicketsRequest, *, store: ObjectStore, settings: WorkerSettings) -> TicketsAnswer:
    """Answer every file of the request in its order; raise only what the store raises for all of them."""

    def answer(source: SourceFile) -> TicketAnswer:
        return _answer(source, store=store, settings=settings)

    return TicketsAnswer(answers=_in_order(answer, request.files))


def _in_order(answer: Callable[[SourceFile], TicketAnswer], files: tuple[SourceFile, ...]) -> tuple[TicketAnswer, ...]:
    with ThreadPoolExecutor(max_workers=min(_AT_ONCE, len(files)), thread_name_prefix="tickets") as pool:
        return tuple(pool.map(answer, files))


def _answer(source: SourceFile, *, store: ObjectStore, settings: WorkerSettings) -> TicketAnswer:
    try:
        fingerprint = _accepted(source, settings)
    except PermanentError as refusal:
        return TicketAnswer(job_id=source.job_id, refused=refusal.to_failure())
    published = published_already(source, fingerprint=fingerprint, store=store)
    if published is not None:
        return TicketAnswer(job_id=source.job_id, published=published)
    ticket = store.presign_put(source, original_key(source.sha256), lifetime=settings.ticket_lifetime)
    return TicketAnswer(job_id=source.job_id, ticket=ticket)


def _accepted(source: SourceFile, settings: WorkerSettings) -> str:
    """Return the preset's fingerprint, or raise the refusal."""
    if source.size > settings.max_bytes:
        raise PermanentError(Code.IMAGE_TOO_LARGE, f"{source.size} bytes; the limit is {settings.max_bytes}")
    if source.content_type not in CONTENT_TYPES:
        raise PermanentError(Code.IMAGE_UNSUPPORTED, source.content_type)
    return preset_named(source.preset).fingerprint
