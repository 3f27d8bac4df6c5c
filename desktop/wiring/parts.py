"""Name what every theme of the wiring is given: the window, its models, and a core that may come a little later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.controllers.links import Links
from desktop.models.gallery import GalleryModel
from desktop.services.background import Background
from desktop.widgets.main_window import MainWindow
from desktop.widgets.pictures import Pictures

if TYPE_CHECKING:
    from desktop.core import Core  # importing it takes longer than showing the window


class LateCore:
    """Call the core now, or as soon as it is there: a drop on the very first window is not lost."""

    def __init__(self) -> None:
        """Begin without a core."""
        self.core: Core | None = None
        self._early: list[Callable[[Core], None]] = []

    def __call__(self, call: Callable[[Core], None]) -> None:
        """Call with the core."""
        if self.core is not None:
            call(self.core)
        else:
            self._early.append(call)

    def arrive(self, core: Core) -> None:
        """Make up for every call that came early, in their order."""
        self.core = core
        for call in self._early:
            call(core)
        self._early.clear()


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Hold what a session is made of."""

    window: MainWindow
    gallery: GalleryModel
    links: Links
    pictures: Pictures
    background: Background
    core: LateCore
