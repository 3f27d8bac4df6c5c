"""Start Pixferry: without a command the window, with `send` the same core in a terminal."""

from __future__ import annotations

import os
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

OK, FAILED, WRONG_USAGE = 0, 1, 2


class FilesOrCommand(click.Group):
    """Take `pixferry FILE…` as `pixferry open FILE…`: what file managers call."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command in front of files that exist."""
        if args and args[0] not in self.commands and not args[0].startswith("-") and Path(args[0]).exists():
            args = ["open", *args]
        return super().parse_args(ctx, args)


@click.group(cls=FilesOrCommand, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(context: click.Context) -> None:
    """Drop images on a window; workers optimise them and put them on a CDN; the links come back."""
    from worker.contract import past_proxies  # noqa: PLC0415  not for `--help`

    os.environ.update(past_proxies(os.environ))
    if context.invoked_subcommand is None:
        from desktop.app import run  # noqa: PLC0415  `send` must never load a widget

        sys.exit(run())


@main.command(name="open")
@click.option("--hidden", "is_hidden", is_flag=True, help="Begin in the tray, where there is one.")
@click.option("--home", hidden=True, type=click.Path(path_type=Path))
@click.argument("paths", nargs=-1, metavar="FILE|FOLDER…", type=click.Path(path_type=Path))
def open_window(paths: tuple[Path, ...], *, is_hidden: bool, home: Path | None) -> None:
    """Open the window and drop files on it; a window that is open already takes them."""
    from desktop.app import run  # noqa: PLC0415  `send` must never load a widget

    if home is not None:  # what starts it with the system knows none of the user's variables
        os.environ["PIXFERRY_HOME"] = str(home)
    sys.exit(run(paths, is_hidden=is_hidden))


def _preset(_context: click.Context, _option: click.Parameter, name: str | None) -> str | None:
    """Refuse what no preset is called before anything is sent."""
    from worker.contract import ContractError  # noqa: PLC0415  not for `version`
    from worker.contract.rules import require_token  # noqa: PLC0415  not for `version`

    try:
        if name is not None:
            require_token(name, repr(name))
    except ContractError as error:
        raise click.BadParameter(str(error)) from error
    return name


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per file, in argument order.")
@click.option(
    "--preset", metavar="NAME", callback=_preset, help="How the images are made; the settings' preset without it."
)
@click.argument("paths", nargs=-1, required=True, metavar="FILE|FOLDER…", type=click.Path(path_type=Path))
def send(paths: tuple[Path, ...], *, as_json: bool, preset: str | None) -> None:
    """Send images and print their links; exit 0 when all are live, 1 when any failed or was refused."""
    from desktop.environment import environment_of  # noqa: PLC0415  reads a file: not for `version`
    from desktop.send import send_paths  # noqa: PLC0415  starts Qt's core and Celery: not for `version`

    sys.exit(send_paths(paths, preset=preset, as_json=as_json, environment=environment_of(os.environ)))


@main.command(name="version")
def show_version() -> None:
    """Print the version."""
    try:
        click.echo(version("pixferry"))
    except PackageNotFoundError:
        click.echo("unknown (not installed)")


if __name__ == "__main__":
    main()
