"""Send a drop's message through Apprise: e-mail, webhook, chat, whatever `PIXFERRY_NOTIFY_URLS` names."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Sequence

from pydantic import SecretStr

from worker.errors import TransientError
from worker.notify.base import DropMessage, Notifier
from worker.notify.null import NullNotifier

NOT_TAKEN = "notify:not-taken"
_MOST_LINES = 100
_NO_TEXT = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Categories of Unicode: control characters, lone surrogates, ends of lines and paragraphs."""
_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""What lets text run the other way, over what follows it as well; marks that only join letters stay."""
_log = logging.getLogger(__name__)


def open_notifier(urls: Sequence[SecretStr]) -> Notifier:
    """Return the notifier for the operator's addresses; without any, one that tells nobody."""
    return AppriseNotifier(urls) if urls else NullNotifier()


class AppriseNotifier:
    """Send to every address; one that took it is enough, because a second try would tell that one twice."""

    def __init__(self, urls: Sequence[SecretStr]) -> None:
        """Keep the addresses; nothing is opened before a message goes out."""
        self._urls = tuple(urls)

    @property
    def is_configured(self) -> bool:
        """Always: without addresses there is the null notifier."""
        return True

    def send(self, message: DropMessage) -> None:
        """Send it to each address; raise `TransientError` if none took it."""
        from apprise import Apprise  # noqa: PLC0415  its import takes longer than the rest of the worker's start

        taken = 0
        for number, url in enumerate(self._urls, start=1):
            channel = Apprise()
            # Not said to be text, it would be read as HTML by a mail program, and a file's name with it.
            ok = channel.add(url.get_secret_value()) and channel.notify(
                title=title(message), body=body(message), body_format="text"
            )
            if not ok:
                _log.warning("Notification address %d (%s) did not take the message", number, _kind(url))
            taken += bool(ok)
        if not taken:
            raise TransientError(NOT_TAKEN, "no address of PIXFERRY_NOTIFY_URLS took the message")


def title(message: DropMessage) -> str:
    """Say in a line how the drop ended."""
    parts = [f"{message.live} live"]
    if message.failed:
        parts.append(f"{message.failed} failed")
    if message.cancelled:
        parts.append(f"{message.cancelled} cancelled")
    ending = "" if message.is_complete else " (unfinished)"
    return "Pixferry: " + ", ".join(parts) + ending


def body(message: DropMessage) -> str:
    """List the links, then the problems, a line each."""
    lines = [_one_line(line) for line in (*message.urls, *message.problems)]
    if len(lines) > _MOST_LINES:
        lines = [*lines[:_MOST_LINES], f"… and {len(lines) - _MOST_LINES} more"]
    first = [f"From {_one_line(message.user)}."] if message.user else []
    return "\n".join([*first, *lines]) or "Nothing was published."


def _one_line(text: str) -> str:
    """Return a name as one line: it comes from another computer and may not pass for a line of ours."""
    plain = text.translate(_TURNS)
    return "".join(" " if unicodedata.category(letter) in _NO_TEXT else letter for letter in plain)


def _kind(url: SecretStr) -> str:
    """Return the scheme alone: the rest of an address may be a secret."""
    return url.get_secret_value().partition(":")[0]
