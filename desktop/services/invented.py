"""Invent what a worker would say of a file, for the deployment in memory."""

from __future__ import annotations

import hashlib
import time
from pathlib import PurePath

from worker.contract import Outcome, Role, SourceFile, Variant


def outcome_of(source: SourceFile) -> Outcome:
    """Return what a worker would say of a file, with invented sizes."""
    slug, fingerprint = PurePath(source.name).stem.lower() or "image", fingerprint_of(source.preset)
    folder = f"images/{source.sha256[:16]}-{fingerprint}"

    def variant(role: Role, suffix: str, side: int) -> Variant:
        return Variant(
            role=role,
            key=f"{folder}/{slug}{suffix}.jpg",
            width=side,
            height=side,
            bytes=max(1, source.size // 3),
            content_type="image/jpeg",
        )

    return Outcome(
        job_id=source.job_id,
        sha256=source.sha256,
        preset=source.preset,
        fingerprint=fingerprint,
        slug=slug,
        width=800,
        height=800,
        bytes_in=source.size,
        main=variant(Role.MAIN, "", 800),
        thumbnail=variant(Role.THUMBNAIL, "-thumb", 200),
        variants=(),
        published_at=time.time(),
        worker="memory",
    )


def fingerprint_of(preset: str) -> str:
    """Return what stands for a preset in keys."""
    return hashlib.sha256(preset.encode()).hexdigest()[:12]
