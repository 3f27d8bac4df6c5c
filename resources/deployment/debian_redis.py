"""Unpack Debian's redis-server into .venv/redis for the end-to-end test; needs no root and starts no service."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[2] / ".venv" / "redis"
PROGRAM = HOME / "redis-server"

# The libraries stand beside the program, so the loader must be told; `exec` keeps the process id for whoever ends it.
STARTER = """#!/bin/sh
here=$(dirname "$0")
for folder in "$here"/debian/usr/lib/*-linux-gnu*; do LD_LIBRARY_PATH="$folder:${LD_LIBRARY_PATH:-}"; done
export LD_LIBRARY_PATH
exec "$here/debian/usr/bin/redis-server" "$@"
"""


def is_here() -> bool:
    """Tell whether a Redis is on this machine already, ours or the system's."""
    return any(shutil.which(program) for program in ("redis-server", PROGRAM))


def unpack() -> None:
    """Download what redis-server needs beyond this system's packages, and unpack it; raise when apt cannot."""
    archives, lists = HOME / "archives", HOME / "lists"
    for folder in (archives / "partial", lists / "partial"):
        folder.mkdir(parents=True, exist_ok=True)
    private = ["-o", "Debug::NoLocking=1", "-o", f"Dir::Cache::archives={archives}"]
    private += ["-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache="]
    if os.geteuid() == 0:  # apt would drop to a user who cannot write here
        private += ["-o", "APT::Sandbox::User=root"]
    download = ["install", "-y", "--download-only", "--no-install-recommends", "redis-server"]
    try:
        _apt(*private, *download)
    except subprocess.CalledProcessError:  # this system's package lists are missing or stale: read them into our folder
        private += ["-o", f"Dir::State::lists={lists}"]
        _apt(*private, "update")
        _apt(*private, *download)
    for archive in sorted(archives.glob("*.deb")):
        subprocess.run(["dpkg", "-x", archive, HOME / "debian"], check=True)
    PROGRAM.write_text(STARTER)
    PROGRAM.chmod(0o755)
    shutil.rmtree(archives)
    shutil.rmtree(lists)


def _apt(*words: str) -> None:
    """Run apt-get with nobody to ask; what it says is shown only when it fails."""
    subprocess.run(["apt-get", "-q", *words], check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def main() -> None:
    """Provide a Redis where Debian's packages are; elsewhere the test says why it is skipped."""
    if is_here() or not shutil.which("apt-get"):
        return
    print("Unpacking Debian's redis-server for the tests …", flush=True)
    try:
        unpack()
    except subprocess.CalledProcessError as problem:
        sys.exit(f"Debian's redis-server could not be downloaded: {(problem.stderr or '').strip().splitlines()[-1:]}")


main()
