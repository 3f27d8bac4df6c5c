"""Set up the real window on real models, fed with items by hand, and note what it reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QMimeData, QObject
from PySide6.QtGui import QImage

from desktop.controllers.connection import ConnectionWatch
from desktop.controllers.legs import Doors
from desktop.controllers.uploads import Uploads
from desktop.core import Core
from desktop.domain.item import Item
from desktop.domain.reports import Connection, Link
from desktop.models import phrases
from desktop.models.filters import GalleryFilter
from desktop.models.gallery import GalleryModel
from desktop.models.shelves import Shelves
from desktop.services.background import Background
from desktop.services.ledger import Ledger
from desktop.services.memory import MemoryDeployment
from desktop.services.previews import Previews
from desktop.session import Session
from desktop.settings import Settings
from desktop.widgets.main_window import MainWindow, Models
from desktop.widgets.pictures import Pictures
from tests.gui.sample_items import CDN
from worker.contract import Description, Outcome, PresetDescription, Variant

PRESETS = (
    PresetDescription(name="web", title="Web", summary="Optimised image and thumbnail", fingerprint="0123456789ab"),
    PresetDescription(name="responsive", title="Responsive", summary="Five widths, AVIF and JPEG", fingerprint="b"),
)
DESCRIPTION = Description(
    presets=PRESETS,
    default_preset="web",
    max_bytes=200_000_000,
    content_types=(),
    cdn_url=CDN,
    pipeline_version=1,
    worker_version="1",
    local_only=True,
)
ONLINE = Connection(link=Link.ONLINE, description=DESCRIPTION, workers=2, queued=4)


class Stage:
    """Hold one window with its models; `close` it."""

    def __init__(self, cache: Path, *, theme: str = "light") -> None:
        self.background = Background()
        self.model = GalleryModel()
        self.items = GalleryFilter(self.model)
        self.previews = Previews(folder=cache)
        pictures = Pictures(previews=self.previews, background=self.background, url_of=lambda _outcome, _file: "")
        models = Models(gallery=self.model, items=self.items, shelves=Shelves(self.model), pictures=pictures)
        self.pictures = pictures
        self.window = MainWindow(models, url_of=self.url_of, links_of=self.links_of, theme=theme)
        self.actions = self.window.actions_
        self.gallery = self.window.gallery
        self.window.toolbar.set_presets(PRESETS, "web")
        self.actions.set_formats(phrases.link_formats(), "url")
        self.window.show_connection(ONLINE)
        self.model.counts_changed.connect(lambda: self.window.show_counts(is_paused=False))
        self.dropped: list[list[Path]] = []
        self.images: list[QImage] = []
        self.window.paths_dropped.connect(self.dropped.append)
        self.window.image_dropped.connect(self.images.append)
        self.window.show()

    @staticmethod
    def url_of(outcome: Outcome, file: Variant) -> str:
        del outcome
        return f"{CDN}/{file.key}"

    @staticmethod
    def links_of(items: object) -> QMimeData:
        del items
        return QMimeData()

    def select(self, *rows: int) -> list[Item]:
        """Select rows as a user would with Ctrl, in the order given."""
        self.gallery.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in rows:
            self.gallery.selectionModel().select(self.items.index(row, 0), flags)
        return self.gallery.selected_items()

    def close(self) -> None:
        self.pictures.close()
        self.window.close()
        self.window.deleteLater()
        self.model.close()
        self.background.close()
        self.previews.close()


def opened_over(
    deployment: MemoryDeployment,
    settings: Settings,
    *,
    environment: Mapping[str, str] | None = None,
    has_tray: bool = False,
    is_hidden: bool = False,
) -> Session:
    """Open the whole program with a deployment in memory in place of servers, on a system with or without a tray."""

    def assemble(
        settings: Settings, environment: Mapping[str, str], *, is_window: bool, parent: QObject | None = None
    ) -> Core:
        del environment
        background = Background(parent)
        doors = Doors(background=background, ledger=Ledger(settings.room), queue=deployment, carrier=deployment)
        watch = ConnectionWatch(background, deployment, broker_url="memory://", parent=parent)
        uploads = Uploads(doors, settings, is_window=is_window, parent=parent)
        watch.connection_changed.connect(uploads.follow)
        return Core(background=background, uploads=uploads, watch=watch, doors=doors)

    def find() -> Callable[..., Core]:
        return assemble

    return Session(settings, environment or {}, is_hidden=is_hidden, find_core=find, has_tray=lambda: has_tray)
