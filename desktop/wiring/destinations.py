"""Switch between named destinations: each has its own list of images and its own deployment."""

from __future__ import annotations

import dataclasses
import itertools

from PySide6.QtCore import QObject

from desktop.settings import Destination, Settings
from desktop.widgets.destination_menu import DestinationMenu
from desktop.widgets.settings_dialog import Choice
from desktop.wiring.choosing import Choosing
from desktop.wiring.parts import Parts


class Destinations(QObject):
    """Join the menu under "To"; switching ends this session and begins one on the other destination."""

    def __init__(self, parts: Parts, choosing: Choosing) -> None:
        """Offer the destinations, unless the environment has named the broker."""
        super().__init__(parts.window)
        self._choosing, self._toolbar = choosing, parts.window.toolbar
        if choosing.settings.is_broker_of_environment:
            return
        self.menu = DestinationMenu(parts.window.actions_.settings, parts.window)
        self.menu.chosen.connect(self._on_chosen)
        self.menu.added.connect(self._on_added)
        self.menu.renamed.connect(self._on_renamed)
        self.menu.forgotten.connect(self._on_forgotten)
        self._offer(choosing.settings)

    def join_core(self, core: object) -> None:
        """Need nothing of the core."""

    def _offer(self, settings: Settings) -> None:
        title = settings.destination_title or settings.destination
        titles = {one.name: one.title or one.name for one in settings.destinations}
        self.menu.offer(settings.destination, {**titles, settings.destination: title})
        self._toolbar.offer_destinations(self.menu, title)

    def _on_chosen(self, name: str) -> None:
        settings = self._choosing.settings
        if name == settings.destination:
            return
        self._choosing.settle(Choice(settings=settings.switched_to(self._named(name))))

    def _on_added(self, title: str) -> None:
        """Name it after its title, or after that and a number where another one was called so once."""
        settings = self._choosing.settings
        taken = {settings.destination, *(one.name for one in settings.destinations)}
        names = itertools.chain([title], (f"{title} {n}" for n in itertools.count(2)))
        name = next(name for name in names if name not in taken)
        self._choosing.ask(settings.switched_to(Destination(name=name, title=title)))

    def _on_renamed(self, title: str) -> None:
        self._choosing.change(destination_title=title)
        self._offer(self._choosing.settings)

    def _on_forgotten(self, name: str) -> None:
        """Go back to the first destination; what the forgotten one published stays online."""
        left = self._choosing.settings.switched_to(self._named(""))
        others = tuple(one for one in left.destinations if one.name != name)
        self._choosing.settle(Choice(settings=dataclasses.replace(left, destinations=others)))

    def _named(self, name: str) -> Destination:
        found = (one for one in self._choosing.settings.destinations if one.name == name)
        return next(found, Destination(name=name))
