"""Hold the user's choices: read once, validated, passed in; a change is a new value. Secrets stay in the OS keyring."""

from __future__ import annotations

import dataclasses
import json
import os
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import platformdirs

from worker.contract import Code, Failure

ENV_HOME = "PIXFERRY_HOME"
ENV_BROKER = "PIXFERRY_BROKER_URL"
_FILE = "settings.json"
_MOST_PARALLEL = 16


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

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        if not 1 <= self.parallel_sends <= _MOST_PARALLEL:
            msg = f"parallel_sends is not between 1 and {_MOST_PARALLEL}"
            raise ValueError(msg)
        if self.bytes_per_second is not None and self.bytes_per_second <= 0:
            msg = "bytes_per_second is not above zero"
            raise ValueError(msg)


def home_of(environment: Mapping[str, str]) -> Path:
    """Return the folder of this installation: `PIXFERRY_HOME`, else the platform's place for data."""
    chosen = environment.get(ENV_HOME)
    return Path(chosen).expanduser().absolute() if chosen else platformdirs.user_data_path("pixferry", "pixferry")


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """Hold the settings, and what was wrong with the file if it was set aside."""

    settings: Settings
    failure: Failure | None = None


def load(environment: Mapping[str, str]) -> Loaded:
    """Read the settings of this installation; the owner token is made and kept at the first start.

    A file that cannot be understood is set aside beside itself, never overwritten. A broker named in the environment
    is used for this run and not kept.
    """
    home = home_of(environment)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    file, failure = home / _FILE, None
    settings = Settings(home=home)
    if file.exists():
        try:
            settings = _from_json(json.loads(file.read_text("utf-8")), home)
        except (ValueError, TypeError, KeyError) as error:
            aside = file.with_name(f"settings.broken-{uuid.uuid4().hex[:6]}.json")
            file.replace(aside)
            failure = Failure(code="settings:unreadable", detail=f"set aside as {aside.name}: {type(error).__name__}")
    if not settings.owner:
        settings = dataclasses.replace(settings, owner=secrets.token_hex(16))
        save(settings)
    return Loaded(settings=_for_this_run(settings, environment), failure=failure)


def save(settings: Settings) -> None:
    """Write the settings whole or not at all, readable by this user alone. No secret is among them."""
    data = {key: value for key, value in dataclasses.asdict(settings).items() if key != "home"}
    write_private(settings.home / _FILE, json.dumps(data, indent=2, sort_keys=True))


def write_private(file: Path, text: str) -> None:
    """Replace a file in one step, readable by this user alone (0600)."""
    draft = file.with_name(f".{file.name}.{uuid.uuid4().hex[:8]}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


def broker_failure(settings: Settings) -> Failure | None:
    """Say what is wrong with a team's broker address, before anything connects."""
    if settings.deployment is not Deployment.TEAM:
        return None
    scheme, _, rest = settings.broker_url.partition("://")
    if scheme in {"redis", "rediss"} and rest:
        return None
    return Failure(code=Code.BROKER_UNREACHABLE, detail="the address must begin with redis:// or rediss://")


def _for_this_run(settings: Settings, environment: Mapping[str, str]) -> Settings:
    url = environment.get(ENV_BROKER)
    return dataclasses.replace(settings, deployment=Deployment.TEAM, broker_url=url) if url else settings


def _from_json(data: Any, home: Path) -> Settings:  # noqa: ANN401  decoded JSON
    if not isinstance(data, dict):
        msg = "the settings are not an object"
        raise TypeError(msg)
    known = {field.name for field in dataclasses.fields(Settings)} - {"home", "bucket", "deployment"}
    values = {key: data[key] for key in known if key in data}
    for key, value in values.items():
        default = getattr(Settings(), key)
        if default is not None and type(value) is not type(default):
            msg = f"{key} is not {type(default).__name__}"
            raise TypeError(msg)
    bucket = BucketSettings(**data["bucket"]) if data.get("bucket") else None
    deployment = Deployment(data.get("deployment", Deployment.LOCAL))
    return Settings(home=home, bucket=bucket, deployment=deployment, **values)
