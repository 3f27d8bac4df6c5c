"""Join what the user does with links: copy, copy as, open; and keep the address they are built on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.domain.item import Item
from desktop.domain.reports import Connection
from desktop.models import phrases
from desktop.widgets import menus
from desktop.widgets.code_dialog import show_code
from desktop.widgets.verbs import Verb
from desktop.wiring.choosing import Choosing
from desktop.wiring.parts import Parts

if TYPE_CHECKING:
    from desktop.core import Core


class Linking(QObject):
    """Join the verbs of links."""

    def __init__(self, parts: Parts, choosing: Choosing) -> None:
        """Join the window; `join_core` follows."""
        super().__init__(parts.window)
        self._parts, self._choosing = parts, choosing
        window, a, links = parts.window, parts.window.actions_, parts.links
        selected = window.gallery.selected_items
        a.copy.triggered.connect(lambda: links.copy(selected()))
        a.copy_as_requested.connect(lambda name: links.copy(selected(), link_format=name))
        a.copy_menu.triggered.connect(lambda: menus.copy_as_menu(window, a).popup(window.canvas.menu_place()))
        a.open.triggered.connect(lambda: links.open(selected()))
        a.code.triggered.connect(self._on_code)
        window.gallery.verb_requested.connect(self._on_verb_requested)
        window.inspector.text_copy_requested.connect(links.copy_text)
        links.copied.connect(self._on_copied)
        links.refused.connect(self._on_refused)

    def join_core(self, core: Core) -> None:
        """Follow the deployment's address."""
        core.watch.connection_changed.connect(self._on_connection_changed)
        self._parts.window.banner.again_wanted.connect(core.watch.look_now)
        self._on_connection_changed(core.watch.connection)

    def _on_verb_requested(self, verb: Verb, item: Item) -> None:
        if verb is Verb.COPY:
            self._parts.links.copy([item])

    def _on_code(self) -> None:
        live = [item for item in self._parts.window.gallery.selected_items() if item.outcome is not None]
        if live and (url := self._parts.links.text_of(live[0], "url")):
            show_code(self._parts.window, live[0].name, url)

    def _on_copied(self, count: int) -> None:
        notice = self._parts.window.notice
        notice.take_back(self._refusal())
        notice.say(self.tr("Copied {links}").format(links=phrases.links(count)))

    def _on_refused(self, again: Callable[[], None]) -> None:
        self._parts.window.notice.say(self._refusal(), button=self.tr("Try again"), then=again, stays=True)

    def _refusal(self) -> str:
        return self.tr("The links could not be copied: another program holds the clipboard.")

    def _on_connection_changed(self, connection: Connection) -> None:
        is_new_address = connection.cdn_url != self._parts.links.connection.cdn_url
        self._parts.links.connection = connection
        if connection.description is not None:
            presets = connection.description.presets
            self._parts.window.toolbar.set_presets(presets, self._choosing.settings.preset)
        self._parts.window.show_connection(connection)
        if is_new_address:
            self._parts.pictures.forget_missing()
