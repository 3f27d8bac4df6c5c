"""Remember what was made of an image until its manifest is written: another try makes only what is not stored yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from worker.contract import Message, Role, Variant
from worker.imaging.formats import FORMATS
from worker.keys import ImageKeys
from worker.storage.base import StoredObject

_EXTENSIONS = frozenset(known.extension for known in FORMATS)


@dataclass(frozen=True, kw_only=True)
class Draft(Message):
    """Describe every file made of an image, stored or not, in the order of the steps; its size is in pixels."""

    width: int
    height: int
    kept_original: bool
    files: tuple[Variant, ...]

    def stored_among(self, objects: Iterable[StoredObject]) -> tuple[Variant, ...]:
        """Return the files that are there; keys are content-addressed, so the same size means the same file."""
        sizes = {item.key: item.size for item in objects}
        return tuple(file for file in self.files if sizes.get(file.key) == file.bytes)

    def belongs_to(self, keys: ImageKeys) -> bool:
        """Whether it names what this worker itself would: wherever it was kept, a key is derived and not believed."""
        roles = [file.role for file in self.files]
        is_whole = roles.count(Role.MAIN) == roles.count(Role.THUMBNAIL) == 1
        return is_whole and all(file.key == _key(keys, file) for file in self.files)


def _key(keys: ImageKeys, file: Variant) -> str | None:
    extension = file.key.rpartition(".")[2]
    if extension not in _EXTENSIONS:
        return None
    if file.role is Role.VARIANT:
        return keys.variant(file.width, extension)
    return keys.main(extension) if file.role is Role.MAIN else keys.thumbnail(extension)


class Drafts(Protocol):
    """Keep one draft for each image's keys, whose fingerprint covers the preset and the pipeline's version.

    Nothing here raises: a draft that is lost costs work, nothing else.
    """

    def read(self, keys: ImageKeys) -> Draft | None:
        """Return what an earlier try made, or None."""

    def write(self, keys: ImageKeys, draft: Draft) -> None:
        """Keep it for a day, in the place of an older one."""

    def forget(self, keys: ImageKeys) -> None:
        """Drop it; no error if there is none."""


class MemoryDrafts:
    """Keep drafts in this process: the twin for tests."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: dict[ImageKeys, Draft] = {}

    def read(self, keys: ImageKeys) -> Draft | None:
        """Return it, or None."""
        draft = self._kept.get(keys)
        return draft if draft is not None and draft.belongs_to(keys) else None

    def write(self, keys: ImageKeys, draft: Draft) -> None:
        """Keep it."""
        self._kept[keys] = draft

    def forget(self, keys: ImageKeys) -> None:
        """Drop it."""
        self._kept.pop(keys, None)
