"""Make every object of the window and join every signal: the wiring plan, read from top to bottom.

The window comes first, the rows of the ledger second, pictures last. Changing the deployment ends the session and
begins another one in the same process.
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

import resources
from desktop import settings as choices
from desktop.controllers.links import Links
from desktop.domain.item import Item
from desktop.domain.reports import Connection, DropReport
from desktop.models import phrases
from desktop.models.filters import GalleryFilter, Shelf, ShelfKind
from desktop.models.gallery import GalleryModel
from desktop.models.shelves import Shelves
from desktop.offloaded import as_png, save
from desktop.services.background import Background
from desktop.services.previews import Previews
from desktop.settings import Settings
from desktop.widgets import dialogs, menus
from desktop.widgets.main_window import MainWindow, Models
from desktop.widgets.pictures import Pictures
from desktop.widgets.settings_dialog import Choice, SettingsDialog
from desktop.widgets.verbs import Verb
from worker.contract import Failure

if TYPE_CHECKING:
    from desktop.core import Core

AGAIN = 77  # exit code of a session that only ends to begin anew with other settings


class Session(QObject):
    """Own the window, the models and the core between start and close."""

    def __init__(self, settings: Settings, environment: Mapping[str, str]) -> None:
        """Show the window; the core follows on its own time."""
        super().__init__()
        self._settings, self._environment = settings, environment
        self._core: Core | None = None
        self._is_closed = False
        self._early: list[Callable[[Core], None]] = []
        self._removed: list[list[str]] = []
        self._background = Background(self)
        self._links = Links(
            clipboard=QGuiApplication.clipboard(),
            open_url=QDesktopServices.openUrl,
            link_format=settings.link_format,
            parent=self,
        )
        self._previews = Previews(folder=settings.home / "thumbnails")
        self._gallery = GalleryModel(self)
        self._pictures = Pictures(
            previews=self._previews, background=self._background, url_of=self._links.url_of, parent=self
        )
        models = Models(
            gallery=self._gallery,
            items=GalleryFilter(self._gallery, self),
            shelves=Shelves(self._gallery, self),
            pictures=self._pictures,
        )
        self.window = MainWindow(models, url_of=self._links.url_of, links_of=self._links.mime_of, theme=settings.theme)
        self.window.toolbar.set_presets((), settings.preset)
        self.window.actions_.set_formats(phrases.link_formats(), settings.link_format)
        self._join_window()
        self._join_actions()
        self.window.show()
        self._background.run(lambda: importlib.import_module("desktop.core"), on_done=self._begin)

    @property
    def gallery(self) -> GalleryModel:
        """Every item of the window."""
        return self._gallery

    def close(self) -> None:
        """End the core and every thread; callable twice."""
        if self._is_closed:
            return
        self._is_closed = True
        self._pictures.close()
        self._gallery.close()
        if self._core is not None:
            self._core.close()
        self._background.close()
        self._previews.close()
        self.window.close()
        self.window.deleteLater()  # before the models its views look at

    def _begin(self, core_module: object) -> None:
        core: Core = core_module.assemble(self._settings, self._environment, is_window=True, parent=self)  # type: ignore[attr-defined]
        self._core = core
        self._join_core(core)
        core.start()
        for call in self._early:
            call(core)
        self._early.clear()
        self._background.run(self._previews.trim)

    def _with_core(self, call: Callable[[Core], None]) -> None:
        """Call now, or as soon as the core is there: a drop on the very first window is not lost."""
        if self._core is not None:
            call(self._core)
        else:
            self._early.append(call)

    def _join_core(self, core: Core) -> None:
        uploads = core.uploads
        uploads.items_added.connect(self._gallery.add)
        uploads.items_changed.connect(self._gallery.replace)
        uploads.items_removed.connect(self._gallery.remove)
        uploads.drop_ended.connect(self._on_drop_ended)
        uploads.scan_ended.connect(self._on_scan_ended)
        uploads.trouble_met.connect(self._on_trouble_met)
        core.watch.connection_changed.connect(self._on_connection_changed)
        self._on_connection_changed(core.watch.connection)

    def _join_window(self) -> None:
        window = self.window
        window.paths_dropped.connect(self._add)
        window.image_dropped.connect(self._add_image)
        window.toolbar.preset_chosen.connect(lambda name: self._change(preset=name))
        window.gallery.verb_requested.connect(self._on_verb_requested)
        window.gallery.opened.connect(lambda item: self._links.open([item]))
        window.inspector.text_copy_requested.connect(self._links.copy_text)
        self._gallery.counts_changed.connect(self._show_counts)
        self._links.copied.connect(lambda count: window.notice.say(_copied(count)))

    def _join_actions(self) -> None:
        a, window = self.window.actions_, self.window
        selected = window.gallery.selected_items
        a.add_files.triggered.connect(lambda: dialogs.ask_files(window, self._add))
        a.add_folder.triggered.connect(lambda: dialogs.ask_folder(window, self._add))
        a.add_samples.triggered.connect(lambda: self._add([Path(resources.__file__).parent / "samples"]))
        a.copy.triggered.connect(lambda: self._links.copy(selected()))
        a.copy_as_requested.connect(lambda name: self._links.copy(selected(), link_format=name))
        a.copy_menu.triggered.connect(lambda: menus.copy_as_menu(window, a).popup(window.gallery.menu_place()))
        a.format_chosen.connect(lambda name: self._change(link_format=name))
        a.open.triggered.connect(lambda: self._links.open(selected()))
        a.retry.triggered.connect(lambda: self._with_core(lambda core: core.uploads.retry(_ids(selected()))))
        a.retry_failed.triggered.connect(lambda: self._with_core(lambda core: core.uploads.retry_failed()))
        a.cancel.triggered.connect(lambda: self._with_core(lambda core: core.uploads.cancel(_ids(selected()))))
        a.pause.triggered.connect(self._on_pause)
        a.remove.triggered.connect(self._on_remove)
        a.undo.triggered.connect(self._on_undo)
        for action in (a.settings, a.publish):
            action.triggered.connect(self._ask_settings)
        a.keys.triggered.connect(lambda: dialogs.show_keys(window))
        a.about.triggered.connect(lambda: dialogs.show_about(window))
        a.quit.triggered.connect(window.close)

    def _add(self, paths: Sequence[Path]) -> None:
        self._with_core(lambda core: self._links.note_drop(core.uploads.add(paths)))

    def _add_image(self, image: QImage) -> None:
        self._background.run(
            lambda: as_png(image),
            on_done=lambda png: self._with_core(lambda core: self._links.note_drop(core.uploads.add_pasted(png))),
        )

    def _on_verb_requested(self, verb: Verb, item: Item) -> None:
        if verb is Verb.COPY:
            self._links.copy([item])
        elif verb is Verb.RETRY:
            self._with_core(lambda core: core.uploads.retry([item.job_id]))
        else:
            self._with_core(lambda core: core.uploads.cancel([item.job_id]))

    def _on_pause(self) -> None:
        def toggle(core: Core) -> None:
            if core.uploads.is_paused:
                core.uploads.resume()
            else:
                core.uploads.pause()
            self.window.actions_.set_paused(core.uploads.is_paused)
            self._show_counts()

        self._with_core(toggle)

    def _on_remove(self) -> None:
        ended = [item.job_id for item in self.window.gallery.selected_items() if item.is_ended]
        if ended:
            self._removed.append(ended)
            self._with_core(lambda core: core.uploads.remove(ended))
            text = self.tr("Removed {images} from the list; the links stay.")
            self.window.notice.say(
                text.format(images=phrases.images(len(ended))), button=self.tr("Undo"), then=self._on_undo
            )

    def _on_undo(self) -> None:
        if self._removed:
            job_ids = self._removed.pop()
            self._with_core(lambda core: core.uploads.restore(job_ids))

    def _on_drop_ended(self, report: DropReport) -> None:
        copied = self._settings.copies_automatically and self._links.copy_drop(report)
        text = phrases.drop_ended(live=len(report.live), failed=len(report.failed), copied=copied)
        if report.failed:
            failed = Shelf(kind=ShelfKind.FAILED)
            self.window.notice.say(
                text, button=self.tr("Show failed"), then=lambda: self.window.sidebar.choose(failed), stays=True
            )
        elif text:
            self.window.notice.say(text)

    def _on_scan_ended(self, drop_id: str, accepted: int, skipped: int) -> None:
        del drop_id
        if skipped:
            text = self.tr("Added {images}; {count} other files were skipped.")
            self.window.notice.say(text.format(images=phrases.images(accepted), count=skipped))

    def _on_trouble_met(self, failure: Failure) -> None:
        self.window.notice.say(phrases.trouble(failure), stays=True)

    def _on_connection_changed(self, connection: Connection) -> None:
        is_new_address = connection.cdn_url != self._links.cdn_url
        self._links.cdn_url = connection.cdn_url
        if connection.description is not None:
            self.window.toolbar.set_presets(connection.description.presets, self._settings.preset)
        self.window.show_connection(connection)
        if is_new_address:
            self._pictures.forget_missing()

    def _show_counts(self) -> None:
        self.window.show_counts(is_paused=self._core is not None and self._core.uploads.is_paused)

    def _ask_settings(self) -> None:
        dialog = SettingsDialog(self._settings, formats=phrases.link_formats(), parent=self.window)
        dialog.chosen.connect(self._on_settings_chosen)
        dialog.open()

    def _on_settings_chosen(self, choice: Choice) -> None:
        old, self._settings = self._settings, choice.settings
        is_moved = (old.deployment, old.bucket, old.broker_url, old.theme) != (
            choice.settings.deployment,
            choice.settings.bucket,
            choice.settings.broker_url,
            choice.settings.theme,
        )
        anew = is_moved or choice.access_key_id is not None or choice.secret_access_key is not None
        self._links.link_format = choice.settings.link_format
        self._with_core(lambda core: core.uploads.change(choice.settings))
        self._background.run(
            lambda: save(choice),
            on_done=lambda _: QApplication.exit(AGAIN) if anew else None,
            on_error=lambda error: self.window.notice.say(str(error), stays=True),
        )

    def _change(self, **changes: str) -> None:
        self._settings = dataclasses.replace(self._settings, **changes)  # type: ignore[arg-type]
        self._links.link_format = self._settings.link_format
        self._with_core(lambda core: core.uploads.change(self._settings))
        self._background.run(lambda: choices.save(self._settings))


def _ids(items: Sequence[Item]) -> list[str]:
    return [item.job_id for item in items]


def _copied(count: int) -> str:
    return QCoreApplication.translate("Session", "Copied {links}").format(links=phrases.links(count))
