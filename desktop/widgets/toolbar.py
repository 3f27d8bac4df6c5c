"""Hold what is needed most often in one row: add, paste, preset, destination, search, inspector."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMenu, QSizePolicy, QSlider, QToolBar, QToolButton, QWidget

from desktop.domain.reports import Connection, Link
from desktop.models.status import Tone
from desktop.widgets import icons
from desktop.widgets.actions import Actions
from desktop.widgets.look import Look
from desktop.widgets.tile_layout import SCALES
from worker.contract import PresetDescription

translate = QCoreApplication.translate

_ROOMY = 68  # heights of a line of text


class Toolbar(QToolBar):
    """Offer the first steps; report choices by signals."""

    preset_chosen = Signal(str)
    search_changed = Signal(str)
    tile_scale_chosen = Signal(float)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Build the row from the window's actions."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Toolbar"))
        self.setMovable(False)
        self.setIconSize(QSize(18, 18))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._add = QAction(self.tr(" Add  ▾"), self)
        self._add.setToolTip(self.tr("Add images or a folder"))
        self.addWidget(self._add_button(actions))
        self.addWidget(self._button(actions.paste, self.tr("Paste")))
        self._preset, self.search = QComboBox(), QLineEdit()
        self.tile_slider = QSlider(Qt.Orientation.Horizontal)
        self._destination = self._button(actions.settings, "")
        self._destination_name = ""
        self._spare: list[QAction] = []  # what a narrow window does without
        self._add_field(self.tr("Preset"), self._preset)
        self._add_field(self.tr("To"), self._destination)
        self.addWidget(self._space())
        self.addWidget(self._search_field(actions))
        for action in (actions.grid, actions.list):
            self.addWidget(self._switch(action))
        self._spare.append(self.addWidget(self._slider()))
        self.addWidget(self._switch(actions.inspector))
        self._preset.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._preset.setAccessibleName(self.tr("Preset"))
        self._preset.activated.connect(lambda _row: self.preset_chosen.emit(self._preset.currentData()))

    def set_presets(self, presets: Sequence[PresetDescription], chosen: str) -> None:
        """Offer the presets the deployment has; before it is known, the chosen one alone."""
        self._preset.clear()
        for preset in presets:
            self._preset.addItem(preset.title, preset.name)
            self._preset.setItemData(self._preset.count() - 1, preset.summary, Qt.ItemDataRole.ToolTipRole)
        if self._preset.findData(chosen) < 0:
            self._preset.addItem(chosen.capitalize(), chosen)
        self._preset.setCurrentIndex(self._preset.findData(chosen))

    def set_look(self, look: Look) -> None:
        """Draw what stands on the accent colour anew."""
        self._add.setIcon(icons.icon("add", look.on_accent))

    def choose_preset(self, name: str) -> None:
        """Show another preset as chosen."""
        self._preset.setCurrentIndex(max(0, self._preset.findData(name)))

    @property
    def preset_title(self) -> str:
        """The chosen preset in words."""
        return self._preset.currentText()

    def set_connection(self, connection: Connection, look: Look) -> None:
        """Show where images go and whether it answers."""
        tones = {Link.ONLINE: Tone.GOOD, Link.STARTING: Tone.HELD, Link.OFFLINE: Tone.BAD}
        name = "computer" if connection.is_local else "cloud"
        self._destination.setIcon(icons.icon(name, look.tones[tones[connection.link]]))
        self._destination.setText(f" {self._destination_name or destination_of(connection)}")
        self._destination.setToolTip(connection.cdn_url or self.tr("Where your images go"))

    def offer_destinations(self, menu: QMenu, present: str) -> None:
        """Let the button open this menu, and name the present destination where it has a name."""
        self._destination.setMenu(menu)
        self._destination.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._destination_name = present
        if present:
            self._destination.setText(f" {present}")

    def _add_button(self, actions: Actions) -> QToolButton:
        button = self._button(self._add, self.tr("Add"))
        button.setProperty("rank", "primary")
        menu = QMenu(button)
        menu.addActions([actions.add_files, actions.add_folder])
        menu.addSeparator()
        menu.addAction(actions.add_samples)
        button.setText(self._add.text())
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _button(self, action: QAction, text: str) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setText(f" {text}" if text else "")
        button.setAccessibleName(text or action.text().replace("&", ""))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _switch(self, action: QAction) -> QToolButton:
        button = self._button(action, "")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        return button

    def _slider(self) -> QSlider:
        slider = self.tile_slider
        slider.setRange(round(100 * SCALES[0]), round(100 * SCALES[1]))
        slider.setValue(100)
        slider.setFixedWidth(84)
        slider.setAccessibleName(self.tr("Size of tiles"))
        slider.setToolTip(self.tr("Size of tiles"))
        slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        slider.valueChanged.connect(lambda percent: self.tile_scale_chosen.emit(percent / 100))
        return slider

    def show_tile_scale(self, scale: float) -> None:
        """Move the slider to where tiles are."""
        self.tile_slider.blockSignals(True)  # noqa: FBT003  Qt's signature
        self.tile_slider.setValue(round(100 * scale))
        self.tile_slider.blockSignals(False)  # noqa: FBT003  Qt's signature

    def _add_field(self, title: str, field: QWidget) -> None:
        label = QLabel(title)
        label.setProperty("tone", "muted")
        label.setContentsMargins(14, 0, 2, 0)
        label.setBuddy(field)
        self._spare.append(self.addWidget(label))
        self.addWidget(field)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Do without what is not needed where there is no room for it."""
        super().resizeEvent(event)
        is_roomy = event.size().width() >= _ROOMY * self.fontMetrics().height()
        for action in self._spare:
            action.setVisible(is_roomy)

    def _search_field(self, actions: Actions) -> QLineEdit:
        self.search.setPlaceholderText(self.tr("Search names and folders"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.setAcceptDrops(False)  # the whole window takes drops
        self.search.setMaximumWidth(280)
        self.search.setMinimumWidth(160)
        self.search.textChanged.connect(self.search_changed)
        actions.search.triggered.connect(self.search.setFocus)
        actions.search.triggered.connect(self.search.selectAll)
        return self.search

    def _space(self) -> QWidget:
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        return space


def destination_of(connection: Connection) -> str:
    """Return in words where images go."""
    if connection.is_local:
        is_bucket = connection.description is not None and not connection.description.local_only
        return translate("Toolbar", "My bucket") if is_bucket else translate("Toolbar", "This computer")
    return translate("Toolbar", "Team")
