"""Hold the user's choices: read once, validated, passed in; a change is a new value. Secrets stay in the OS keyring."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Deployment(StrEnum):
    """Where images are made and kept."""

    LOCAL = "local"
    TEAM = "team"


@dataclass(frozen=True, kw_only=True)
class BucketSettings:
    """Name the user's own bucket for the local deployment; its two keys are in the keyring."""

    bucket: str
    endpoint: str | None = None
    region: str = "us-east-1"
    prefix: str = ""
    cdn_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Hold every choice the settings dialog offers, with the defaults of a first start."""

    deployment: Deployment = Deployment.LOCAL
    bucket: BucketSettings | None = None
    broker_url: str = ""
    preset: str = "web"
    link_format: str = "url"
    copies_automatically: bool = True
    parallel_sends: int = 4
    bytes_per_second: int | None = None
    theme: str = "system"
    owner: str = ""
    user: str = ""
    home: Path = Path()
