"""Join what the user does to published images: publish them to a bucket, delete them, make them with another preset."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QObject

from desktop.domain.item import Item
from desktop.domain.reports import Connection
from desktop.models import phrases
from desktop.widgets.delete_question import ask_delete
from desktop.wiring.choosing import Choosing
from desktop.wiring.parts import Parts

if TYPE_CHECKING:
    from desktop.controllers.unpublishing import Unpublished
    from desktop.core import Core


class Publishing(QObject):
    """Join the verbs of published images."""

    def __init__(self, parts: Parts, choosing: Choosing) -> None:
        """Join the window; `join_core` follows."""
        super().__init__(parts.window)
        self._parts, self._choosing = parts, choosing
        a = parts.window.actions_
        a.publish.triggered.connect(self._on_publish)
        a.delete.triggered.connect(self._on_delete)
        a.preset_requested.connect(self._on_preset_requested)

    def join_core(self, core: Core) -> None:
        """Hear how deletions end, and which presets there are."""
        core.uploads.unpublish_ended.connect(self._on_unpublish_ended)
        core.watch.connection_changed.connect(self._on_connection_changed)
        self._on_connection_changed(core.watch.connection)

    def _live(self) -> list[Item]:
        return [item for item in self._parts.window.gallery.selected_items() if item.is_live]

    def _live_here(self) -> list[Item]:
        """Return what this deployment can change; say so if that is nothing because the images are elsewhere."""
        live = self._live()
        here = [item for item in live if not self._parts.links.is_elsewhere(item)]
        if live and not here:
            host = urlsplit(self._parts.links.text_of(live[0], "url")).netloc
            text = self.tr("These images are at {host}, not where images go now: nothing was changed.")
            self._parts.window.notice.say(text.format(host=host))
        return here

    def _on_publish(self) -> None:
        """Send again, from their files and with their presets, the images another store has; else ask for a bucket."""
        elsewhere = [item for item in self._live() if self._parts.links.is_elsewhere(item)]
        if not elsewhere:
            self._choosing.ask(self._choosing.settings)
        for preset in dict.fromkeys(item.preset for item in elsewhere):
            paths = [item.path for item in elsewhere if item.preset == preset]
            self._parts.core(partial(self._send_again, paths=paths, preset=preset))

    def _send_again(self, core: Core, paths: list[Path], preset: str) -> None:
        self._parts.links.note_drop(core.uploads.add(paths, preset=preset))

    def _on_delete(self) -> None:
        if items := self._live_here():
            ids = [item.job_id for item in items]
            ask_delete(
                self._parts.window,
                items,
                url_of=self._parts.links.url_of,
                on_confirmed=lambda: self._parts.core(lambda core: core.uploads.unpublish(ids)),
            )

    def _on_preset_requested(self, name: str) -> None:
        ids = [item.job_id for item in self._live_here()]
        self._parts.core(lambda core: self._parts.links.note_drop(core.uploads.apply_preset(ids, name)))

    def _on_unpublish_ended(self, told: Unpublished) -> None:
        parts = []
        if told.gone:
            text = self.tr("Deleted {images} from the CDN; caches may show them for a while.")
            parts.append(text.format(images=phrases.images(told.gone)))
        if told.kept_by_others:
            text = self.tr("{images} stay online: another desktop published the same.")
            parts.append(text.format(images=phrases.images(told.kept_by_others)))
        if told.failed and told.failure is not None:
            text = self.tr("{images} could not be deleted. {reason}")
            parts.append(text.format(images=phrases.images(told.failed), reason=phrases.trouble(told.failure)))
        if told.waiting and told.failure is not None:
            text = self.tr("To be deleted from the CDN as soon as a worker answers: {images}. {reason}")
            parts.append(text.format(images=phrases.images(told.waiting), reason=phrases.trouble(told.failure)))
        stays = bool(told.failed or told.kept_by_others or told.waiting)
        self._parts.window.notice.say("\n".join(parts), stays=stays)

    def _on_connection_changed(self, connection: Connection) -> None:
        if connection.description is not None:
            self._parts.window.actions_.set_presets(connection.description.presets)
