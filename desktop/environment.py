"""Read the variables of this program: those of the environment over those of a `.env` in the current folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

_OURS = "PIXFERRY_"


def environment_of(process: Mapping[str, str], *, folder: Path | None = None) -> dict[str, str]:
    """Return the process's variables and what `.env` adds to them; one of ours that is empty counts as unset.

    The worker reads the same file in the same way, so both programs agree on what this computer's deployment is.
    """
    file = (folder or Path()) / ".env"
    written = {name: value for name, value in dotenv_values(file).items() if value and name.startswith(_OURS)}
    return written | {name: value for name, value in process.items() if value or not name.startswith(_OURS)}
