"""Store every derivative, several at once; what an earlier try already stored is not sent again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed

from worker.steps.context import Context, Derivative
from worker.storage.base import ObjectStore

_AT_ONCE = 6


def publish(context: Context) -> None:
    """Return once all are stored; after a failure nothing more is begun, and it is raised once the rest has ended."""
    stored = frozenset(context.store.list_keys(context.keys.folder))
    first, *others = context.derivatives
    _send(first, context.store, stored)  # alone: `rclone serve s3` answers 500 when two PUTs make one folder at once
    with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="publish") as pool:
        sending = [pool.submit(_send, item, context.store, stored) for item in others]
        context.tick(1 / len(context.derivatives))
        try:
            for done, future in enumerate(as_completed(sending), start=1):
                future.result()
                context.tick((done + 1) / len(context.derivatives))
        finally:
            for future in sending:
                future.cancel()


def _send(item: Derivative, store: ObjectStore, stored: frozenset[str]) -> None:
    """Send a file unless the same is there; keys are content-addressed, so equal size means an earlier try of this."""
    if item.key in stored:
        found = store.find(item.key)
        if found is not None and found.size == item.file.path.stat().st_size:
            return
    store.upload(item.file.path, item.key, content_type=item.file.image_format.content_type)
