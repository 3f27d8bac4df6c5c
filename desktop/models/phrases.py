"""Put sizes, savings, times and counts into the words and digits of the user's language."""

from __future__ import annotations

import datetime as dt
import unicodedata
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from desktop.errors import message
from worker.contract import Failure

translate = QCoreApplication.translate
_KILO = 1024
_BREAKS = frozenset({"Cc", "Zl", "Zp"})  # kinds of characters: control, line and paragraph separators
_TENTHS_BELOW = 10
_QUARTER = 900  # seconds
_UNITS = (
    lambda: translate("Phrases", "{number} KB"),
    lambda: translate("Phrases", "{number} MB"),
    lambda: translate("Phrases", "{number} GB"),
    lambda: translate("Phrases", "{number} TB"),
)


def size(count: int) -> str:
    """Return a number of bytes as people write it: `812 bytes`, `310 KB`, `4.8 MB`."""
    if count < _KILO:
        return translate("Phrases", "{count} bytes").format(count=count)
    power, number = 0, count / _KILO
    while number >= _KILO and power < len(_UNITS) - 1:
        power, number = power + 1, number / _KILO
    digits = 1 if power and number < _KILO / _TENTHS_BELOW else 0
    return _UNITS[power]().format(number=QLocale().toString(number, "f", digits))


def name(text: str) -> str:
    """Return a file's name as it may be shown: one line, and no invisible character turns its letters around."""
    if text.isascii() and text.isprintable():  # as most are
        return " ".join(text.split())
    signs = ((sign, unicodedata.category(sign)) for sign in text)
    seen = "".join(" " if kind in _BREAKS else "�" if kind == "Cs" else sign for sign, kind in signs if kind != "Cf")
    return " ".join(seen.split())


def saving(before: int, after: int) -> str:
    """Return how much smaller a file became, as `−94 %`; an empty string where nothing was saved."""
    percent = round(100 * (before - after) / before) if before > after else 0
    return translate("Phrases", "−{percent} %").format(percent=percent) if percent else ""


def percent(fraction: float) -> str:
    """Return a share from 0 to 1 as `62 %`."""
    return translate("Phrases", "{percent} %").format(percent=int(100 * min(max(fraction, 0.0), 1.0)))


def seconds(duration: float) -> str:
    """Return how long something took: `40 ms`, `1.2 s`, `12 s`, `3 min`."""
    if duration < 1:
        return translate("Phrases", "{count} ms").format(count=round(1000 * duration))
    if duration < 10:  # noqa: PLR2004  below ten seconds a tenth still says something
        return translate("Phrases", "{seconds} s").format(seconds=QLocale().toString(duration, "f", 1))
    if duration < 120:  # noqa: PLR2004  two minutes
        return translate("Phrases", "{seconds} s").format(seconds=round(duration))
    return translate("Phrases", "{minutes} min").format(minutes=round(duration / 60))


def left(duration: float) -> str:
    """Return how long something may still take, no more exactly than anybody can know: `about 2 min left`."""
    minutes = round(duration / 60)
    if minutes < 1:
        return translate("Phrases", "less than a minute left")
    if minutes < 90:  # noqa: PLR2004  an hour and a half
        return translate("Phrases", "about {minutes} min left").format(minutes=minutes)
    return translate("Phrases", "about {hours} h left").format(hours=round(minutes / 60))


def speed(bytes_per_second: float) -> str:
    """Return how fast bytes go, as `2.4 MB/s`."""
    return translate("Phrases", "{size}/s").format(size=size(round(bytes_per_second)))


def images(count: int) -> str:
    """Return `1 image` or `12 images`."""
    return translate("Phrases", "1 image") if count == 1 else translate("Phrases", "{count} images").format(count=count)


def links(count: int) -> str:
    """Return `1 link` or `12 links`."""
    return translate("Phrases", "1 link") if count == 1 else translate("Phrases", "{count} links").format(count=count)


def moment(at: float, *, now: float) -> str:
    """Return when something happened: the time alone today, otherwise with its day."""
    then = QDateTime.fromSecsSinceEpoch(int(at))
    clock = QLocale().toString(then.time(), QLocale.FormatType.ShortFormat)
    days = day(now) - day(at)
    if days == 0:
        return translate("Phrases", "Today, {clock}").format(clock=clock)
    if days == 1:
        return translate("Phrases", "Yesterday, {clock}").format(clock=clock)
    return f"{QLocale().toString(then.date(), QLocale.FormatType.ShortFormat)}, {clock}"


def day(at: float) -> int:
    """Return the local calendar day of an instant as a number that counts days."""
    return _day_of_quarter(int(at // _QUARTER))


@lru_cache(maxsize=16_384)
def _day_of_quarter(quarter: int) -> int:
    """Return the day of a quarter of an hour: no zone's midnight falls into the middle of one."""
    return dt.datetime.fromtimestamp(quarter * _QUARTER).astimezone().toordinal()


def trouble(failure: Failure) -> str:
    """Return a failure that concerns no single image in one line: what happened and what to do."""
    return message(failure)


def link_formats() -> dict[str, str]:
    """Return the title of each link format, in the order menus show them."""
    return {
        "url": translate("Phrases", "Link"),
        "markdown": translate("Phrases", "Markdown"),
        "markdown-thumbnail": translate("Phrases", "Markdown, linked thumbnail"),
        "html": translate("Phrases", "HTML <img>"),
        "html-thumbnail": translate("Phrases", "HTML, linked thumbnail"),
        "picture": translate("Phrases", "HTML <picture> with all sizes"),
        "bbcode": translate("Phrases", "BBCode"),
        "thumbnail": translate("Phrases", "Thumbnail link"),
        "json": translate("Phrases", "JSON"),
    }


def skipped(count: int) -> str:
    """Return `1 other file was skipped` or `3 other files were skipped`."""
    one, many = (
        translate("Phrases", "1 other file was skipped"),
        translate("Phrases", "{count} other files were skipped"),
    )
    return one if count == 1 else many.format(count=count)


def drop_ended(*, live: int, failed: int, copied: bool, skipped_files: int = 0) -> str:
    """Return how a drop ended in one line: `12 images live, 3 failed · links copied`."""
    text = translate("Phrases", "{images} live").format(images=images(live)) if live or not failed else ""
    if failed:
        text = ", ".join(part for part in (text, translate("Phrases", "{count} failed").format(count=failed)) if part)
    if copied:
        text += " · " + (translate("Phrases", "link copied") if live == 1 else translate("Phrases", "links copied"))
    return f"{text} · {skipped(skipped_files)}" if skipped_files else text
