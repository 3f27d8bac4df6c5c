"""Tell a person at a terminal how sending goes, on stderr: a bar where there is one to see it, plain lines else."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from desktop.domain.item import WORKER_LEG, Item, State
from desktop.errors import explain, message
from worker.contract import Failure

_REMIND_SECONDS = 60.0
_SENT_SHARE = 0.5
"""The bar gives each leg half: you → store, worker → CDN."""


class Terminal:
    """Speak on stderr; a context manager that clears its bar at the end."""

    def __init__(self, console: Console | None = None) -> None:
        """Find out whether somebody can see a bar."""
        self._console = console or Console(file=sys.stderr, highlight=False)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[words]}"),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            auto_refresh=False,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("Sending", total=None, words="")
        self._waiting_for = ""
        self._said_at = 0.0

    def __enter__(self) -> Self:
        """Show the bar."""
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Clear the bar."""
        self._bar.stop()

    def show(self, items: Sequence[Item]) -> None:
        """Show how far all of it is, both legs counted."""
        ended = [item for item in items if item.is_ended]
        at_work = sum(item.state in WORKER_LEG for item in items)
        words = f"{len(ended)}/{len(items)} done · {at_work} with the workers"
        self._bar.update(self._task, total=len(items) or None, completed=sum(map(_share, items)), words=words)
        self._bar.refresh()

    def say(self, line: str) -> None:
        """Print one line."""
        self._console.print(line, markup=False, soft_wrap=True)

    def say_scanned(self, accepted: int, skipped: int) -> None:
        """Say what a folder held besides images."""
        if skipped:
            files = "1 other file" if skipped == 1 else f"{skipped} other files"
            self.say(f"{accepted} {'image' if accepted == 1 else 'images'} found; {files} skipped.")

    def say_waiting(self, failure: Failure) -> None:
        """Say once, and again every minute, what is waited for."""
        now = time.monotonic()
        if failure.code != self._waiting_for or now - self._said_at > _REMIND_SECONDS:
            self._waiting_for, self._said_at = failure.code, now
            self.say(f"Waiting: {message(failure)} (Ctrl+C stops waiting; nothing is lost.)")

    def say_online(self) -> None:
        """Say that the wait is over."""
        if self._waiting_for:
            self._waiting_for = ""
            self.say("Connected; going on.")

    def say_failed(self, items: Sequence[Item], *, shown: bool) -> None:
        """Say why files did not make it, one line each."""
        for item in items if shown else ():
            reason = explain(item.failure).text if item.failure else item.state.value
            self.say(f"{_name(item.path)}: {reason}")

    def say_left(self, items: Sequence[Item]) -> None:
        """Say what becomes of what is not finished."""
        left = sum(not item.is_ended for item in items)
        unfinished = "1 unfinished image stays" if left == 1 else f"{left} unfinished images stay"
        what = unfinished if left else "What was given stays"
        self.say(f"Stopped. {what} in the list; opening Pixferry goes on from here.")


def _share(item: Item) -> float:
    if item.is_ended:
        return 1.0
    if item.state in WORKER_LEG:
        return _SENT_SHARE
    return item.fraction * _SENT_SHARE if item.state is State.SENDING else 0.0


def _name(path: Path) -> str:
    return str(path).encode("utf-8", "replace").decode()
