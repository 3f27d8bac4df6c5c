"""Derive every object key from bytes, preset and file name; a key never comes out of a message."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from worker.contract import Code, UnpublishRequest
from worker.errors import PermanentError
from worker.imaging.presets import VARIANT_WIDTHS

_LONGEST_SLUG = 60
_MARKED = "image"
_RESERVED_ENDING = re.compile(rf"-(?:thumb|{'|'.join(str(width) for width in VARIANT_WIDTHS)})\Z")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FINGERPRINT = re.compile(r"[0-9a-f]{12}")
_WITHOUT_DECOMPOSITION = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})


def original_key(sha256: str) -> str:
    """Return where the bytes a desktop sent are kept."""
    return f"originals/{sha256}"


def slug_of(file_name: str) -> str:
    """Return the file's name as it stands in links: lower-case ASCII and `-`, at most 60 characters.

    An ending that names a derivative (`-thumb`, `-640`) is followed by `-image`, because `a-thumb.jpg` beside `a.jpg`
    with the same bytes would otherwise claim the same key.
    """
    stem = PurePosixPath(file_name.replace("\\", "/").rstrip("/")).stem
    spelled = stem.casefold().translate(_WITHOUT_DECOMPOSITION)
    ascii_only = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    slug = _cut(re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-"), _LONGEST_SLUG)
    if _RESERVED_ENDING.search(slug):
        slug = f"{_cut(slug, _LONGEST_SLUG - len(_MARKED) - 1)}-{_MARKED}"
    return slug or "image"


def _cut(slug: str, longest: int) -> str:
    return slug[:longest].strip("-")


@dataclass(frozen=True, kw_only=True)
class ImageKeys:
    """Name the objects of one published image: same bytes, preset and slug give the same keys."""

    sha256: str
    fingerprint: str
    slug: str

    @classmethod
    def of_request(cls, request: UnpublishRequest) -> ImageKeys:
        """Take the parts from a message, refusing any that no worker could have made."""
        if not (_FINGERPRINT.fullmatch(request.fingerprint) and _SLUG.fullmatch(request.slug)):
            raise PermanentError(Code.REQUEST_INVALID, "fingerprint or slug is not one of ours")
        return cls(sha256=request.sha256, fingerprint=request.fingerprint, slug=request.slug)

    @property
    def folder(self) -> str:
        """Where the public objects are, with those of other names for the same bytes and preset."""
        return f"images/{self.sha256[:16]}-{self.fingerprint}/"

    @property
    def manifests(self) -> str:
        """Where the manifests of every name for these bytes and this preset are."""
        return f"manifests/{self.sha256}/{self.fingerprint}/"

    @property
    def manifest(self) -> str:
        """Where this image's manifest is."""
        return f"{self.manifests}{self.slug}.json"

    def main(self, extension: str) -> str:
        """Return the key of the full-size picture."""
        return f"{self.folder}{self.slug}.{extension}"

    def thumbnail(self, extension: str) -> str:
        """Return the key of the thumbnail."""
        return f"{self.folder}{self.slug}-thumb.{extension}"

    def variant(self, width: int, extension: str) -> str:
        """Return the key of the picture at one width."""
        return f"{self.folder}{self.slug}-{width}.{extension}"

    def renamed(self, key: str, slug: str) -> str:
        """Return the key of the same derivative under another slug."""
        return f"{self.folder}{slug}{key.removeprefix(self.folder + self.slug)}"
