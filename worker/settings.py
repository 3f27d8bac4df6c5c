"""Read what an operator sets in the environment (see .env.example), once, and refuse what cannot work."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MIB = 1024 * 1024
LONGEST_BACKOFF = 60
SOFT_LIMIT = 240
SOFT_SHUTDOWN = 60
SWEEP_INTERVAL = 15


class WorkerSettings(BaseSettings):
    """Hold every setting of the worker; field `s3_bucket` is the variable `PIXFERRY_S3_BUCKET`, and so on."""

    model_config = SettingsConfigDict(
        env_prefix="PIXFERRY_", env_ignore_empty=True, frozen=True, extra="ignore", env_file=".env"
    )

    broker_url: SecretStr = SecretStr("redis://127.0.0.1:6379/0")

    s3_bucket: str = ""
    s3_endpoint: str | None = None
    s3_region: str = "us-east-1"
    s3_prefix: str = ""
    s3_access_key_id: SecretStr | None = None
    s3_secret_access_key: SecretStr | None = None
    cdn_url: str | None = None
    local_only: bool = False

    max_bytes: int = Field(default=200 * MIB, gt=0)
    max_pixels_jpeg: int = Field(default=110_000_000, gt=0)
    max_pixels_lossless: int = Field(default=60_000_000, gt=0)
    max_pixels_webp: int = Field(default=40_000_000, gt=0)
    max_frames: int = Field(default=500, gt=0)
    ticket_lifetime: float = Field(default=900.0, gt=0)
    parts_above: int = Field(default=64 * MIB, gt=0)
    part_size: int = Field(default=16 * MIB, gt=0)

    soft_time_limit: int = Field(default=SOFT_LIMIT, gt=0)
    time_limit: int = Field(default=300, gt=0, validate_default=True)
    memory_limit: int = Field(default=3 * 1024 * MIB, gt=0)
    max_deliveries: int = Field(default=5, gt=0)
    concurrency: int | None = Field(default=None, gt=0)
    store_timeout: float = Field(default=30.0, gt=0)
    retry_pause: float = Field(default=2.0, gt=0)
    longest_retry_pause: int = Field(default=LONGEST_BACKOFF, gt=0, le=LONGEST_BACKOFF)
    soft_shutdown: int = Field(default=SOFT_SHUTDOWN, gt=0)
    sweep_interval: int = Field(default=SWEEP_INTERVAL, gt=0)
    redelivery_slack: int = Field(default=460, gt=0)

    drop_patience: float = Field(default=86400.0, gt=0)
    """Seconds after which the user is told of a drop that has not ended, as it is."""
    notify_urls: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    scratch: Path | None = None

    @model_validator(mode="before")
    @classmethod
    def _let_the_soft_limit_follow(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Where the hard limit alone is set, give the job a fifth of it to end by itself."""
        hard = str(values.get("time_limit", ""))
        if "soft_time_limit" in values or not hard.isdecimal():
            return values
        return {**values, "soft_time_limit": max(1, min(SOFT_LIMIT, int(hard) * 4 // 5))}

    @field_validator("time_limit", mode="after")
    @classmethod
    def _above_the_soft_one(cls, value: int, info: ValidationInfo) -> int:
        """Refuse a hard limit a job would never see the soft one before; Celery would then look at neither."""
        soft = info.data.get("soft_time_limit")
        if soft is not None and value <= soft:
            msg = f"{value} is not above PIXFERRY_SOFT_TIME_LIMIT, which is {soft}"
            raise ValueError(msg)
        return value

    @field_validator("notify_urls", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Take the Apprise addresses separated by white space."""
        return tuple(value.split()) if isinstance(value, str) else value

    @field_validator("s3_endpoint", "cdn_url", mode="before")
    @classmethod
    def _without_slash(cls, value: object) -> object:
        """Drop the last slash, and read an empty variable as unset."""
        return (value.rstrip("/") or None) if isinstance(value, str) else value

    @field_validator("s3_prefix", mode="after")
    @classmethod
    def _as_folder(cls, value: str) -> str:
        """Make a prefix end in one slash."""
        return value.strip("/") + "/" if value.strip("/") else ""

    @property
    def store_mark(self) -> str:
        """Return a short digest of where objects are kept, whatever the address they are shown under."""
        place = f"{(self.s3_endpoint or '').rstrip('/').casefold()} {self.s3_bucket} {self.s3_prefix}"
        return hashlib.sha256(place.encode()).hexdigest()[:12]

    @property
    def public_url(self) -> str:
        """Return the address in front of every key: the CDN's, else the bucket's own, as the first pipeline did."""
        base = self.cdn_url or f"https://{self.s3_bucket}.s3.amazonaws.com"
        return f"{base}/{self.s3_prefix}".rstrip("/")
