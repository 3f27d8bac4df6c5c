"""Put the window into each of its states and open each of its dialogs, to be painted or looked through."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEventLoop, QItemSelectionModel, QMimeData, Qt, QTimer, QUrl
from PySide6.QtWidgets import QWidget

from desktop.domain.checkup import Checked, Step
from desktop.domain.item import State
from desktop.domain.links import text_of
from desktop.domain.reports import Connection, Link
from desktop.domain.sample import CDN_URL, sample_item
from desktop.models import phrases
from desktop.settings import Settings
from desktop.widgets import dialogs, incoming, menus
from desktop.widgets.close_question import ask_to_stay
from desktop.widgets.code_dialog import show_code
from desktop.widgets.delete_question import ask_delete
from desktop.widgets.destination_menu import DestinationMenu
from desktop.widgets.keys_dialog import KeysDialog
from desktop.widgets.settings_dialog import SettingsDialog
from desktop.widgets.tray import Tray
from tests.gui.sample_gallery import finished, mixed
from tests.gui.sample_items import live
from tests.gui.stage import PRESETS, Stage
from worker.contract import Code, Failure

translate = QCoreApplication.translate
Scene = Callable[[Stage], QWidget]


def rest(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def choose(stage: Stage, *rows: int) -> None:
    stage.select(*rows)
    index, flags = stage.items.index(rows[0], 0), QItemSelectionModel.SelectionFlag
    stage.gallery.selectionModel().setCurrentIndex(index, flags.NoUpdate)
    stage.gallery.scrollTo(index)


def row_of(stage: Stage, state: State) -> int:
    return next(row for row in range(stage.items.rowCount()) if stage.items.item_at(row).state is state)


def empty(stage: Stage) -> QWidget:
    return stage.window


def drop(stage: Stage) -> QWidget:
    urls = QMimeData()
    urls.setUrls([QUrl.fromLocalFile(f"/p/{n}.jpg") for n in range(128)] + [QUrl.fromLocalFile("/p/a.psd")] * 2)
    stage.model.add(finished())
    stage.window.overlay.announce(incoming.read(urls), target="This computer · Web")
    return stage.window


def copied(stage: Stage) -> QWidget:
    stage.model.add(finished())
    choose(stage, 1)
    stage.window.notice.say(phrases.drop_ended(live=14, failed=0, copied=True))
    return stage.window


def progress(stage: Stage) -> QWidget:
    stage.model.add([*finished(), *mixed()])
    stage.window.show_pace(2_516_582.4, 118)
    return stage.window


def focus(stage: Stage) -> QWidget:
    progress(stage)
    stage.gallery.setFocus(Qt.FocusReason.TabFocusReason)
    choose(stage, 6)
    flags = QItemSelectionModel.SelectionFlag
    stage.gallery.selectionModel().setCurrentIndex(stage.items.index(7, 0), flags.NoUpdate)
    return stage.window


def focus_sidebar(stage: Stage) -> QWidget:
    progress(stage)
    stage.window.sidebar.setFocus(Qt.FocusReason.TabFocusReason)
    return stage.window


def rows(stage: Stage) -> QWidget:
    progress(stage)
    stage.actions.list.trigger()
    choose(stage, 2, 3)
    stage.window.canvas.list.setFocus(Qt.FocusReason.TabFocusReason)
    return stage.window


def whole(stage: Stage) -> QWidget:
    progress(stage)
    choose(stage, 6)
    return stage.window


def many(stage: Stage) -> QWidget:
    progress(stage)
    choose(stage, 6, 7, 8, 15, 16, 17, 18)
    return stage.window


def failed(stage: Stage) -> QWidget:
    progress(stage)
    text, button = phrases.drop_ended(live=14, failed=2, copied=False), translate("Adding", "Show failed")
    stage.window.notice.say(text, button=button, then=lambda: None, stays=True)
    choose(stage, row_of(stage, State.FAILED))
    return stage.window


def retried(stage: Stage) -> QWidget:
    progress(stage)
    choose(stage, 9)
    return stage.window


def offline(stage: Stage) -> QWidget:
    progress(stage)
    stage.window.show_connection(Connection(link=Link.OFFLINE, failure=Failure(code=Code.BROKER_UNREACHABLE)))
    return stage.window


def nothing_found(stage: Stage) -> QWidget:
    progress(stage)
    stage.window.toolbar.search.setText("lighthouse")
    return stage.window


def small(stage: Stage) -> QWidget:
    progress(stage)
    stage.window.resize(820, 560)
    return stage.window


def look(stage: Stage) -> QWidget:
    progress(stage)
    choose(stage, 6)
    stage.actions.look.trigger()
    return stage.window


def compare(stage: Stage) -> QWidget:
    look(stage)
    rest(600)
    quick = stage.window.quick_look
    quick._on_loaded(quick._item, after=quick._before)  # type: ignore[arg-type]  # no CDN here: the same picture twice
    quick._compare.click()
    return stage.window


def _settings(page: str, **choices: object) -> Scene:
    def scene(stage: Stage) -> QWidget:
        settings = Settings(templates=("<a href={url}>{name}</a>",), **choices)  # type: ignore[arg-type]
        dialog = SettingsDialog(
            settings,
            formats=phrases.link_formats(),
            preview=lambda name: text_of(sample_item(), name, CDN_URL),
            presets=PRESETS,
            parent=stage.window,
        )
        dialog.destination.own_bucket.setChecked(page == "destination")
        dialog.pages.setCurrentWidget(getattr(dialog, page))
        dialog.open()
        return dialog

    return scene


def tested(stage: Stage) -> QWidget:
    dialog = _settings("destination")(stage)
    assert isinstance(dialog, SettingsDialog)
    dialog.destination.local.setChecked(True)
    dialog.destination.checklist.begin()
    for step in (Step.BROKER, Step.WORKER, Step.TICKET):
        dialog.show_step(Checked(step=step, seconds=0.04))
    dialog.show_step(Checked(step=Step.SENDING, failure=Failure(code=Code.STORAGE_DENIED)))
    dialog.end_test(is_well=False)
    return dialog


def code(stage: Stage) -> QWidget:
    return show_code(stage.window, "harbour-at-dawn.jpg", f"{CDN_URL}/images/0123456789abcdef-0123456789ab/harbour.jpg")


def delete(stage: Stage) -> QWidget:
    return ask_delete(stage.window, [live(n) for n in range(1, 9)], url_of=stage.url_of, on_confirmed=lambda: None)


def close(stage: Stage) -> QWidget:
    return ask_to_stay(stage.window, 7)


def keys(stage: Stage) -> QWidget:
    dialog = KeysDialog(stage.window)
    dialog.open()
    return dialog


def about(stage: Stage) -> QWidget:
    return dialogs.show_about(stage.window)


def tray(stage: Stage) -> QWidget:
    a = stage.actions
    shown = Tray(stage.window, add=a.add_files, pause=a.pause, leave=a.quit)
    shown.show_links(finished(10))
    shown.menu.popup(stage.window.pos())
    return shown.menu


def tile_menu(stage: Stage) -> QWidget:
    progress(stage)
    stage.actions.set_presets(PRESETS)
    choose(stage, 6)
    menu = menus.tile_menu(stage.window, stage.actions)
    menu.popup(stage.window.pos())
    return menu


def destinations(stage: Stage) -> QWidget:
    menu = DestinationMenu(stage.actions.settings, stage.window)
    menu.offer("shop", {"": "", "shop": "Garden shop", "blog": "Blog"})
    menu.popup(stage.window.pos())
    return menu


SCENES: dict[str, Scene] = {
    "01-empty": empty, "02-drop": drop, "03-copied": copied, "04-progress": progress, "05-focus": focus,
    "06-focus-sidebar": focus_sidebar, "07-list": rows, "window": whole, "08-many": many, "09-failed": failed,
    "10-retried": retried, "11-offline": offline, "12-nothing": nothing_found, "13-small": small, "14-look": look,
    "15-compare": compare, "20-destination": _settings("destination"), "21-links": _settings("links"),
    "22-sending": _settings("sending"), "23-general": _settings("general"), "24-tested": tested, "25-code": code,
    "26-delete": delete, "27-close": close, "28-keys": keys, "29-about": about, "30-tray": tray,
    "31-tile-menu": tile_menu, "32-destinations": destinations,
}  # fmt: skip
