"""Switch between named destinations: each has its own list of images and its own deployment."""

from __future__ import annotations

import dataclasses

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
        self._choosing = choosing
        if choosing.settings.is_broker_of_environment:
            return
        self.menu = DestinationMenu(parts.window.actions_.settings, parts.window)
        self.menu.chosen.connect(self._on_chosen)
        self.menu.added.connect(self._on_added)
        self.menu.forgotten.connect(self._on_forgotten)
        parts.window.toolbar.offer_destinations(self.menu, choosing.settings.destination)
        self._offer(choosing.settings)

    def join_core(self, core: object) -> None:
        """Need nothing of the core."""

    def _offer(self, settings: Settings) -> None:
        names = {settings.destination, *(one.name for one in settings.destinations)}
        self.menu.offer(settings.destination, sorted(names, key=str.casefold))

    def _on_chosen(self, name: str) -> None:
        settings = self._choosing.settings
        if name == settings.destination:
            return
        self._choosing.settle(Choice(settings=settings.switched_to(self._named(name))))

    def _on_added(self, name: str) -> None:
        self._choosing.ask(self._choosing.settings.switched_to(Destination(name=name)))

    def _on_forgotten(self, name: str) -> None:
        """Go back to the first destination; what the forgotten one published stays online."""
        left = self._choosing.settings.switched_to(self._named(""))
        others = tuple(one for one in left.destinations if one.name != name)
        self._choosing.settle(Choice(settings=dataclasses.replace(left, destinations=others)))

    def _named(self, name: str) -> Destination:
        found = (one for one in self._choosing.settings.destinations if one.name == name)
        return next(found, Destination(name=name))
