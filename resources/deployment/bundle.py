"""Build the bundle, then check what a user does first: its window opens, and its `send` brings live links."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import system_packages

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = ROOT / "dist" / "pixferry"
PATIENCE = 60.0
"""Seconds the window may take; a first start from a cold disk reads some 500 MB."""

LEAST_SIZE = (400, 300)
"""Pixels of a window that is more than a splash or a helper of the toolkit."""

DEBIAN_NAMES = {"objdump": "binutils", "Xvfb": "xvfb", "xwininfo": "x11-utils"}


def missing_packages() -> list[str]:
    """Return the Debian names of what PyInstaller and the check need on Linux."""
    packages = [package for program, package in DEBIAN_NAMES.items() if shutil.which(program) is None]
    library = sysconfig.get_config_var("INSTSONAME") or ""
    if ".so" in library and not system_packages.is_loadable(library):
        packages.append(f"libpython{sys.version_info.major}.{sys.version_info.minor}")
    return packages


def build() -> None:
    """Make `dist/pixferry/`; PyInstaller's own work stays in `build/`."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "build.spec"]
    if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode:
        sys.exit("PyInstaller failed: its last lines are above.")


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """Run a display nobody sees, and give its name."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            yield f":{server.stdout.readline().strip()}" if server.stdout else ""
        finally:
            server.terminate()


def window_opens(environment: dict[str, str]) -> bool:
    """Start the app and look for a window of a useful size that bears its name."""
    with screen() as display, subprocess.Popen([BUNDLE / "pixferry"], env=environment | {"DISPLAY": display}) as app:
        try:
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline and app.poll() is None:
                if _sees_window(display):
                    return True
                time.sleep(0.2)
            return False
        finally:
            app.terminate()


def _sees_window(display: str) -> bool:
    """Read the tree of windows, in which a line reads: 0x20000a "Pixferry": (…) 1100x720+0+0."""
    tree = subprocess.run(
        ["xwininfo", "-display", display, "-root", "-tree"], capture_output=True, text=True, check=True
    )
    sizes = re.findall(r'"[^"]*Pixferry[^"]*".*?(\d+)x(\d+)\+', tree.stdout)
    least_width, least_height = LEAST_SIZE
    return any(int(width) >= least_width and int(height) >= least_height for width, height in sizes)


def sends(environment: dict[str, str]) -> bool:
    """Send the bundled samples, which needs every server and the worker of the bundle."""
    samples = next(BUNDLE.glob("**/resources/samples"))
    command = [str(BUNDLE / "pixferry"), "send", "--json", str(samples)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    sys.stderr.write(done.stderr)
    print(*(f"{row['status']:8} {row['url'] or row['message']}" for row in rows), sep="\n")
    return done.returncode == 0 and bool(rows)


def main() -> None:
    """Build, check both, leave nothing running."""
    if sys.platform == "linux" and (packages := missing_packages()):
        system_packages.provide(packages)
    build()
    with tempfile.TemporaryDirectory(prefix="pixferry-bundle-") as home:
        environment = {**os.environ, "PIXFERRY_HOME": home, "PIXFERRY_LINGER": "0"}
        try:
            opened = sys.platform != "linux" or window_opens(environment)
            sent = sends(environment)
        finally:
            subprocess.run([BUNDLE / "pixferry-worker", "local", "--stop"], env=environment, check=False)
    if not (opened and sent):
        sys.exit(
            f"The bundle in {BUNDLE} does not work: window {'opens' if opened else 'does not open'}, "
            f"samples {'are live' if sent else 'are not live'}."
        )
    print(f"The bundle in {BUNDLE} works: its window opens and its links answer.")


main()
