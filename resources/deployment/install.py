"""Make .venv with every locked package, `pixferry` and `pixferry-worker`; at once when nothing has changed since."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import system_packages

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
STAMP = VENV / ".installed"
PYTHON = VENV / "bin" / "python"
INPUTS = ("requirements.lock", "pyproject.toml", "resources/deployment/install.py")


def fingerprint() -> str:
    """Name everything the environment was made from, its place included, because its scripts contain it."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in INPUTS:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_installed() -> bool:
    """Tell whether the environment stands and was made from these very inputs."""
    return STAMP.exists() and STAMP.read_text() == fingerprint() and _starts(PYTHON)


def install() -> None:
    """Make or renew the environment; the stamp is written last, so an interrupted run is done again."""
    STAMP.unlink(missing_ok=True)
    if not _starts(PYTHON) or _place() != str(VENV):
        shutil.rmtree(VENV, ignore_errors=True)
        _run(sys.executable, "-m", "venv", str(VENV), step="Making .venv …")
    pip = (str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-input")
    _run(*pip, "--require-hashes", "-r", "requirements.lock", step="Installing the locked packages (about a minute) …")
    _run(*pip, "--no-build-isolation", "--no-deps", "-e", ".", step="Installing pixferry and pixferry-worker …")
    STAMP.write_text(fingerprint())


def _starts(python: Path) -> bool:
    """Tell whether an environment's interpreter runs and has pip; the system's Python may have gone since."""
    probe = [str(python), "-c", "import pip"]
    return python.exists() and subprocess.run(probe, capture_output=True, check=False).returncode == 0


def _place() -> str:
    """Return the folder an environment was made in: one that was moved must be made again."""
    config = (VENV / "pyvenv.cfg").read_text()
    commands = [line.split(" -m venv ", 1)[1] for line in config.splitlines() if " -m venv " in line]
    return commands[0].strip() if commands else str(VENV)


def _run(*command: str, step: str) -> None:
    """Say what happens, do it, and end on a failure: the command has explained itself."""
    print(step, flush=True)
    if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode:
        sys.exit(f"make install stopped at: {step}")


def main() -> None:
    """Install what is missing, and say nothing when that is nothing."""
    if is_installed():
        return
    if sys.platform == "linux" and (packages := system_packages.missing_packages()):
        system_packages.provide(packages)
    install()
    print("Installed: .venv/bin/pixferry and .venv/bin/pixferry-worker", flush=True)


main()
