"""Start Pixferry with the system, hidden in the tray: an entry where each system looks for such programs.

Linux: a freedesktop autostart file; Windows: a value under the user's Run key; macOS: a launch agent. The user's
choice is in the settings; `keep` brings the entry in line with it, also after the program has moved.
"""

from __future__ import annotations

import plistlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QSettings

_LABEL = "org.pixferry.Pixferry"
_RUN_KEY = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Run"
_QUOTED = frozenset('"`$\\')


class Autostart(Protocol):
    """Hold the entry of one system."""

    def put(self, command: Sequence[str]) -> None:
        """Start this command with the user's session from now on."""

    def take_away(self) -> None:
        """Start nothing any more."""


class FreedesktopEntry:
    """Write a desktop file into the folder every Linux desktop reads at login."""

    def __init__(self, folder: Path) -> None:
        """Take the folder `autostart` of the user's configuration."""
        self._file = folder / "pixferry.desktop"

    def put(self, command: Sequence[str]) -> None:
        """Write the file whole, unless it says so already."""
        line = " ".join(_quoted(part) for part in command)
        text = f"[Desktop Entry]\nType=Application\nName=Pixferry\nExec={line}\nIcon=pixferry\nTerminal=false\n"
        _write(self._file, text.encode())

    def take_away(self) -> None:
        """Delete the file."""
        self._file.unlink(missing_ok=True)


class LaunchAgent:
    """Write a property list that launchd reads at login."""

    def __init__(self, folder: Path) -> None:
        """Take the user's folder of launch agents."""
        self._file = folder / f"{_LABEL}.plist"

    def put(self, command: Sequence[str]) -> None:
        """Write the file whole, unless it says so already."""
        agent = {"Label": _LABEL, "ProgramArguments": list(command), "RunAtLoad": True, "ProcessType": "Interactive"}
        _write(self._file, plistlib.dumps(agent))

    def take_away(self) -> None:
        """Delete the file."""
        self._file.unlink(missing_ok=True)


class RunValue:
    """Set a value of the registry that Windows starts at login."""

    def __init__(self, registry: QSettings) -> None:
        """Take the user's Run key."""
        self._registry = registry

    def put(self, command: Sequence[str]) -> None:
        """Set the value."""
        self._registry.setValue("Pixferry", subprocess.list2cmdline(command))
        self._registry.sync()

    def take_away(self) -> None:
        """Delete the value."""
        self._registry.remove("Pixferry")
        self._registry.sync()


def autostart_of(environment: Mapping[str, str], *, platform: str = sys.platform) -> Autostart:
    """Return the entry of this system."""
    if platform == "win32":
        return RunValue(QSettings(_RUN_KEY, QSettings.Format.NativeFormat))
    home = Path(environment["HOME"]) if environment.get("HOME") else Path.home()
    if platform == "darwin":
        return LaunchAgent(home / "Library" / "LaunchAgents")
    return FreedesktopEntry(Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "autostart")


def command_of_this_program(environment: Mapping[str, str]) -> list[str]:
    """Return what opens this installation's window hidden: the bundle, its script, or Python with our package."""
    script = Path(sys.executable).with_name("pixferry.exe" if sys.platform == "win32" else "pixferry")
    if getattr(sys, "frozen", False):
        command = [sys.executable]
    else:
        command = [str(script)] if script.exists() else [sys.executable, "-m", "desktop"]
    home = environment.get("PIXFERRY_HOME")
    return [*command, "open", "--hidden", *(["--home", home] if home else [])]


def keep(entry: Autostart, command: Sequence[str], *, is_wanted: bool) -> None:
    """Bring the entry in line with the user's choice; reads and writes a file, so call it off the GUI thread."""
    if is_wanted:
        entry.put(command)
    else:
        entry.take_away()


def _write(file: Path, content: bytes) -> None:
    if file.exists() and file.read_bytes() == content:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.new")
    draft.write_bytes(content)
    draft.replace(file)


def _quoted(part: str) -> str:
    """Quote one argument as the Desktop Entry Specification asks: `%` doubled, then quotes, then the value's own."""
    inner = "".join(f"\\{sign}" if sign in _QUOTED else sign for sign in part.replace("%", "%%"))
    return '"' + inner.replace("\\", "\\\\").replace("\n", "\\n") + '"'
