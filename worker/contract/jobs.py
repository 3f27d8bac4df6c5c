"""Give an image's job its messages: what a desktop asks, how far it is, what came of it or why not.

Sizes are bytes, dimensions pixels after EXIF orientation, times seconds (instants: Unix time, UTC), fractions 0–1.
Keys are object keys without the configured prefix or host: a link is built from a key and the current CDN address.
"""

from __future__ import annotations

from dataclasses import dataclass

from worker.contract.codec import Message
from worker.contract.names import Role, Stage
from worker.contract.rules import LONGEST_NAME, LONGEST_TOKEN, require, require_sha256, require_token


@dataclass(frozen=True, kw_only=True)
class Failure(Message):
    """Say why something was not done: a code, a short detail for the log, and whether time alone may mend it."""

    code: str
    detail: str = ""
    transient: bool = False
    retry_after: float | None = None


@dataclass(frozen=True, kw_only=True)
class Progress(Message):
    """Tell how far a running job is: the meta of its Celery state."""

    stage: Stage
    fraction: float
    at: float
    retry: int = 0
    retry_at: float | None = None
    code: str | None = None


@dataclass(frozen=True, kw_only=True)
class SourceFile(Message):
    """Name one file a desktop wants published and how."""

    job_id: str
    owner: str
    sha256: str
    size: int
    content_type: str
    name: str
    preset: str

    def __post_init__(self) -> None:
        """Refuse what no desktop of ours sends."""
        require_token(self.job_id, "job_id")
        require_token(self.owner, "owner")
        require_token(self.preset, "preset")
        require_sha256(self.sha256)
        require(self.size > 0, "size is not above zero")
        require(0 < len(self.name) <= LONGEST_NAME, "name is empty or longer than 255 characters")
        require(0 < len(self.content_type) <= LONGEST_TOKEN, "content_type is empty or too long")


@dataclass(frozen=True, kw_only=True)
class ProcessRequest(Message):
    """Ask for one image, whose original is in the store, to be made and published."""

    source: SourceFile
    drop_id: str
    user: str

    def __post_init__(self) -> None:
        """Refuse identifiers that could not be ours."""
        require_token(self.drop_id, "drop_id")
        require(len(self.user) <= LONGEST_NAME, "user is too long")


@dataclass(frozen=True, kw_only=True)
class Variant(Message):
    """Describe one published file."""

    role: Role
    key: str
    width: int
    height: int
    bytes: int
    content_type: str


@dataclass(frozen=True, kw_only=True)
class StageTime(Message):
    """Tell how long a stage took, in seconds."""

    stage: Stage
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Outcome(Message):
    """Describe a published image: every key named here is stored; `main` and `thumbnail` are not among `variants`.

    `store` is the mark of the store that has them (as in `Description`), `cdn_url` what its links began with then.
    """

    job_id: str
    sha256: str
    preset: str
    fingerprint: str
    slug: str
    width: int
    height: int
    bytes_in: int
    main: Variant
    thumbnail: Variant
    variants: tuple[Variant, ...]
    published_at: float
    reused: bool = False
    kept_original: bool = False
    reduced_from: tuple[int, ...] | None = None
    worker: str = ""
    stages: tuple[StageTime, ...] = ()
    store: str = ""
    cdn_url: str = ""

    @property
    def bytes_out(self) -> int:
        """Size of the main file."""
        return self.main.bytes

    @property
    def files(self) -> tuple[Variant, ...]:
        """Every published file: main, thumbnail, then the variants."""
        return (self.main, self.thumbnail, *self.variants)
