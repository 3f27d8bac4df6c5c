"""Ask how links are written, how images are sent, what is watched and how the window looks."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from desktop.domain.intake import MIB
from desktop.language import LANGUAGES
from desktop.settings import MOST_PARALLEL, Settings
from desktop.widgets.forms import field, form_of
from worker.contract import PresetDescription

PLACES = "{url} {thumb} {name} {alt} {width} {height} {srcset}"


class LinksPage(QWidget):
    """Ask for the format of links and the user's own templates, with a preview of the line being written."""

    def __init__(
        self,
        settings: Settings,
        *,
        formats: dict[str, str],
        preview: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        """Show the settings; `preview` fills a template with an image the user knows."""
        super().__init__(parent)
        self._formats, self._preview_of = formats, preview
        self.link_format = QComboBox()
        self.copies = QCheckBox(self.tr("Copy the links when a drop has ended"))
        self.templates = QPlainTextEdit("\n".join(settings.templates))
        self.templates.setPlaceholderText('<a href="{url}"><img src="{thumb}" alt="{alt}"></a>')
        self.templates.setTabChangesFocus(True)
        self.templates.setFixedHeight(84)
        self.templates.setAccessibleName(self.tr("Your own formats"))
        self.preview = QLabel(wordWrap=True)
        self.preview.setMinimumHeight(3 * self.preview.fontMetrics().height())
        self.preview.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.preview.setTextFormat(Qt.TextFormat.PlainText)
        self.preview.setAccessibleName(self.tr("Preview"))
        hint = _hint(self.tr("One per line, with {places}").format(places=PLACES))
        self.preview.setProperty("tone", "muted")
        form = form_of(self)
        field(form, self.tr("&Format"), self.link_format)
        form.addRow("", self.copies)
        field(form, self.tr("&Your own"), self.templates)
        form.addRow("", hint)
        field(form, self.tr("Preview"), self.preview)
        self.copies.setChecked(settings.copies_automatically)
        self._offer(settings.link_format)
        self.templates.textChanged.connect(self._on_written)
        self.templates.cursorPositionChanged.connect(self._show_line)
        self.link_format.currentIndexChanged.connect(self._show_format)

    def applied_to(self, settings: Settings) -> Settings:
        """Return the settings with what is chosen here."""
        return dataclasses.replace(
            settings,
            link_format=self.link_format.currentData(),
            copies_automatically=self.copies.isChecked(),
            templates=self._templates(),
        )

    def _templates(self) -> tuple[str, ...]:
        lines = (line.strip() for line in self.templates.toPlainText().splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))

    def _offer(self, chosen: str) -> None:
        offered = {**self._formats, **{template: template for template in self._templates()}}
        self.link_format.blockSignals(True)  # noqa: FBT003  Qt's signature
        self.link_format.clear()
        for name, title in offered.items():
            self.link_format.addItem(title, name)
        self.link_format.setCurrentIndex(max(0, self.link_format.findData(chosen)))
        self.link_format.blockSignals(False)  # noqa: FBT003  Qt's signature
        self._show_format()

    def _on_written(self) -> None:
        self._offer(self.link_format.currentData())
        self._show_line()

    def _show_format(self) -> None:
        self.preview.setText(self._preview_of(self.link_format.currentData() or "url"))

    def _show_line(self) -> None:
        """Show the template under the cursor: the one being written."""
        if line := self.templates.textCursor().block().text().strip():
            self.preview.setText(self._preview_of(line))


class SendingPage(QWidget):
    """Ask with which preset images are made, how many go at once, how fast, and which folder is watched."""

    def __init__(
        self, settings: Settings, presets: Sequence[PresetDescription] = (), parent: QWidget | None = None
    ) -> None:
        """Show the settings; `presets` are the deployment's, none before it is known."""
        super().__init__(parent)
        self.preset, self._summary = QComboBox(), _hint("")
        self._summaries = {preset.name: preset.summary for preset in presets}
        self._offer_presets(presets, settings.preset)
        self.parallel = QSpinBox(minimum=1, maximum=MOST_PARALLEL, value=settings.parallel_sends)
        self.limit = QDoubleSpinBox(minimum=0.0, maximum=1000.0, singleStep=0.5, decimals=2)
        self.limit.setSpecialValueText(self.tr("as fast as it goes"))
        self.limit.setSuffix(self.tr(" MB per second"))
        self.limit.setValue((settings.bytes_per_second or 0) / MIB)
        for box in (self.parallel, self.limit):
            box.lineEdit().setTextMargins(6, 0, 0, 0)  # a style sheet's padding does not reach the number
        self.watches = QCheckBox(self.tr("Send new images of a folder by themselves"))
        self.folder = QLineEdit(settings.watch_folder)
        self.folder.setAccessibleName(self.tr("Folder"))
        choose = QPushButton(self.tr("C&hoose…"))
        choose.clicked.connect(self._choose)
        self.watches.setChecked(bool(settings.watch_folder))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        hint = _hint(self.tr("What is in the folder already is not sent, only what comes later."))
        for widget in (self.folder, choose, hint):
            widget.setEnabled(self.watches.isChecked())
            self.watches.toggled.connect(widget.setEnabled)
        form = form_of(self)
        field(form, self.tr("&Preset"), self.preset)
        form.addRow("", self._summary)
        field(form, self.tr("&Images sent at once"), self.parallel)
        field(form, self.tr("&Speed"), self.limit)
        form.addRow("", self.watches)
        field(form, self.tr("Folder"), row)
        form.addRow("", hint)

    def applied_to(self, settings: Settings) -> Settings:
        """Return the settings with what is chosen here."""
        return dataclasses.replace(
            settings,
            preset=self.preset.currentData(),
            parallel_sends=self.parallel.value(),
            bytes_per_second=round(self.limit.value() * MIB) or None,
            watch_folder=self.folder.text().strip() if self.watches.isChecked() else "",
        )

    def _offer_presets(self, presets: Sequence[PresetDescription], chosen: str) -> None:
        for preset in presets:
            self.preset.addItem(preset.title, preset.name)
        if chosen not in self._summaries:
            self.preset.addItem(chosen.capitalize(), chosen)
        self.preset.currentIndexChanged.connect(self._show_summary)
        self.preset.setCurrentIndex(self.preset.findData(chosen))
        self._show_summary()

    def _show_summary(self) -> None:
        unknown = self.tr("The deployment has not said yet what it does.")
        self._summary.setText(self._summaries.get(self.preset.currentData(), unknown))

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Watch a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


class GeneralPage(QWidget):
    """Ask how the window looks, when it speaks up, and when it is there."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        """Show the settings."""
        super().__init__(parent)
        self.theme = QComboBox()
        titles = {"system": self.tr("As the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        for name, title in titles.items():
            self.theme.addItem(title, name)
        self.theme.setCurrentIndex(max(0, self.theme.findData(settings.theme)))
        self.language = QComboBox()
        for name, title in {"system": self.tr("As the system"), **LANGUAGES}.items():
            self.language.addItem(title, name)
        self.language.setCurrentIndex(max(0, self.language.findData(settings.language)))
        self.notifies = QCheckBox(self.tr("Tell me when a drop has ended while I work elsewhere"))
        self.notifies.setChecked(settings.notifies)
        self.starts = QCheckBox(self.tr("Start with the system, hidden in the tray"))
        self.starts.setChecked(settings.starts_with_system)
        self.stays = QCheckBox(self.tr("Stay in the tray when the window is closed"))
        self.stays.setChecked(settings.stays_in_tray)
        form = form_of(self)
        field(form, self.tr("&Theme"), self.theme)
        field(form, self.tr("L&anguage"), self.language)
        for box in (self.notifies, self.stays, self.starts):
            form.addRow("", box)

    def applied_to(self, settings: Settings) -> Settings:
        """Return the settings with what is chosen here."""
        return dataclasses.replace(
            settings,
            theme=self.theme.currentData(),
            language=self.language.currentData(),
            notifies=self.notifies.isChecked(),
            starts_with_system=self.starts.isChecked(),
            stays_in_tray=self.stays.isChecked(),
        )


def _hint(text: str) -> QLabel:
    """Return a quiet line that explains what stands above it."""
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("tone", "muted")
    return label
