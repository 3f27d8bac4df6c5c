"""Hold the user's choices: read once, validated, passed in; a change is a new value. Secrets stay in the OS keyring."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import platformdirs

from desktop.secrets import BROKER_URL, secrets_of, write_private
from worker.contract import Code, Failure

ENV_HOME = "PIXFERRY_HOME"
ENV_BROKER = "PIXFERRY_BROKER_URL"
_FILE = "settings.json"
_NOT_KEPT = frozenset({"home", "is_broker_of_environment"})
MOST_PARALLEL = 16


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
class Destination:
    """Name a place images can go to besides the one they go to now; the unnamed one has an empty name.

    The name stays for ever, since folders and keyring entries are called after it; people read and change the title.
    """

    name: str = ""
    title: str = ""
    deployment: Deployment = Deployment.LOCAL
    bucket: BucketSettings | None = None
    broker_url: str = ""


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
    language: str = "system"
    templates: tuple[str, ...] = ()
    watch_folder: str = ""
    notifies: bool = True
    starts_with_system: bool = False
    stays_in_tray: bool = False
    destination: str = ""
    destination_title: str = ""
    destinations: tuple[Destination, ...] = ()
    owner: str = ""
    user: str = ""
    home: Path = Path()
    is_broker_of_environment: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        if not 1 <= self.parallel_sends <= MOST_PARALLEL:
            msg = f"parallel_sends is not between 1 and {MOST_PARALLEL}"
            raise ValueError(msg)
        if self.bytes_per_second is not None and self.bytes_per_second <= 0:
            msg = "bytes_per_second is not above zero"
            raise ValueError(msg)

    @property
    def room(self) -> Path:
        """The folder of this destination's list and local deployment: links of one never mix with another's."""
        if not self.destination:
            return self.home
        return self.home / f"destination-{hashlib.sha256(self.destination.encode()).hexdigest()[:12]}"

    def secret(self, name: str) -> str:
        """Return the entry of the keyring that holds this destination's secret."""
        return f"{name}@{self.destination}" if self.destination else name

    def switched_to(self, destination: Destination) -> Settings:
        """Return the settings with images going there from now on; the present destination stays in the list."""
        present = Destination(
            name=self.destination,
            title=self.destination_title,
            deployment=self.deployment,
            bucket=self.bucket,
            broker_url=_without_password(self.broker_url),
        )
        others = [one for one in (*self.destinations, present) if one.name != destination.name]
        return dataclasses.replace(
            self,
            destination=destination.name,
            destination_title=destination.title,
            deployment=destination.deployment,
            bucket=destination.bucket,
            broker_url=destination.broker_url,
            destinations=tuple(sorted(others, key=lambda one: (one.title or one.name).casefold())),
        )


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
    if _without_password(settings.broker_url) != settings.broker_url:
        save(settings)  # written before passwords went to the keyring
    if not settings.owner:
        settings = dataclasses.replace(settings, owner=secrets.token_hex(16))
        save(settings)
    return Loaded(settings=_for_this_run(settings, environment), failure=failure)


def save(settings: Settings) -> None:
    """Write the settings whole or not at all, readable by this user alone; a broker's password goes to the keyring."""
    file = settings.home / _FILE
    data = {key: value for key, value in dataclasses.asdict(settings).items() if key not in _NOT_KEPT}
    if settings.is_broker_of_environment:
        kept = json.loads(file.read_text("utf-8")) if file.exists() else {}
        data.update({name: kept.get(name, getattr(Settings(), name)) for name in ("deployment", "broker_url")})
    elif (plain := _without_password(settings.broker_url)) != settings.broker_url:
        data["broker_url"] = plain
        secrets_of(settings.home).write(settings.secret(BROKER_URL), settings.broker_url)
    write_private(file, json.dumps(data, indent=2, sort_keys=True))


def _without_password(url: str) -> str:
    """Return the address as it may be shown and kept in plain sight."""
    scheme, slashes, rest = url.partition("://")
    credentials, at, place = rest.rpartition("@")
    user, colon, _ = credentials.partition(":")
    return f"{scheme}{slashes}{user}{at}{place}" if colon else url


def _with_password(settings: Settings) -> Settings:
    if settings.deployment is not Deployment.TEAM:
        return settings
    kept = secrets_of(settings.home).read(settings.secret(BROKER_URL))
    is_it = kept is not None and _without_password(kept) == settings.broker_url
    return dataclasses.replace(settings, broker_url=kept) if kept and is_it else settings


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
    if not url:
        return _with_password(settings)
    return dataclasses.replace(settings, deployment=Deployment.TEAM, broker_url=url, is_broker_of_environment=True)


def _from_json(data: Any, home: Path) -> Settings:  # noqa: ANN401  decoded JSON
    if not isinstance(data, dict):
        msg = "the settings are not an object"
        raise TypeError(msg)
    known = {field.name for field in dataclasses.fields(Settings)} - {
        *_NOT_KEPT,
        "bucket",
        "deployment",
        "destinations",
    }
    values: dict[str, Any] = {
        key: tuple(data[key]) if isinstance(data[key], list) else data[key] for key in known if key in data
    }
    for key, value in values.items():
        default = getattr(Settings(), key)
        if default is not None and type(value) is not type(default):
            msg = f"{key} is not {type(default).__name__}"
            raise TypeError(msg)
    here = _destination(data)
    others = tuple(_destination(one) for one in data.get("destinations", ()))
    return Settings(home=home, bucket=here.bucket, deployment=here.deployment, destinations=others, **values)


def _destination(data: dict[str, Any]) -> Destination:
    return Destination(
        name=str(data.get("name", "")),
        title=str(data.get("title", "")),
        deployment=Deployment(data.get("deployment", Deployment.LOCAL)),
        bucket=BucketSettings(**data["bucket"]) if data.get("bucket") else None,
        broker_url=str(data.get("broker_url", "")),
    )
