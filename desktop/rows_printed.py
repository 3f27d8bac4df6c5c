"""Write what `pixferry send` prints on stdout: one JSON object or one link per file, in argument order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from desktop.domain.item import Item, State
from desktop.domain.links import url_of, variant_described
from desktop.errors import message

_STATUS = {State.LIVE: "live", State.REFUSED: "refused"}


def printed(items: Iterable[Item], cdn_url: str, *, as_json: bool) -> Iterator[str]:
    """Return the lines; without JSON only what is live has one."""
    for item in items:
        if as_json:
            yield json.dumps(row_of(item, cdn_url))
        elif item.outcome is not None and item.is_live:
            yield url_of(item.outcome.main.key, cdn_url)


def row_of(item: Item, cdn_url: str) -> dict[str, object]:
    """Return the JSON object of one file."""
    outcome = item.outcome if item.is_live else None
    return {
        "file": str(item.path).encode("utf-8", "replace").decode(),
        "status": _STATUS.get(item.state, "failed"),
        "code": item.failure.code if item.failure else None,
        "message": message(item.failure) if item.failure else None,
        "url": url_of(outcome.main.key, cdn_url) if outcome else None,
        "thumbnail_url": url_of(outcome.thumbnail.key, cdn_url) if outcome else None,
        "variants": [variant_described(variant, cdn_url) for variant in outcome.files] if outcome else [],
        "bytes_in": outcome.bytes_in if outcome else item.size,
        "bytes_out": outcome.bytes_out if outcome else None,
        "reused": outcome.reused if outcome else False,
    }
