"""The desktop of a user who is shown messages and clicks on them, over the small bus of `session_bus`."""

from __future__ import annotations

import json
import subprocess
from typing import Any


class Desktop:
    """The system's notifications, and the person who clicks on them."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.address = address
        self._process = process

    def shown(self) -> dict[str, Any]:
        """Wait for the next message."""
        assert self._process.stdout is not None
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told

    def click(self, number: int, action: str) -> None:
        self.do(f"{number} {action}")

    def do(self, command: str) -> None:
        """Have the bus `hold` its replies, `answer` or `refuse`."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
