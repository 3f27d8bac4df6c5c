"""Read the command line of `pixferry-worker`: run, check, account, flower, dead-letters, sweep, local."""

from __future__ import annotations

import datetime as dt
import importlib
import logging
import os
import secrets
import signal
import sys
from typing import NoReturn

import click
from pydantic import ValidationError

from worker.contract import past_proxies
from worker.settings import WorkerSettings

USAGE_ERROR = 2


class _Lazy(click.Group):
    """Import `local` only when it is asked for: it needs more than a worker has."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        return sorted([*super().list_commands(ctx), "local"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a command."""
        if cmd_name != "local":
            return super().get_command(ctx, cmd_name)
        try:
            command = importlib.import_module("worker.local.command").local
        except ModuleNotFoundError as error:
            msg = f"The local deployment needs the package {error.name}: pip install 'pixferry[local]'."
            raise click.ClickException(msg) from error
        return command if isinstance(command, click.Command) else None


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pixferry")
def main() -> None:
    """Make dropped images small and publish them. Settings come from PIXFERRY_… variables (see .env.example)."""
    os.environ.update(past_proxies(os.environ))


def read_settings() -> WorkerSettings:
    """Return the settings, or end with one line for each that is wrong."""
    try:
        return WorkerSettings()
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            name = "_".join(str(part) for part in problem["loc"][:1]).upper()
            click.echo(f"PIXFERRY_{name}: {problem['msg'].removeprefix('Value error, ')}", err=True)
        sys.exit(USAGE_ERROR)


def adopt_local() -> None:
    """Mean this computer's running deployment if neither a broker nor a bucket is configured, and say so."""
    from worker.local.running import environment_of_running  # noqa: PLC0415  --help answers at once
    from worker.local.workers import read_environment  # noqa: PLC0415  as above

    configured = read_environment()
    if "PIXFERRY_BROKER_URL" in configured or "PIXFERRY_S3_BUCKET" in configured:
        return
    if found := environment_of_running(configured):
        click.echo("Nothing is configured: this is the deployment running on this computer.", err=True)
        os.environ.update(found)


@main.command()
@click.option("--concurrency", type=click.IntRange(min=1), help="Images made at once (default: cores − 1).")
def run(concurrency: int | None) -> None:
    """Serve the queues until TERM: a control worker and an image worker."""
    from worker.broker.processes import worker_commands  # noqa: PLC0415  --help answers at once
    from worker.broker.running import keep_running  # noqa: PLC0415  as above
    from worker.local.leash import leash  # noqa: PLC0415  as above

    settings = read_settings()
    logging.basicConfig(level=logging.INFO, format="[%(asctime)s: %(levelname)s/run] %(message)s")
    children = concurrency or settings.concurrency
    commands = worker_commands(os.environ, concurrency=children, tells=bool(settings.notify_urls))
    sys.exit(keep_running(commands, before=leash(signal.SIGTERM)))


@main.command()
def check() -> None:
    """See whether broker, clock, workers, bucket and links are as they should be.

    Exit code 0: all is good; 1: something is not; 2: wrong usage or settings.
    """
    adopt_local()
    settings = read_settings()
    from worker.app import create_app  # noqa: PLC0415  importing it reads the settings
    from worker.broker.check import run_checks  # noqa: PLC0415  as above

    all_good = True
    for finding in run_checks(settings, create_app):
        click.echo(f"{'✓' if finding.good else '✗'} {finding.what}")
        if not finding.good:
            click.echo(f"  → {finding.advice}")
        all_good = all_good and finding.good
    sys.exit(0 if all_good else 1)


@main.command()
@click.option("--name", default="desktop", show_default=True, metavar="NAME", help="What the account is called.")
def account(name: str) -> None:
    """Print an account for the team's windows, which may send jobs and read results but command nothing."""
    from worker.broker.rights import desktop_account, desktop_address  # noqa: PLC0415  --help answers at once

    if not name.isidentifier() or name == "default":
        msg = f"{name!r} cannot be the windows' account: letters, digits and _ only, and not the workers' `default`."
        raise click.BadParameter(msg, param_hint="--name")
    password = secrets.token_urlsafe(24)
    click.echo("Put this line into the broker's configuration (or its ACL file) and restart the broker:", err=True)
    click.echo(desktop_account(name, password))
    click.echo("and give the windows this address; the workers keep theirs:", err=True)
    click.echo(desktop_address(read_settings().broker_url.get_secret_value(), name, password))


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=5555, show_default=True, help="Where it listens.")
def flower(port: int) -> None:
    """Watch the queues in a browser (Celery's Flower, on this machine only)."""
    adopt_local()
    read_settings()
    _celery("-A", "worker.app", "flower", f"--port={port}", "--address=127.0.0.1")


@main.command("dead-letters")
@click.option("--most", type=click.IntRange(min=1), default=20, show_default=True, help="How many, newest first.")
def dead_letters(most: int) -> None:
    """Show the messages that were refused, and why."""
    import redis  # noqa: PLC0415  --help answers at once

    from worker.broker.connection import connect  # noqa: PLC0415  as above
    from worker.broker.dead_letters import read_letters  # noqa: PLC0415  as above

    adopt_local()
    try:
        with connect(read_settings()) as client:
            letters = read_letters(client, most=most)
    except (redis.RedisError, OSError) as error:
        msg = f"The broker does not answer ({type(error).__name__}): pixferry-worker check says more."
        raise click.ClickException(msg) from error
    for letter in letters:
        when = dt.datetime.fromtimestamp(letter.at, tz=dt.UTC).isoformat(timespec="seconds")
        click.echo(f"{when} {letter.queue}: {letter.reason} ({letter.size} bytes)\n  {letter.excerpt[:200]!r}")
    click.echo(f"{len(letters)} shown" if letters else "No dead letters.", err=True)


@main.command()
@click.option("--delete", "is_delete", is_flag=True, help="Delete what is found; without it nothing is changed.")
@click.option("--older-than", type=click.FloatRange(min=0), default=24.0, show_default=True, help="Hours of age.")
def sweep(*, is_delete: bool, older_than: float) -> None:
    """Find published objects that no manifest names: what was given up half-way."""
    from worker.errors import PixferryError  # noqa: PLC0415  --help answers at once
    from worker.services import Services  # noqa: PLC0415  as above
    from worker.sweep import delete, look  # noqa: PLC0415  as above

    adopt_local()
    try:
        store = Services(read_settings()).store
        found = look(store, older_than=older_than * 3600)
        gone = set(delete(store, found)) if is_delete else set[str]()
    except PixferryError as error:
        msg = f"The bucket refuses: {error.code} {error.detail}. pixferry-worker check says more."
        raise click.ClickException(msg) from error
    for item in found.orphaned:
        click.echo(f"{'deleted' if item.key in gone else 'orphaned'} {item.key} ({item.size} bytes)")
    size = sum(item.size for item in found.orphaned)
    click.echo(
        f"{found.named} objects are named by manifests, {len(found.orphaned)} ({size} bytes) are not;"
        f" {len(found.young)} more are younger than {older_than:g} h, {found.foreign} are not ours."
        f" {len(gone)} deleted.",
        err=True,
    )


@main.command("celery", hidden=True, context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def celery_command(arguments: tuple[str, ...]) -> None:
    """Be Celery's own command line, for a bundle that has no Python."""
    _celery(*arguments)


def _celery(*arguments: str) -> NoReturn:
    from celery.__main__ import main as celery_main  # noqa: PLC0415  --help answers at once

    sys.argv = ["celery", *arguments]
    celery_main()
    sys.exit(0)


if __name__ == "__main__":
    main()
