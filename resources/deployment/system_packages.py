"""Find what Qt and venv need from the operating system, and install it on Debian and Ubuntu when that is allowed."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

# Every library a Linux wheel of Qt loads from the system, for the offscreen, xcb and wayland platforms.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")


def missing_packages() -> list[str]:
    """Return the Debian names of what this Linux machine lacks."""
    packages = []
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        packages.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    packages += [package for library, package in QT_LIBRARIES.items() if not is_loadable(library)]
    if not any(path for folder in FONT_FOLDERS for path in Path(folder).expanduser().glob("**/*.[to]t[fc]")):
        packages.append("fonts-dejavu-core")
    return packages


def provide(packages: list[str]) -> None:
    """Install packages, or end with one line that names them."""
    apt = shutil.which("apt-get")
    if apt is None:
        sys.exit(f"Pixferry needs what Debian calls: {' '.join(packages)}. Install them with this system's packages.")
    allowed = [] if os.geteuid() == 0 else _passwordless_sudo()
    if allowed is None:
        sys.exit(f"Pixferry needs some system packages. Please run: sudo apt-get install {' '.join(packages)}")
    print("Installing system packages:", " ".join(packages), flush=True)
    run = [*allowed, "env", "DEBIAN_FRONTEND=noninteractive", apt, "-q", "-o", "Dpkg::Use-Pty=0"]
    _quietly([*run, "update"], may_fail=True)
    _quietly([*run, "install", "-y", "--no-install-recommends", *packages])


def is_loadable(library: str) -> bool:
    """Ask the dynamic loader, which knows more places than any list of folders."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _passwordless_sudo() -> list[str] | None:
    """Return the words that make a command run as root without asking, if there are any."""
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def _quietly(command: list[str], *, may_fail: bool = False) -> None:
    """Run a command and show its last lines only when it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode and not may_fail:
        tail = "\n".join(done.stdout.splitlines()[-5:])
        sys.exit(f"{tail}\n`{' '.join(command)}` failed; the lines above are its last.")
