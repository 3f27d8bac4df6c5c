"""Put the actions into the menu bar and the tiles' own menu: whatever the window can do is found here with its key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from desktop.widgets.actions import Actions

translate = QCoreApplication.translate


def fill_menu_bar(bar: QMenuBar, actions: Actions) -> None:
    """Fill the menus File, Edit, View, Upload, Links and Help."""
    a = actions
    menus: dict[str, list[QAction | None]] = {
        translate("Menu", "&File"): [a.add_files, a.add_folder, a.paste, None, a.add_samples, None, a.quit],
        translate("Menu", "&Edit"): [
            a.undo, None, a.select_all, a.remove, a.clear_done, None, a.search, None, a.settings,
        ],
        translate("Menu", "&View"): [
            a.look, None, a.grid, a.list, None, a.larger, a.smaller, None, a.sidebar, a.inspector,
        ],
        translate("Menu", "&Upload"): [a.retry, a.retry_failed, None, a.pause, a.cancel],
        translate("Menu", "&Links"): [a.copy, a.copy_menu, None, a.open, a.code, None, a.delete, a.publish],
        translate("Menu", "&Help"): [a.keys, a.about],
    }  # fmt: skip
    for title, entries in menus.items():
        menu = bar.addMenu(title)
        _fill(menu, entries)
        if a.grid in entries:
            order = QMenu(translate("Menu", "S&ort by"), menu)
            order.addActions(a.sorts.actions())
            menu.insertMenu(a.larger, order)
        if a.open in entries:
            chosen = QMenu(translate("Menu", "&Format of links"), menu)
            _keep_filled(chosen, a.formats.actions)
            menu.insertMenu(a.open, chosen)


def tile_menu(parent: QWidget, actions: Actions) -> QMenu:
    """Return the menu of a right click on tiles."""
    a = actions
    menu = QMenu(parent)
    _fill(menu, [a.copy])
    copy_as = copy_as_menu(menu, actions)
    menu.addMenu(copy_as)
    _fill(menu, [a.look, a.open, a.code, None])
    presets = QMenu(translate("Menu", "Apply another preset"), menu)
    menu.addMenu(presets)
    _fill(menu, [a.retry, a.cancel, None, a.remove, a.delete, None, a.inspector])
    menu.aboutToShow.connect(lambda: copy_as.setEnabled(a.copy_menu.isEnabled()))
    menu.aboutToShow.connect(lambda: _offer_presets(presets, a))
    return menu


def _offer_presets(menu: QMenu, actions: Actions) -> None:
    menu.clear()
    menu.addActions(actions.presets)
    menu.setEnabled(any(action.isEnabled() for action in actions.presets))


def _keep_filled(menu: QMenu, entries: Callable[[], Sequence[QAction]]) -> None:
    """Fill a menu now and each time it is shown: what it offers may change meanwhile."""

    def fill() -> None:
        menu.clear()
        menu.addActions(entries())

    fill()
    menu.aboutToShow.connect(fill)


def copy_as_menu(parent: QWidget, actions: Actions) -> QMenu:
    """Return the menu of all link formats."""
    menu = QMenu(translate("Menu", "Copy as"), parent)
    _keep_filled(menu, lambda: actions.copy_as)
    return menu


def _fill(menu: QMenu, entries: Iterable[QAction | None]) -> None:
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        else:
            menu.addAction(entry)
