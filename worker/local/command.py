"""Run the whole deployment on this computer: `pixferry-worker local`."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from logging.handlers import RotatingFileHandler

import click
import psutil
from filelock import FileLock, Timeout

from worker.contract import CLIENT_VARIABLE, Code, LocalState, read_local_state, settings_mark
from worker.errors import PermanentError
from worker.local.clients import has_clients
from worker.local.home import Home, find_home, open_home, write_private
from worker.local.lifetime import Linger, Owner, Signals, detached, leave_the_starter, nobody_waits
from worker.local.logs import last_lines
from worker.local.supervisor import SERVERS_GRACE, START_SECONDS, WORKERS_GRACE, Supervisor
from worker.local.workers import read_environment

log = logging.getLogger("pixferry.local")

DEFAULT_LINGER = 900.0
_TICK = 0.2
_END_SECONDS = WORKERS_GRACE + SERVERS_GRACE + 5


@click.command()
@click.option("--stop", is_flag=True, help="End the running deployment and wait until it is gone.")
@click.option("--owned", is_flag=True, help="End with the process that started it or when standard input closes.")
@click.option(
    "--detach",
    is_flag=True,
    help="Return as soon as it answers and let it go on in the background; one with other settings is ended first, "
    "unless another program uses it.",
)
def local(*, stop: bool, owned: bool, detach: bool) -> None:
    """Run broker, store, CDN and workers on this computer.

    Prints one JSON line when all of it answers. A second call prints the running one's line and ends. It stays
    PIXFERRY_LINGER seconds (900) after its last client is gone and its last job has ended; typed at a terminal it
    stays until Ctrl+C.
    """
    if sys.platform == "win32":
        msg = "Windows cannot host the deployment, because no Valkey exists for it. Use a team's broker instead."
        raise click.ClickException(msg)
    try:
        root = find_home(read_environment())
        if stop:
            click.echo(_stop(Home(root)), err=True)
        else:
            home = open_home(root)
            _run_or_find(home, owned=owned, replaces=detach, ready=detached() if detach else nobody_waits)
    except PermanentError as error:
        raise click.ClickException(error.detail) from error


def _run_or_find(home: Home, *, owned: bool, replaces: bool, ready: Callable[[], None]) -> None:
    """Become the deployment, or print the running one's line.

    `replaces` ends one with other settings first, unless another program uses it.
    """
    lock = FileLock(home.lock)
    deadline = time.monotonic() + START_SECONDS + _END_SECONDS
    while True:
        with contextlib.suppress(Timeout), lock.acquire(timeout=0):
            _supervise(home, owned=owned, ready=ready)
            return
        state = read_local_state(home.root)
        if state is not None and psutil.pid_exists(state.pid):
            fits = state.settings_mark == settings_mark(read_environment())
            if fits or not replaces:
                _print(state)
                ready()
                if not fits:
                    click.echo("It runs with other settings than this shell has; --stop ends it.", err=True)
                return
            _refuse_while_used(home)
            _stop(home)
        if time.monotonic() > deadline:
            msg = f"Another deployment in {home.root} neither gets ready nor ends. See {home.logs}."
            raise PermanentError(Code.DEPLOYMENT_FAILED, msg)
        time.sleep(0.05)


def _refuse_while_used(home: Home) -> None:
    """Leave a deployment alone that another program uses: the two would end each other's for ever."""
    if has_clients(home.clients, beside=read_environment().get(CLIENT_VARIABLE, "")):
        msg = "The deployment on this computer runs with other settings for another program; close it first."
        raise PermanentError(Code.DEPLOYMENT_FAILED, msg)


def _supervise(home: Home, *, owned: bool, ready: Callable[[], None]) -> None:
    signals, owner = Signals(), Owner()
    at_terminal = os.isatty(0) and os.isatty(1)
    _log_to(home)
    environment = read_environment()
    lingers = _linger_seconds(environment.get("PIXFERRY_LINGER"))
    supervisor = Supervisor(home, environment, pause=signals.wait)

    def wants_end() -> bool:
        return signals.wants_end or (owned and owner.is_gone()) or not home.lock.exists()  # the home was removed

    def is_needed() -> bool:
        stays = owned or (at_terminal and not signals.terminal_is_gone)
        return stays or has_clients(home.clients) or supervisor.jobs.are_unfinished()

    try:
        state = supervisor.start(wants_end=wants_end)
        if state is None:
            return
        supervisor.publish_state()
        log.info("ready: %s", state)
        _print(read_local_state(home.root) or state)
        ready()
        leave_the_starter()
        linger = Linger(lingers, is_needed=is_needed)
        while not wants_end():
            supervisor.tend()
            if linger.is_over() and _may_go(home, supervisor):
                break
            signals.wait(_TICK)
    except PermanentError as error:
        log.error("%s", error.detail)  # noqa: TRY400  the line says all, a traceback adds nothing
        raise
    finally:
        supervisor.end()
        log.info("ended")


def _may_go(home: Home, supervisor: Supervisor) -> bool:
    """Withdraw the state, then look once more: a client takes its lock before it reads, so one of us sees the other."""
    supervisor.withdraw_state()
    if not has_clients(home.clients):
        return True
    supervisor.publish_state()
    return False


def _stop(home: Home) -> str:
    """End the running deployment, wait until its lock is free, and say what happened."""
    lock = FileLock(home.lock)
    nothing = f"No deployment runs in {home.root}."
    if not home.lock.exists():
        return nothing
    with contextlib.suppress(Timeout), lock.acquire(timeout=0):
        return nothing
    pid = _holder(home)
    if pid is None:
        msg = f"The deployment in {home.root} is just starting. Try again in a moment."
        raise PermanentError(Code.DEPLOYMENT_FAILED, msg)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    try:
        lock.acquire(timeout=_END_SECONDS, poll_interval=0.05)
    except Timeout as error:
        msg = f"The deployment (process {pid}) does not end:\n{last_lines(home.logs / 'supervisor.log')}"
        raise PermanentError(Code.DEPLOYMENT_FAILED, msg) from error
    lock.release()
    deadline = time.monotonic() + SERVERS_GRACE  # it lets go of the lock a moment before it is gone
    while not _is_gone(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return f"The deployment in {home.root} has ended."


def _is_gone(pid: int) -> bool:
    """Tell whether the process has ended, even if nobody has taken note of its end yet."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.Error:
        return True


def _holder(home: Home) -> int | None:
    """Return the id of the process that holds the lock; None if what is noted is not, or no longer, that process."""
    with contextlib.suppress(OSError, ValueError, psutil.Error):
        pid, started_at = home.holder.read_text().split()
        if abs(psutil.Process(int(pid)).create_time() - float(started_at)) < 1:
            return int(pid)
    return None


def _log_to(home: Home) -> None:
    write_private(home.holder, f"{os.getpid()} {psutil.Process().create_time()}")
    os.umask(0o077)  # whatever we and our parts write is this user's alone
    handler = RotatingFileHandler(home.logs / "supervisor.log", maxBytes=1_000_000, backupCount=1)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.setLevel(logging.INFO)
    log.addHandler(handler)


def _linger_seconds(value: str | None) -> float:
    try:
        return float(value) if value else DEFAULT_LINGER
    except ValueError as error:
        msg = f"PIXFERRY_LINGER is {value!r}, which is not a number of seconds."
        raise PermanentError(Code.DEPLOYMENT_FAILED, msg) from error


def _print(state: LocalState) -> None:
    click.echo(json.dumps(state.to_wire()))
