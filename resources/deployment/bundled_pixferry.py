"""Start the desktop app inside the bundle."""

from __future__ import annotations

from desktop.__main__ import main

main()
