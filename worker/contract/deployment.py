"""Describe a deployment: what it accepts and makes, and where the one on this computer answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from worker.contract.codec import Message
from worker.contract.names import CONTRACT_VERSION


@dataclass(frozen=True, kw_only=True)
class PresetDescription(Message):
    """Describe a preset in words a user chooses by."""

    name: str
    title: str
    summary: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class Description(Message):
    """Tell what this deployment is and accepts; `workers` is how many make images now, None where nobody counts.

    `store` is a mark of its store: what was published under another mark is not to be had from this `cdn_url`.
    """

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
    workers: int | None = None
    store: str = ""


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
