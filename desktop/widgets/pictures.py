"""Keep the pictures tiles show ready as pixmaps, at most so many bytes of them; ask the pool for those missing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from desktop.domain.item import Item, State
from desktop.domain.links import UrlOf
from desktop.services.background import Background, Lane
from desktop.services.previews import Picture, Previews
from worker.contract import Variant

_BUDGET = 48 * 1024 * 1024  # bytes
_AT_ONCE = 4
_MOST_WANTED = 160  # what was scrolled past long ago is not worth loading
_RETRY = 20_000  # milliseconds until a picture that was not to be had is asked for again
_FRAME = 16  # milliseconds
_LARGE = 4096  # device pixels of the longer side of a file looked at closely
_READABLE = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
_UNREADABLE = frozenset({State.REFUSED})


class Pictures(QObject):
    """Give pixmaps by item; lives on the GUI thread."""

    arrived = Signal()  # pictures can be painted that could not be; at most once a frame

    def __init__(
        self,
        *,
        previews: Previews,
        background: Background,
        url_of: UrlOf,
        parent: QObject | None = None,
    ) -> None:
        """Load through `previews` on `background`; `url_of` gives a file's link, or an empty string for now."""
        super().__init__(parent)
        self._previews = previews
        self._background = background
        self._url_of = url_of
        self._ready: OrderedDict[str, QPixmap] = OrderedDict()
        self._stand_ins: dict[str, str] = {}
        self._bytes = 0
        self._wanted: OrderedDict[str, Picture] = OrderedDict()
        self._loading: set[str] = set()
        self._missing: set[str] = set()
        self.asked_anew = 0  # a picture painted as missing before that may be there now
        self._forget = QTimer(self, interval=_RETRY, singleShot=True)
        self._forget.timeout.connect(self.forget_missing)
        self._tell = QTimer(self, interval=_FRAME, singleShot=True)
        self._tell.timeout.connect(self.arrived)
        self._ask = QTimer(self, interval=0, singleShot=True)  # behind the paint that finds pictures missing
        self._ask.timeout.connect(self._load_next)

    def pixmap(self, item: Item, *, edge: int) -> QPixmap | None:
        """Return the best picture there is now, whole, and ask for a better one; `edge` in device pixels."""
        return self._best(_sources(item, self._url_of, Picture(key="", edge=edge)))

    def cut(self, item: Item, *, frame: QSize, ratio: float) -> tuple[QPixmap | None, bool]:
        """Return the best picture to fill a frame (logical pixels), and whether no better one is on its way.

        One made for another frame stands in for one on its way: paint it into the frame whatever its size.
        """
        sources = _sources(item, self._url_of, Picture(key="", frame=frame, ratio=ratio))
        found = self._best(sources)
        if found is not None:
            return found, sources[0].name in self._ready or sources[0].name in self._missing
        names = (self._stand_ins.get(picture.key, "") for picture in sources)
        stand_in = next((self._ready[name] for name in names if name in self._ready), None)
        return stand_in, all(picture.name in self._missing for picture in sources)

    def load_published(self, item: Item, then: Callable[[QPixmap | None], None]) -> None:
        """Fetch the published image for somebody who looks at it now; it is not kept in memory here."""
        file = _largest_readable(item)
        if file is not None and item.outcome is not None:
            self._load(Picture(key=file.key, url=self._url_of(item.outcome, file)), then)

    def load_original(self, item: Item, then: Callable[[QPixmap | None], None]) -> None:
        """Read the file on this computer for somebody who looks at it now."""
        self._load(Picture(key=str(item.path), path=item.path, edge=_LARGE), then)

    def forget_missing(self) -> None:
        """Ask anew for what was not to be had: the CDN may answer again."""
        self._missing.clear()
        self.asked_anew += 1
        self.arrived.emit()

    def close(self) -> None:
        """Ask for nothing more."""
        self._wanted.clear()
        self._forget.stop()
        self._tell.stop()
        self._ask.stop()

    def _load(self, picture: Picture, then: Callable[[QPixmap | None], None]) -> None:
        self._background.run(
            lambda: self._previews.load(picture),
            on_done=lambda image: then(None if image is None else QPixmap.fromImage(image)),
            on_error=lambda _error: then(None),
            lane=Lane.PREVIEWS,
        )

    def _best(self, sources: Sequence[Picture]) -> QPixmap | None:
        for n, picture in enumerate(sources):
            found = self._ready.get(picture.name)
            if found is not None:
                self._ready.move_to_end(picture.name)
                return found
            is_fallback = n > 0 and sources[0].name not in self._missing
            if picture.name not in self._missing and not is_fallback:
                self._want(picture)
        return None

    def _want(self, picture: Picture) -> None:
        if picture.name in self._loading:
            return
        self._wanted[picture.name] = picture
        self._wanted.move_to_end(picture.name)
        while len(self._wanted) > _MOST_WANTED:
            self._wanted.popitem(last=False)
        if len(self._loading) < _AT_ONCE and not self._ask.isActive():
            self._ask.start()

    def _load_next(self) -> None:
        while self._wanted and len(self._loading) < _AT_ONCE:
            name, picture = self._wanted.popitem()
            self._loading.add(name)
            self._background.run(
                lambda picture=picture: self._previews.load(picture),  # type: ignore[misc]
                on_done=lambda image, picture=picture: self._on_loaded(picture, image),  # type: ignore[misc]
                on_error=lambda _error, picture=picture: self._on_loaded(picture, None),  # type: ignore[misc]
                lane=Lane.PREVIEWS,
            )

    def _on_loaded(self, picture: Picture, image: QImage | None) -> None:
        self._loading.discard(picture.name)
        if image is None:
            self._missing.add(picture.name)
            if not self._forget.isActive():
                self._forget.start()
        else:
            self._keep(picture, QPixmap.fromImage(image))
        if not self._tell.isActive():
            self._tell.start()
        self._load_next()

    def _keep(self, picture: Picture, pixmap: QPixmap) -> None:
        self._ready[picture.name] = pixmap
        self._stand_ins[picture.key] = picture.name
        self._bytes += _weight(pixmap)
        while self._bytes > _BUDGET and len(self._ready) > 1:
            _, oldest = self._ready.popitem(last=False)
            self._bytes -= _weight(oldest)


def _largest_readable(item: Item) -> Variant | None:
    """Return the published image, or the largest of its variants Qt can read."""
    outcome = item.outcome if item.is_live else None
    if outcome is None:
        return None
    readable = [file for file in outcome.files if file.content_type in _READABLE]
    return max(readable, key=lambda file: (file.key == outcome.main.key, file.width), default=None)


def _weight(picture: QPixmap) -> int:
    return picture.width() * picture.height() * 4


def _sources(item: Item, url_of: UrlOf, size: Picture) -> list[Picture]:
    """Return what may be shown of an item, the best first, each at the size of `size`."""
    key = f"{item.path}|{item.modified}|{item.size}"
    local = Picture(key=key, path=item.path, edge=size.edge, frame=size.frame, ratio=size.ratio)
    if item.outcome is not None and item.is_live:
        thumbnail = item.outcome.thumbnail
        url = url_of(item.outcome, thumbnail)
        return [Picture(key=thumbnail.key, url=url, edge=size.edge, frame=size.frame, ratio=size.ratio), local]
    return [] if item.state in _UNREADABLE else [local]
