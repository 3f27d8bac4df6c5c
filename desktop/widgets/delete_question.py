"""Ask once before published images are deleted from the CDN: which host, how many files, which links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMessageBox, QWidget

from desktop.domain.item import Item
from desktop.domain.links import UrlOf
from desktop.models import phrases

translate = QCoreApplication.translate
_MOST_LINKS = 6


def ask_delete(
    parent: QWidget, items: Sequence[Item], *, url_of: UrlOf, on_confirmed: Callable[[], None]
) -> QMessageBox:
    """Show the question over the window; `on_confirmed` is called only for the button that says so."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(translate("Delete", "Delete from the CDN"))
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.RichText)
    links = [url_of(item.outcome, item.outcome.main) for item in items if item.outcome is not None]
    box.setText(f"<b>{escape(_question(items, links))}</b>")
    box.setInformativeText(_consequences(items, links))
    delete = box.addButton(translate("Delete", "&Delete from the CDN"), QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    delete.setProperty("rank", "danger")
    delete.style().polish(delete)
    for button in (delete, cancel):
        button.setIcon(QIcon())  # the theme's little pictures fit nothing else here
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    delete.clicked.connect(on_confirmed)
    box.open()
    return box


def _question(items: Sequence[Item], links: Sequence[str]) -> str:
    host = urlsplit(links[0]).netloc if links else ""
    return translate("Delete", "Delete {images} from {host}?").format(images=phrases.images(len(items)), host=host)


def _consequences(items: Sequence[Item], links: Sequence[str]) -> str:
    files = sum(len(item.outcome.files) for item in items if item.outcome is not None)
    named = "<br>".join(escape(link) for link in links[:_MOST_LINKS])
    if len(links) > _MOST_LINKS:
        more = translate("Delete", "… and {count} more").format(count=len(links) - _MOST_LINKS)
        named = f"{named}<br>{escape(more)}"
    counted = translate("Delete", "These links stop working, with all sizes and thumbnails ({count} files):")
    cached = translate("Delete", "A CDN and browsers may keep showing copies for a while.")
    others = translate(
        "Delete", "What another desktop of your team also published stays online until it is deleted there."
    )
    kept = translate("Delete", "Each row stays here with Restore, as long as its file or the stored original exists.")
    paragraphs = (escape(counted.format(count=files)), named, escape(f"{cached} {others}"), escape(kept))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
