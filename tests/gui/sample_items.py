"""Make items in every state, as the queue would hand them to the window."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from desktop.domain.item import Hold, Item, State
from worker.contract import Code, Failure, Outcome, Role, Stage, StageTime, Variant

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"
NOW = 1_790_000_000.0
CDN = "http://127.0.0.1:9/cdn"


def variant(name: str, *, role: Role = Role.MAIN, width: int = 1200, height: int = 800, size: int = 310_000) -> Variant:
    key = f"images/0123456789abcdef-0123456789ab/{name}"
    return Variant(role=role, key=key, width=width, height=height, bytes=size, content_type="image/jpeg")


def outcome(item: Item, **changes: Any) -> Outcome:  # noqa: ANN401  fields of the class
    slug = Path(item.name).stem.lower()
    made = Outcome(
        job_id=item.job_id,
        sha256="ab" * 32,
        preset="web",
        fingerprint="0123456789ab",
        slug=slug,
        width=1200,
        height=800,
        bytes_in=item.size,
        main=variant(f"{slug}.jpg", size=max(1, item.size // 16)),
        thumbnail=variant(f"{slug}-thumbnail.jpg", role=Role.THUMBNAIL, width=200, height=133, size=9_200),
        variants=(),
        published_at=NOW,
        worker="image@studio",
        stages=(
            StageTime(stage=Stage.FETCHING, seconds=0.08),
            StageTime(stage=Stage.OPTIMISING, seconds=0.61),
            StageTime(stage=Stage.THUMBNAILS, seconds=0.12),
            StageTime(stage=Stage.PUBLISHING, seconds=0.2),
        ),
    )
    return dataclasses.replace(made, **changes)


def item(number: int = 1, *, state: State = State.WAITING, drop: str = "drop-1", **changes: Any) -> Item:  # noqa: ANN401  fields of the class
    name = changes.pop("name", f"photo-{number}.jpg")
    made = Item(
        job_id=f"job-{number}",
        drop_id=drop,
        position=number,
        path=changes.pop("path", Path("/pictures") / name),
        name=name,
        size=changes.pop("size", 4_800_000),
        modified=NOW,
        content_type="image/jpeg",
        preset="web",
        state=state,
        added_at=changes.pop("added_at", NOW),
        changed_at=NOW,
    )
    if state is State.LIVE and "outcome" not in changes:
        changes["outcome"] = outcome(made)
    if state in {State.FAILED, State.REFUSED} and "failure" not in changes:
        changes["failure"] = Failure(code=Code.IMAGE_DAMAGED)
    return dataclasses.replace(made, **changes)


def live(number: int = 1, **changes: Any) -> Item:  # noqa: ANN401  fields of the class
    return item(number, state=State.LIVE, **changes)


def every_state() -> list[Item]:
    """One item in each state and each hold."""
    plain = [item(n, state=state, fraction=0.62) for n, state in enumerate(State)]
    held = [item(100 + n, state=State.WAITING, hold=hold, retry_at=NOW + 12, retries=2) for n, hold in enumerate(Hold)]
    return [*plain, *held]
