"""Let the user say where images go and how links are handled. Reports new settings; saving is somebody else's."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QGroupBox,
    QLabel,
    QLineEdit,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.settings import BucketSettings, Deployment, Settings

_MOST_PARALLEL = 16


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Hold what the user settled on; a key of the bucket that is None stays as it is in the keyring."""

    settings: Settings
    access_key_id: str | None = None
    secret_access_key: str | None = None


class SettingsDialog(QDialog):
    """Ask on one page: destination, links, sending, appearance."""

    chosen = Signal(object)  # Choice

    def __init__(self, settings: Settings, *, formats: dict[str, str], parent: QWidget) -> None:
        """Show the settings as they are; `formats` gives each link format its title."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self.setMinimumWidth(520)
        self._settings = settings
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addWidget(self._destination())
        layout.addWidget(self._links(formats))
        layout.addWidget(self._sending())
        self._note = QLabel(wordWrap=True)
        self._note.setProperty("tone", "muted")
        layout.addWidget(self._note)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText(self.tr("Save"))
        for button in buttons.buttons():
            button.setIcon(QIcon())  # the theme's little pictures fit nothing else here
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self._fill()
        self._check()

    def _destination(self) -> QGroupBox:
        box = QGroupBox(self.tr("Where images go"))
        layout = QVBoxLayout(box)
        self.local = QRadioButton(self.tr("This computer: links work only here"))
        self.own_bucket = QRadioButton(self.tr("This computer makes them, my bucket publishes them"))
        self.team = QRadioButton(self.tr("A team's broker: its workers make and publish them"))
        self._bucket_form, self._team_form = self._bucket_fields(), self._team_fields()
        for part in (self.local, self.own_bucket, self._bucket_form, self.team, self._team_form):
            layout.addWidget(part)
        for button in (self.local, self.own_bucket, self.team):
            button.toggled.connect(self._check)
        return box

    def _bucket_fields(self) -> QFrame:
        frame, form = _form()
        self.bucket, self.endpoint, self.region, self.cdn_url = (QLineEdit() for _ in range(4))
        self.access_key_id, self.secret_access_key = QLineEdit(), QLineEdit()
        self.secret_access_key.setEchoMode(QLineEdit.EchoMode.Password)
        self.endpoint.setPlaceholderText(self.tr("empty for Amazon S3, else https://…"))
        self.cdn_url.setPlaceholderText(self.tr("empty, or the address visitors use: https://…"))
        for field in (self.access_key_id, self.secret_access_key):
            field.setPlaceholderText(self.tr("leave empty to keep what the keyring holds"))
        form.addRow(self.tr("&Bucket"), self.bucket)
        form.addRow(self.tr("&Endpoint"), self.endpoint)
        form.addRow(self.tr("Re&gion"), self.region)
        form.addRow(self.tr("Access &key"), self.access_key_id)
        form.addRow(self.tr("&Secret key"), self.secret_access_key)
        form.addRow(self.tr("&CDN address"), self.cdn_url)
        self.bucket.textChanged.connect(self._check)
        return frame

    def _team_fields(self) -> QFrame:
        frame, form = _form()
        self.broker_url = QLineEdit()
        self.broker_url.setPlaceholderText("rediss://:password@broker.example.org:6379/0")
        self.broker_url.textChanged.connect(self._check)
        form.addRow(self.tr("B&roker"), self.broker_url)
        return frame

    def _links(self, formats: dict[str, str]) -> QGroupBox:
        box = QGroupBox(self.tr("Links"))
        form = QFormLayout(box)
        self.link_format = QComboBox()
        for name, title in formats.items():
            self.link_format.addItem(title, name)
        self.copies = QCheckBox(self.tr("Copy the links when a drop has ended"))
        form.addRow(self.tr("&Format"), self.link_format)
        form.addRow("", self.copies)
        return box

    def _sending(self) -> QGroupBox:
        box = QGroupBox(self.tr("Sending and appearance"))
        form = QFormLayout(box)
        self.parallel = QSpinBox(minimum=1, maximum=_MOST_PARALLEL)
        self.theme = QComboBox()
        for name, title in (
            ("system", self.tr("As the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
        ):
            self.theme.addItem(title, name)
        form.addRow(self.tr("&Images sent at once"), self.parallel)
        form.addRow(self.tr("&Theme"), self.theme)
        return box

    def _fill(self) -> None:
        settings, bucket = self._settings, self._settings.bucket
        is_team = settings.deployment is Deployment.TEAM
        (self.team if is_team else self.own_bucket if bucket else self.local).setChecked(True)
        self.broker_url.setText(settings.broker_url)
        self.region.setText(bucket.region if bucket else "us-east-1")
        if bucket:
            self.bucket.setText(bucket.bucket)
            self.endpoint.setText(bucket.endpoint or "")
            self.cdn_url.setText(bucket.cdn_url or "")
        self.link_format.setCurrentIndex(max(0, self.link_format.findData(settings.link_format)))
        self.copies.setChecked(settings.copies_automatically)
        self.parallel.setValue(settings.parallel_sends)
        self.theme.setCurrentIndex(max(0, self.theme.findData(settings.theme)))

    def _check(self) -> None:
        self._bucket_form.setVisible(self.own_bucket.isChecked())
        self._team_form.setVisible(self.team.isChecked())
        trouble = ""
        if self.own_bucket.isChecked() and not self.bucket.text().strip():
            trouble = self.tr("Name the bucket.")
        if self.team.isChecked() and not self.broker_url.text().strip().startswith(("redis://", "rediss://")):
            trouble = self.tr("The broker's address begins with redis:// or rediss://.")
        self._note.setText(trouble)
        self._note.setVisible(bool(trouble))
        self._ok.setEnabled(not trouble)

    def _on_accepted(self) -> None:
        settings = dataclasses.replace(
            self._settings,
            deployment=Deployment.TEAM if self.team.isChecked() else Deployment.LOCAL,
            bucket=self._bucket() if self.own_bucket.isChecked() else None,
            broker_url=self.broker_url.text().strip(),
            link_format=self.link_format.currentData(),
            copies_automatically=self.copies.isChecked(),
            parallel_sends=self.parallel.value(),
            theme=self.theme.currentData(),
        )
        self.accept()
        keys = [field.text().strip() or None for field in (self.access_key_id, self.secret_access_key)]
        self.chosen.emit(Choice(settings=settings, access_key_id=keys[0], secret_access_key=keys[1]))

    def _bucket(self) -> BucketSettings:
        return BucketSettings(
            bucket=self.bucket.text().strip(),
            endpoint=self.endpoint.text().strip() or None,
            region=self.region.text().strip() or "us-east-1",
            prefix=self._settings.bucket.prefix if self._settings.bucket else "",
            cdn_url=self.cdn_url.text().strip() or None,
        )


def _form() -> tuple[QFrame, QFormLayout]:
    frame = QFrame()
    form = QFormLayout(frame)
    form.setContentsMargins(26, 0, 0, 6)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    return frame, form
