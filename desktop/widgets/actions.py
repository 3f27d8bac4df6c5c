"""Make every action of the window once, with its words, key and icon, and know when each makes sense."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from desktop.domain.item import ENDED, Item, State
from desktop.models.columns import Column
from desktop.models.tally import Tally
from desktop.widgets import icons
from desktop.widgets.look import Look
from worker.contract import PresetDescription

_RETRIED = frozenset({State.FAILED, State.REFUSED, State.CANCELLED, State.UNPUBLISHED})


class Actions(QObject):
    """Hold the actions; who triggers them does not matter, what they do is joined elsewhere."""

    copy_as_requested = Signal(str)  # name of a link format
    format_chosen = Signal(str)  # the format Ctrl+C uses from now on
    formats_changed = Signal()
    sort_requested = Signal(int, Qt.SortOrder)  # a Column, or -1 for newest first
    preset_requested = Signal(str)  # make the selected images anew with this one

    def __init__(self, parent: QObject) -> None:
        """Make the actions; formats and icons follow with `set_formats` and `set_look`."""
        super().__init__(parent)
        self._icons: dict[QAction, str] = {}
        self._make_edit()
        self._make_upload()
        self._make_links()
        self._make_window()
        self._make_view()
        self.copy_as: list[QAction] = []
        self.formats = QActionGroup(self)
        self.presets: list[QAction] = []
        self.follow((), Tally())

    def _make_edit(self) -> None:
        self.add_files = self._action(self.tr("Add &files…"), "Ctrl+O", "image")
        self.add_folder = self._action(self.tr("Add f&older…"), "Ctrl+Shift+O", "folder")
        self.add_samples = self._action(self.tr("Add &sample images"), "", "optimise")
        self.paste = self._action(self.tr("&Paste"), QKeySequence.StandardKey.Paste, "paste")
        self.quit = self._action(self.tr("&Quit"), "Ctrl+Q", "quit")
        self.undo = self._action(self.tr("&Undo remove"), QKeySequence.StandardKey.Undo, "undo")
        self.select_all = self._action(self.tr("Select &all"), QKeySequence.StandardKey.SelectAll, "")
        self.remove = self._action(self.tr("Re&move from list"), QKeySequence.StandardKey.Delete, "remove")
        self.clear_done = self._action(self.tr("Clear &done"), "", "check")
        self.clear_done.setToolTip(
            self.tr("Take what is live out of this list; its links stay, and Undo brings it back")
        )
        self.search = self._action(self.tr("&Search"), QKeySequence.StandardKey.Find, "search")
        self.settings = self._action(self.tr("S&ettings…"), "Ctrl+,", "settings")

    def _make_upload(self) -> None:
        self.retry = self._action(self.tr("&Retry"), "Ctrl+R", "retry")
        self.retry_failed = self._action(self.tr("Retry all &failed"), "Ctrl+Shift+R", "retry")
        self.pause = self._action(self.tr("&Pause sending"), "Ctrl+P", "pause")
        self.pause.setCheckable(True)
        self.cancel = self._action(self.tr("Ca&ncel"), "Ctrl+.", "cancel")

    def _make_links(self) -> None:
        self.copy = self._action(self.tr("&Copy link"), QKeySequence.StandardKey.Copy, "copy")
        self.copy_menu = self._action(self.tr("Copy &as…"), "Ctrl+Shift+C", "copy")
        self.open = self._action(self.tr("&Open in browser"), "Ctrl+Return", "open")
        self.code = self._action(self.tr("Sho&w QR code"), "Ctrl+K", "grid")
        self.delete = self._action(self.tr("&Delete from CDN…"), "Shift+Del", "cancelled")
        self.publish = self._action(self.tr("&Publish to a bucket…"), "", "cloud")

    def _make_window(self) -> None:
        self.inspector = self._action(self.tr("&Inspector"), "F9", "inspector")
        self.inspector.setCheckable(True)
        self.inspector.setChecked(True)
        self.sidebar = self._action(self.tr("&Sidebar"), "F8", "list")
        self.sidebar.setCheckable(True)
        self.sidebar.setChecked(True)
        self.keys = self._action(self.tr("&Keyboard shortcuts"), "F1", "keyboard")
        self.about = self._action(self.tr("&About Pixferry"), "", "help")

    def _make_view(self) -> None:
        self.views, self.sorts = QActionGroup(self), QActionGroup(self)
        self.grid = self._action(self.tr("&Grid"), "Ctrl+1", "grid")
        self.list = self._action(self.tr("&List"), "Ctrl+2", "list")
        self.larger = self._action(self.tr("La&rger tiles"), QKeySequence.StandardKey.ZoomIn, "")
        self.smaller = self._action(self.tr("S&maller tiles"), QKeySequence.StandardKey.ZoomOut, "")
        self.look = self._action(self.tr("&Quick look"), "Space", "image")
        self.look.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)  # Space also presses buttons
        for action in (self.grid, self.list):
            action.setCheckable(True)
            self.views.addAction(action)
        self.grid.setChecked(True)
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        for title, column, order in (
            (self.tr("&Newest first"), None, up),
            (self.tr("N&ame"), Column.NAME, up),
            (self.tr("&Size"), Column.SIZE, down),
            (self.tr("Sa&ving"), Column.SAVING, down),
        ):
            action = QAction(title, self.sorts, checkable=True, checked=column is None)
            action.setData(column)
            place = -1 if column is None else int(column)
            action.triggered.connect(lambda _on, place=place, order=order: self.sort_requested.emit(place, order))

    def show_sorting(self, column: Column | None) -> None:
        """Mark by what the rows are sorted now."""
        for action in self.sorts.actions():
            if action.data() == column:
                action.setChecked(True)
                return
        checked = self.sorts.checkedAction()
        if checked is not None:  # sorted by a column the menu does not offer
            self.sorts.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
            checked.setChecked(False)
            self.sorts.setExclusionPolicy(QActionGroup.ExclusionPolicy.Exclusive)

    def set_formats(self, titles: dict[str, str], chosen: str) -> None:
        """Offer link formats by name and title."""
        for action in (*self.copy_as, *self.formats.actions()):
            self.formats.removeAction(action)
            action.deleteLater()
        self.copy_as.clear()
        for name, title in titles.items():
            action = QAction(title.replace("&", "&&"), self)
            action.triggered.connect(lambda _checked, name=name: self.copy_as_requested.emit(name))
            action.setEnabled(self.copy.isEnabled())
            self.copy_as.append(action)
            choice = QAction(title.replace("&", "&&"), self.formats, checkable=True, checked=name == chosen)
            choice.triggered.connect(lambda _checked, name=name: self.format_chosen.emit(name))
        self.formats_changed.emit()

    def set_presets(self, presets: Sequence[PresetDescription]) -> None:
        """Offer the deployment's presets to be applied to published images."""
        if [preset.name for preset in presets] == [action.data() for action in self.presets]:
            return
        for action in self.presets:
            action.deleteLater()
        self.presets = [QAction(preset.title, self, toolTip=preset.summary) for preset in presets]
        for action, preset in zip(self.presets, presets, strict=True):
            action.setData(preset.name)
            action.triggered.connect(lambda _checked, name=preset.name: self.preset_requested.emit(name))

    def set_look(self, look: Look) -> None:
        """Draw the icons anew in the colours of a look."""
        for action, name in self._icons.items():
            action.setIcon(icons.icon(name, look.text, disabled=look.border))

    def set_paused(self, is_paused: bool) -> None:  # noqa: FBT001  a setter's one argument
        """Show whether sending is paused."""
        self.pause.setChecked(is_paused)
        self.pause.setText(self.tr("&Resume sending") if is_paused else self.tr("&Pause sending"))

    def follow(self, selection: Sequence[Item], tally: Tally) -> None:
        """Enable what makes sense for the selection and the counts."""
        states = {item.state for item in selection}  # once through what may be ten thousand
        live = [item.preset for item in selection if item.state is State.LIVE] if State.LIVE in states else []
        for action in (self.copy, self.copy_menu, self.open, self.code, self.delete, *self.copy_as):
            action.setEnabled(bool(live))
        self.copy.setText(self.tr("&Copy links") if len(live) > 1 else self.tr("&Copy link"))
        retried = states & _RETRIED
        self.retry.setEnabled(bool(retried))
        is_restore = retried == {State.UNPUBLISHED}
        self.retry.setText(self.tr("&Restore to the CDN") if is_restore else self.tr("&Retry"))
        used = set(live)
        for action in self.presets:
            action.setEnabled(bool(used - {action.data()}))
        self.cancel.setEnabled(bool(states - ENDED))
        self.remove.setEnabled(bool(states & ENDED))
        self.retry_failed.setEnabled(tally.failed > 0)
        self.clear_done.setEnabled(tally.live > 0)
        self.look.setEnabled(bool(selection))
        self.select_all.setEnabled(tally.total > 0)

    def _action(self, text: str, key: QKeySequence.StandardKey | str, icon: str) -> QAction:
        action = QAction(text, self)
        if isinstance(key, str):
            action.setShortcut(QKeySequence(key))
        else:
            action.setShortcuts(key)
        if icon:
            self._icons[action] = icon
        return action
