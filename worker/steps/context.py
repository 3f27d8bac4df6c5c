"""Carry one image through the steps: what was asked, what it may use, and what the steps have made so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from worker.contract import ProcessRequest, Role, Variant
from worker.drafts import Draft, Drafts
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

    `tick` takes the fraction (0–1) of the running step that is done. `earlier` is what another try made, `stored` what
    is stored of it: that is taken over, not made again. `derivatives` wait to be published; `files` describes both.
    """

    request: ProcessRequest
    preset: Preset
    keys: ImageKeys
    store: ObjectStore
    drafts: Drafts
    limits: Limits
    scratch: Path
    tick: Callable[[float], None]
    earlier: Draft | None = None
    stored: tuple[Variant, ...] = ()

    original: Path | None = None
    decoded: Picture | None = None
    derivatives: list[Derivative] = field(default_factory=list)
    files: list[Variant] = field(default_factory=list)

    @property
    def is_all_stored(self) -> bool:
        """Whether an earlier try stored every file and only the manifest is missing."""
        return self.earlier is not None and self.stored == self.earlier.files

    @property
    def picture(self) -> Picture:
        """The decoded picture; a step that comes before `decode` has no business with it."""
        if self.decoded is None:
            msg = "the picture is not decoded yet"
            raise LookupError(msg)
        return self.decoded

    def reuse(self, role: Role, key: str | None = None) -> bool:
        """Take over what an earlier try stored in this role (under this key, where there are several), if it did."""
        for file in self.stored:
            if file.role is role and key in (None, file.key):
                self.files.append(file)
                return True
        return False

    def keep(self, role: Role, key: str, file: Encoded) -> None:
        """Add a file to what will be published."""
        made = Derivative(role=role, key=key, file=file)
        self.derivatives.append(made)
        self.files.append(made.described())

    def draft(self) -> Draft:
        """Describe the whole image as it is made."""
        if self.earlier is not None and self.is_all_stored:
            return self.earlier
        return Draft(
            width=self.picture.image.width,
            height=self.picture.image.height,
            kept_original=self._kept_original(),
            files=tuple(self.files),
        )

    def _kept_original(self) -> bool:
        for made in self.derivatives:
            if made.role is Role.MAIN:
                return made.file.kept_original
        return self.earlier is not None and self.earlier.kept_original
