"""Give every message its shape: requests a desktop sends, answers a worker gives.

Sizes are bytes, dimensions pixels after EXIF orientation, times seconds (instants: Unix time, UTC), fractions 0–1.
Keys are object keys without the configured prefix or host: a link is built from a key and the current CDN address.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from worker.contract.codec import ContractError, Message
from worker.contract.names import CONTRACT_VERSION, Ending, Role, Stage

_SHA256_DIGITS = 64
_LONGEST_NAME = 255
_LONGEST_TOKEN = 64


def _require(holds: bool, what: str) -> None:  # noqa: FBT001  reads as an assertion
    if not holds:
        raise ContractError(what)


def _require_token(value: str, what: str) -> None:
    ok = 0 < len(value) <= _LONGEST_TOKEN and value.isascii() and all(c.isalnum() or c in "-_." for c in value)
    _require(ok, f"{what} is not a token of at most {_LONGEST_TOKEN} letters, digits, '-', '_' and '.'")


def _require_sha256(value: str) -> None:
    ok = len(value) == _SHA256_DIGITS and set(value) <= set("0123456789abcdef")
    _require(ok, "sha256 is not 64 lower-case hexadecimal digits")


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
        _require_token(self.job_id, "job_id")
        _require_token(self.owner, "owner")
        _require_token(self.preset, "preset")
        _require_sha256(self.sha256)
        _require(self.size > 0, "size is not above zero")
        _require(0 < len(self.name) <= _LONGEST_NAME, "name is empty or longer than 255 characters")
        _require(0 < len(self.content_type) <= _LONGEST_TOKEN, "content_type is empty or too long")


@dataclass(frozen=True, kw_only=True)
class TicketsRequest(Message):
    """Ask where up to 100 files may be put."""

    files: tuple[SourceFile, ...]

    MOST = 100

    def __post_init__(self) -> None:
        """Refuse more files than one answer may hold."""
        _require(0 < len(self.files) <= self.MOST, "files holds none or more than 100")


@dataclass(frozen=True, kw_only=True, repr=False)
class Ticket(Message):
    """Allow one PUT of exactly one file: a presigned URL and the headers that must go with it."""

    url: str
    headers: dict[str, str]
    expires_at: float
    method: str = "PUT"

    def __repr__(self) -> str:
        """Hide the signature: tickets end up in logs otherwise."""
        return f"Ticket(<presigned>, expires_at={self.expires_at})"


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
    """Describe a published image: every key named here is stored; `main` and `thumbnail` are not among `variants`."""

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

    @property
    def bytes_out(self) -> int:
        """Size of the main file."""
        return self.main.bytes

    @property
    def files(self) -> tuple[Variant, ...]:
        """Every published file: main, thumbnail, then the variants."""
        return (self.main, self.thumbnail, *self.variants)


@dataclass(frozen=True, kw_only=True)
class TicketAnswer(Message):
    """Answer for one file with exactly one of: a ticket, what is already published, a refusal."""

    job_id: str
    ticket: Ticket | None = None
    published: Outcome | None = None
    refused: Failure | None = None

    def __post_init__(self) -> None:
        """Refuse an answer that says nothing or two things."""
        said = [part for part in (self.ticket, self.published, self.refused) if part is not None]
        _require(len(said) == 1, "an answer holds exactly one of ticket, published, refused")


@dataclass(frozen=True, kw_only=True)
class TicketsAnswer(Message):
    """Answer every file of a `TicketsRequest`, in its order."""

    answers: tuple[TicketAnswer, ...]


@dataclass(frozen=True, kw_only=True)
class ProcessRequest(Message):
    """Ask for one image, whose original is in the store, to be made and published."""

    source: SourceFile
    drop_id: str
    user: str

    def __post_init__(self) -> None:
        """Refuse identifiers that could not be ours."""
        _require_token(self.drop_id, "drop_id")
        _require(len(self.user) <= _LONGEST_NAME, "user is too long")


@dataclass(frozen=True, kw_only=True)
class NotifyRequest(Message):
    """Name the drop whose member just ended; the outcome comes as the chain's first argument."""

    job_id: str
    drop_id: str
    user: str

    def __post_init__(self) -> None:
        """Refuse identifiers that could not be ours."""
        _require_token(self.job_id, "job_id")
        _require_token(self.drop_id, "drop_id")


@dataclass(frozen=True, kw_only=True)
class EndedJob(Message):
    """Tell of a job that ended without reaching the queue (refused, cancelled, already published)."""

    job_id: str
    name: str
    ending: Ending
    key: str | None = None
    code: str | None = None


@dataclass(frozen=True, kw_only=True)
class SealRequest(Message):
    """Tell a drop's final size, and which of its jobs ended on the desktop itself."""

    drop_id: str
    user: str
    size: int
    ended: tuple[EndedJob, ...] = ()

    def __post_init__(self) -> None:
        """Refuse identifiers that could not be ours."""
        _require_token(self.drop_id, "drop_id")
        _require(self.size > 0, "size is not above zero")


@dataclass(frozen=True, kw_only=True)
class NotifyAnswer(Message):
    """Say whether this call sent the drop's message, the links it named, and why if it did not."""

    notified: bool
    urls: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class UnpublishRequest(Message):
    """Give up one desktop's ownership of a published image."""

    owner: str
    sha256: str
    fingerprint: str
    slug: str

    def __post_init__(self) -> None:
        """Refuse what could name an object that is not a published image's."""
        for value, what in ((self.owner, "owner"), (self.fingerprint, "fingerprint"), (self.slug, "slug")):
            _require_token(value, what)
        _require_sha256(self.sha256)


@dataclass(frozen=True, kw_only=True)
class UnpublishAnswer(Message):
    """Tell which keys went and how many owners still hold the image."""

    deleted: tuple[str, ...]
    owners_left: int


@dataclass(frozen=True, kw_only=True)
class PresetDescription(Message):
    """Describe a preset in words a user chooses by."""

    name: str
    title: str
    summary: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class Description(Message):
    """Tell what this deployment is and accepts."""

    presets: tuple[PresetDescription, ...]
    default_preset: str
    max_bytes: int
    content_types: tuple[str, ...]
    cdn_url: str
    pipeline_version: int
    worker_version: str
    contract_version: int = CONTRACT_VERSION
    local_only: bool = False
    notifies: bool = False
    encoders: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, repr=False)
class LocalState(Message):
    """Tell where the local deployment answers: the JSON line of `pixferry-worker local` and its 0600 state file.

    `broker_url` has a desktop's rights, `operator_url` every right (Flower, checks); `children` are process ids,
    `failing` the last words of parts that keep dying.
    """

    pid: int
    started_at: float
    broker_url: str
    cdn_url: str
    s3_endpoint: str
    home: str
    logs: str
    own_bucket: bool = False
    children: dict[str, int] = field(default_factory=dict)
    failing: dict[str, str] = field(default_factory=dict)
    settings_mark: str = ""
    operator_url: str = ""

    def __repr__(self) -> str:
        """Hide the broker's password."""
        return f"LocalState(pid={self.pid}, cdn_url={self.cdn_url!r}, home={self.home!r})"
