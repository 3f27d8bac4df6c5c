"""Let the user say where images go and how links are handled. Reports new settings; saving is somebody else's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QIcon, QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QTabWidget, QVBoxLayout, QWidget

from desktop.domain.checkup import Checked
from desktop.settings import Settings
from desktop.widgets.choice_pages import GeneralPage, LinksPage, SendingPage
from desktop.widgets.destination_page import DestinationPage
from worker.contract import PresetDescription

_PANE = 12  # pixels of frame and padding around a page


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Hold what the user settled on; a key of the bucket that is None stays as it is in the keyring."""

    settings: Settings
    access_key_id: str | None = None
    secret_access_key: str | None = None


class SettingsDialog(QDialog):
    """Ask on four pages: destination, links, sending, general."""

    chosen = Signal(object)  # Choice
    test_requested = Signal(object)  # Choice, not saved
    test_stopped = Signal()

    def __init__(
        self,
        settings: Settings,
        *,
        formats: dict[str, str],
        preview: Callable[[str], str] = str,
        presets: Sequence[PresetDescription] = (),
        parent: QWidget,
    ) -> None:
        """Show the settings as they are; `formats` gives each link format its title, `preview` fills one.

        `presets` are those of the deployment in use.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self.setMinimumWidth(560)
        self.setPalette(parent.palette())  # a window of its own does not inherit it
        self._settings = settings
        self.destination = DestinationPage(settings)
        self.links = LinksPage(settings, formats=formats, preview=preview)
        self.sending, self.general = SendingPage(settings, presets), GeneralPage(settings)
        self.pages = QTabWidget()
        for page, title in (
            (self.destination, self.tr("&Where images go")),
            (self.links, self.tr("&Links")),
            (self.sending, self.tr("Se&nding")),
            (self.general, self.tr("&General")),
        ):
            self.pages.addTab(page, title)
        self._note = QLabel(wordWrap=True)
        self._note.setProperty("tone", "muted")
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        for part in (self.pages, self._note, self._buttons()):
            layout.addWidget(part)
        self.destination.changed.connect(self._check)
        self.destination.checklist.asked.connect(self._on_test)
        self.destination.checklist.stopped.connect(self.test_stopped)
        self.finished.connect(self.test_stopped)
        self._check()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Make room for the widest page: pages not shown yet are measured without their style otherwise."""
        for part in self.findChildren(QWidget):
            part.ensurePolished()
        pages = (self.destination, self.links, self.sending, self.general)
        widest = max(page.minimumSizeHint().width() for page in pages)
        self.pages.setMinimumWidth(max(widest + 2 * _PANE, self.pages.tabBar().sizeHint().width()))
        self.adjustSize()
        super().showEvent(event)

    def show_step(self, checked: Checked) -> None:
        """Show a step of the test that was asked for."""
        self.destination.checklist.show_step(checked)
        if checked.failure is not None:
            QTimer.singleShot(0, self, self.adjustSize)  # its advice takes some lines

    def end_test(self, is_well: bool) -> None:  # noqa: FBT001  what a callback brings
        """Show how the test ended."""
        self.destination.checklist.end(is_well=is_well)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText(self.tr("Save"))
        for button in buttons.buttons():
            button.setIcon(QIcon())  # the theme's little pictures fit nothing else here
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        return buttons

    def _check(self) -> None:
        trouble = self.destination.trouble
        self._note.setText(trouble)
        self._note.setVisible(bool(trouble))
        self._ok.setEnabled(not trouble)
        self.destination.checklist.button.setEnabled(not trouble)

    def _on_test(self) -> None:
        self.destination.checklist.begin()
        self.test_requested.emit(self._choice())

    def _on_accepted(self) -> None:
        choice = self._choice()
        self.accept()
        self.chosen.emit(choice)

    def _choice(self) -> Choice:
        settings = self._settings
        for page in (self.destination, self.links, self.sending, self.general):
            settings = page.applied_to(settings)
        access, secret = self.destination.keys
        return Choice(settings=settings, access_key_id=access, secret_access_key=secret)
