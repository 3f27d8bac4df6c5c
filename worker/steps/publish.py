"""Store every derivative, several at once; what an earlier try already stored is not sent again."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed

from worker.steps.context import Context, Derivative
from worker.storage.base import ObjectStore

_AT_ONCE = 6


def publish(context: Context) -> None:
    """Return once all are stored; after a failure nothing more is begun, and it is raised once the rest has ended.

    What was made is noted first: another try, here or elsewhere, then goes on from what is stored.
    """
    context.drafts.write(context.keys, context.draft())
    stored = {item.key: item.size for item in context.store.list_objects(context.keys.folder)}
    count = len(context.derivatives)
    for item in context.derivatives[:1]:
        _send(item, context.store, stored)  # alone: `rclone serve s3` answers 500 when two PUTs make a folder at once
        context.tick(1 / count)
    with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="publish") as pool:
        sending = [pool.submit(_send, item, context.store, stored) for item in context.derivatives[1:]]
        try:
            for done, future in enumerate(as_completed(sending), start=2):
                future.result()
                context.tick(done / count)
        finally:
            for future in sending:
                future.cancel()


def _send(item: Derivative, store: ObjectStore, stored: Mapping[str, int]) -> None:
    """Send a file unless the same is there; keys are content-addressed, so equal size means an earlier try of this."""
    if stored.get(item.key) != item.file.path.stat().st_size:
        store.upload(item.file.path, item.key, content_type=item.file.image_format.content_type)
