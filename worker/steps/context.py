"""Carry one image through the steps: what was asked, what it may use, and what the steps have made so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from worker.contract import ProcessRequest, Role, Variant
from worker.imaging.decoding import Picture
from worker.imaging.limits import Limits
from worker.imaging.optimising import Encoded
from worker.imaging.presets import Preset
from worker.keys import ImageKeys
from worker.storage.base import ObjectStore


@dataclass(frozen=True, kw_only=True)
class Derivative:
    """Hold a file that waits to be published under its key."""

    role: Role
    key: str
    file: Encoded

    def described(self) -> Variant:
        """Return what the wire says of it."""
        return Variant(
            role=self.role,
            key=self.key,
            width=self.file.width,
            height=self.file.height,
            bytes=self.file.path.stat().st_size,
            content_type=self.file.image_format.content_type,
        )


@dataclass(kw_only=True)
class Context:
    """Hand a step its surroundings; steps fill the lower part in the order of the list, main derivative first.

    `tick` takes the fraction (0–1) of the running step that is done.
    """

    request: ProcessRequest
    preset: Preset
    keys: ImageKeys
    store: ObjectStore
    limits: Limits
    scratch: Path
    tick: Callable[[float], None]

    original: Path | None = None
    decoded: Picture | None = None
    derivatives: list[Derivative] = field(default_factory=list)

    @property
    def picture(self) -> Picture:
        """The decoded picture; a step that comes before `decode` has no business with it."""
        if self.decoded is None:
            msg = "the picture is not decoded yet"
            raise LookupError(msg)
        return self.decoded

    def keep(self, role: Role, key: str, file: Encoded) -> None:
        """Add a file to what will be published."""
        self.derivatives.append(Derivative(role=role, key=key, file=file))
