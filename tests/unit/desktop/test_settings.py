"""Choices are kept, secrets apart from them."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from desktop.core import worker_environment
from desktop.secrets import S3_ACCESS_KEY_ID, FileSecrets, secrets_of
from desktop.settings import BucketSettings, Deployment, Destination, Settings, broker_failure, load, save
from worker.contract import Code


def test_a_first_start_makes_a_home_and_an_owner_that_stays(tmp_path: Path) -> None:
    environment = {"PIXFERRY_HOME": str(tmp_path / "home")}

    first = load(environment).settings
    second = load(environment).settings

    assert len(first.owner) == 32
    assert second == first
    assert (tmp_path / "home" / "settings.json").stat().st_mode & 0o077 == 0


def test_saved_choices_come_back(tmp_path: Path) -> None:
    environment = {"PIXFERRY_HOME": str(tmp_path)}
    chosen = dataclasses.replace(
        load(environment).settings,
        deployment=Deployment.TEAM,
        broker_url="rediss://broker.example/0",
        bucket=BucketSettings(bucket="pics", cdn_url="https://cdn.example"),
        bytes_per_second=1000,
        preset="responsive",
    )

    save(chosen)

    assert load(environment).settings == chosen


def test_a_broker_in_the_environment_is_used_and_not_kept(tmp_path: Path) -> None:
    environment = {"PIXFERRY_HOME": str(tmp_path)}

    used = load({**environment, "PIXFERRY_BROKER_URL": "redis://team/0"}).settings

    assert (used.deployment, used.broker_url) == (Deployment.TEAM, "redis://team/0")
    assert load(environment).settings.deployment is Deployment.LOCAL


def test_a_choice_made_under_a_broker_of_the_environment_does_not_keep_that_broker(tmp_path: Path) -> None:
    environment = {"PIXFERRY_HOME": str(tmp_path)}
    used = load({**environment, "PIXFERRY_BROKER_URL": "redis://:secret@team/0"}).settings

    save(dataclasses.replace(used, preset="responsive"))

    again = load(environment).settings
    assert (again.deployment, again.broker_url, again.preset) == (Deployment.LOCAL, "", "responsive")
    assert "secret" not in (tmp_path / "settings.json").read_text()


def test_a_brokers_password_is_kept_apart_from_the_settings(tmp_path: Path) -> None:
    environment = {"PIXFERRY_HOME": str(tmp_path)}
    url = "redis://desktop:s3cret@broker.example:6379/0"

    save(dataclasses.replace(load(environment).settings, deployment=Deployment.TEAM, broker_url=url))

    assert "s3cret" not in (tmp_path / "settings.json").read_text()
    assert load(environment).settings.broker_url == url


def test_a_password_an_earlier_version_wrote_into_the_file_moves_to_the_keyring(tmp_path: Path) -> None:
    url = "redis://desktop:s3cret@broker.example:6379/0"
    (tmp_path / "settings.json").write_text(json.dumps({"deployment": "team", "broker_url": url, "owner": "me"}))

    loaded = load({"PIXFERRY_HOME": str(tmp_path)})

    assert loaded.settings.broker_url == url
    assert "s3cret" not in (tmp_path / "settings.json").read_text()
    assert load({"PIXFERRY_HOME": str(tmp_path)}).settings.broker_url == url


@pytest.mark.parametrize("text", ["{", "[]", '{"parallel_sends": "many"}', '{"deployment": "moon"}'])
def test_a_broken_file_is_set_aside_and_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.json").write_text(text)

    loaded = load({"PIXFERRY_HOME": str(tmp_path)})

    assert loaded.failure is not None
    assert loaded.failure.code == "settings:unreadable"
    (aside,) = tmp_path.glob("settings.broken-*.json")
    assert aside.read_text() == text


def test_an_address_that_is_no_broker_is_said_before_anything_connects() -> None:
    failure = broker_failure(Settings(deployment=Deployment.TEAM, broker_url="http://x"))

    assert failure is not None
    assert failure.code == Code.BROKER_UNREACHABLE
    assert broker_failure(Settings(deployment=Deployment.TEAM, broker_url="redis://x")) is None


def test_secrets_go_to_a_private_file_where_there_is_no_keyring(tmp_path: Path) -> None:
    secrets = secrets_of(tmp_path)

    secrets.write("a", "1")
    secrets.write("b", "2")
    secrets.write("a", None)

    assert isinstance(secrets, FileSecrets)
    assert (secrets.read("a"), secrets.read("b")) == (None, "2")
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0


def test_the_users_bucket_reaches_the_local_deployment(tmp_path: Path) -> None:
    secrets = secrets_of(tmp_path)
    secrets.write(S3_ACCESS_KEY_ID, "key")
    settings = Settings(home=tmp_path, bucket=BucketSettings(bucket="pics"))

    environment = worker_environment(settings, {"PATH": "/bin"}, lambda: secrets)

    assert environment["PIXFERRY_S3_BUCKET"] == "pics"
    assert environment["PIXFERRY_S3_ACCESS_KEY_ID"] == "key"
    assert environment["PATH"] == "/bin"
    assert "PIXFERRY_CDN_URL" not in environment


def test_named_destinations_keep_lists_deployments_and_passwords_apart(tmp_path: Path) -> None:
    environment = {"PIXFERRY_HOME": str(tmp_path)}
    url = "redis://:s3cret@broker.example:6379/0"
    team = Destination(name="Shop", deployment=Deployment.TEAM, broker_url=url)
    first = load(environment).settings

    save(first.switched_to(team))
    on_team = load(environment).settings
    save(on_team.switched_to(on_team.destinations[0]))
    back = load(environment).settings
    save(back.switched_to(back.destinations[0]))
    again = load(environment).settings

    assert (on_team.destination, on_team.broker_url) == ("Shop", url)
    assert on_team.room not in {tmp_path, first.room}
    assert (back.destination, back.deployment, back.room) == ("", Deployment.LOCAL, tmp_path)
    assert again.broker_url == url
    assert "s3cret" not in (tmp_path / "settings.json").read_text()
