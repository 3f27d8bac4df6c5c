"""Publish into a store in memory for tests: files, their tickets' bytes, jobs, and a store that breaks on demand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from worker.contract import Outcome, ProcessRequest, SourceFile, Stage, UnpublishRequest
from worker.drafts import Drafts, MemoryDrafts
from worker.keys import original_key
from worker.pipeline import process
from worker.settings import WorkerSettings
from worker.storage.base import ObjectStore, Turn
from worker.storage.memory import MemoryStore


def source_of(path: Path, *, preset: str = "web", owner: str = "desk-1", name: str | None = None) -> SourceFile:
    """Return what a desktop says of a file."""
    body = path.read_bytes()
    return SourceFile(
        job_id=f"job-of-{owner}",
        owner=owner,
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        content_type={".jpg": "image/jpeg", ".gif": "image/gif"}.get(path.suffix, "image/png"),
        name=name or path.name,
        preset=preset,
    )


def send(source: SourceFile, path: Path, store: MemoryStore) -> None:
    """PUT the original with a ticket, as a desktop does."""
    assert store.accept(store.presign_put(source, original_key(source.sha256), lifetime=60), path.read_bytes())


def run(
    source: SourceFile,
    store: ObjectStore,
    settings: WorkerSettings,
    report: Callable[..., None] | None = None,
    *,
    drafts: Drafts | None = None,
) -> Outcome:
    """Run the job of one file to its end; without drafts it knows of no earlier try."""

    def unseen(stage: Stage, fraction: float) -> None:
        """Look away."""

    request = ProcessRequest(source=source, drop_id="drop", user="somebody")
    return process(
        request,
        store=store,
        drafts=drafts or MemoryDrafts(),
        settings=settings,
        report=report or unseen,
        worker="worker@here",
    )


def all_fit(store: MemoryStore, outcome: Outcome) -> bool:
    """Tell whether every file the outcome names is stored as it says."""
    found = [store.find(file.key) for file in outcome.files]
    promised = [(file.key, file.bytes, file.content_type) for file in outcome.files]
    return [(there.key, there.size, there.content_type) for there in found if there] == promised


def giving_up(outcome: Outcome, *, owner: str = "desk-1") -> UnpublishRequest:
    """Return the request to unpublish it."""
    return UnpublishRequest(owner=owner, sha256=outcome.sha256, fingerprint=outcome.fingerprint, slug=outcome.slug)


class PowerCutError(BaseException):
    """End a job as SIGKILL would: nothing may catch it."""


@dataclass(kw_only=True)
class StoreThatDies:
    """Pass calls to a store, remember the changing ones, and end the process's life before the n-th call."""

    store: MemoryStore
    dies_before: int | None = None
    error: BaseException = field(default_factory=PowerCutError)
    calls: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  every method of the store
        method = getattr(self.store, name)
        if name == "alone":  # it asks nothing of the store
            return method

        def call(*arguments: Any, **options: Any) -> object:  # noqa: ANN401  passed through
            if len(self.calls) == self.dies_before:
                raise self.error
            self.calls.append(name)
            return method(*arguments, **options)

        return call


@dataclass(kw_only=True)
class StoreWithAQueue:
    """Let somebody else act once, in the moment before this writer gets its turn; remember what it wanted alone."""

    store: MemoryStore
    meanwhile: Callable[[], object] | None = None
    turns: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  every method of the store
        return getattr(self.store, name)

    def alone(self, key: str) -> AbstractContextManager[Turn]:
        """Wait in the queue, then keep the others away."""
        self.turns.append(key)
        act, self.meanwhile = self.meanwhile, None
        if act is not None:
            act()
        return self.store.alone(key)


@dataclass(kw_only=True)
class StoreOfDoubt:
    """Give turns that are certain for so many changes and no longer: the question comes before each."""

    store: MemoryStore
    changes: int
    is_lost: bool = False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  every method of the store
        return getattr(self.store, name)

    def alone(self, _key: str) -> AbstractContextManager[Turn]:
        """Give the doubtful turn."""
        return nullcontext(self)

    @property
    def is_certain(self) -> bool:
        """Count the question."""
        self.changes -= 1
        return self.changes >= 0
