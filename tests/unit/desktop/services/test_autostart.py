"""Pixferry starts with the system when the user wants it: the entry is written, follows the program, and goes."""

from __future__ import annotations

import plistlib
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from desktop.services.autostart import (
    Autostart,
    FreedesktopEntry,
    LaunchAgent,
    RunValue,
    autostart_of,
    command_of_this_program,
    keep,
)

COMMAND = ["/opt/pix ferry/pixferry", "open", "--hidden"]


def lines_of(file: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in file.read_text("utf-8").splitlines()[1:])


def test_on_linux_a_desktop_file_starts_it_with_the_session(tmp_path: Path) -> None:
    entry = autostart_of({"XDG_CONFIG_HOME": str(tmp_path)}, platform="linux")

    keep(entry, COMMAND, is_wanted=True)

    file = tmp_path / "autostart" / "pixferry.desktop"
    assert file.read_text("utf-8").startswith("[Desktop Entry]\n")
    assert lines_of(file)["Type"] == "Application"
    assert lines_of(file)["Exec"] == '"/opt/pix ferry/pixferry" "open" "--hidden"'


def test_without_a_configuration_folder_of_its_own_the_home_folder_has_one(tmp_path: Path) -> None:
    keep(autostart_of({"HOME": str(tmp_path)}, platform="linux"), COMMAND, is_wanted=True)

    assert (tmp_path / ".config" / "autostart" / "pixferry.desktop").exists()


def test_a_path_with_signs_of_the_shell_is_quoted_as_the_specification_asks(tmp_path: Path) -> None:
    FreedesktopEntry(tmp_path).put(['/a"b/$HOME/`c`/100%/d\\e'])

    assert lines_of(tmp_path / "pixferry.desktop")["Exec"] == r'"/a\\"b/\\$HOME/\\`c\\`/100%%/d\\\\e"'


def test_on_macos_a_launch_agent_starts_it(tmp_path: Path) -> None:
    keep(autostart_of({"HOME": str(tmp_path)}, platform="darwin"), COMMAND, is_wanted=True)

    (file,) = (tmp_path / "Library" / "LaunchAgents").iterdir()
    agent = plistlib.loads(file.read_bytes())
    assert (agent["ProgramArguments"], agent["RunAtLoad"]) == (COMMAND, True)


def test_on_windows_a_value_of_the_run_key_starts_it(tmp_path: Path) -> None:
    registry = QSettings(str(tmp_path / "registry.ini"), QSettings.Format.IniFormat)

    RunValue(registry).put(["C:\\Program Files\\pixferry.exe", "open", "--hidden"])

    assert registry.value("Pixferry") == '"C:\\Program Files\\pixferry.exe" open --hidden'


@pytest.mark.parametrize("system", ["linux", "macos", "windows"])
def test_an_entry_follows_a_program_that_moved_and_goes_when_it_is_not_wanted(tmp_path: Path, system: str) -> None:
    registry = QSettings(str(tmp_path / "registry.ini"), QSettings.Format.IniFormat)
    entries: dict[str, Autostart] = {
        "linux": FreedesktopEntry(tmp_path / "entries"),
        "macos": LaunchAgent(tmp_path / "entries"),
        "windows": RunValue(registry),
    }
    entry = entries[system]
    keep(entry, COMMAND, is_wanted=True)

    keep(entry, ["/moved/pixferry"], is_wanted=True)
    moved = _kept(tmp_path, registry)
    keep(entry, COMMAND, is_wanted=False)
    keep(entry, COMMAND, is_wanted=False)

    assert "/moved/pixferry" in moved
    assert "pix ferry" not in moved
    assert _kept(tmp_path, registry) == ""


def test_what_is_started_is_this_program_with_this_home_and_it_begins_hidden() -> None:
    command = command_of_this_program({"PIXFERRY_HOME": "/data/mine"})

    helped = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True, timeout=60)

    assert command[-4:] == ["open", "--hidden", "--home", "/data/mine"]
    assert Path(command[0]).parent == Path(sys.executable).parent
    assert "--hidden" in helped.stdout


def _kept(folder: Path, registry: QSettings) -> str:
    files = [file.read_text("utf-8") for file in (folder / "entries").glob("*")]
    return "".join([*files, str(registry.value("Pixferry", ""))])
