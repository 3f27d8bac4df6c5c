"""Ask where images go: this computer, this computer with a bucket, or a team's broker; and offer to test it."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from desktop.settings import BucketSettings, Deployment, Settings
from desktop.widgets.checklist import Checklist
from desktop.widgets.forms import field


class DestinationPage(QWidget):
    """Hold the fields of a destination; `changed` whenever one is touched."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        """Show the settings as they are."""
        super().__init__(parent)
        self.local = QRadioButton(self.tr("This computer: links work only here"))
        self.own_bucket = QRadioButton(self.tr("This computer makes them, my bucket publishes them"))
        self.team = QRadioButton(self.tr("A team's broker: its workers make and publish them"))
        self._prefix = settings.bucket.prefix if settings.bucket else ""
        self._bucket_form, self._team_form = self._bucket_fields(), self._team_fields()
        self.checklist = Checklist()
        layout = QVBoxLayout(self)
        layout.setSpacing(5)
        for part in (self.local, self.own_bucket, self._bucket_form, self.team, self._team_form, self.checklist):
            layout.addWidget(part)
        layout.addStretch()
        self._fill(settings)
        for button in (self.local, self.own_bucket, self.team):
            button.toggled.connect(self._on_changed)
        self._on_changed()

    @property
    def trouble(self) -> str:
        """What keeps these fields from being saved, or an empty string."""
        if self.own_bucket.isChecked() and not self.bucket.text().strip():
            return self.tr("Name the bucket.")
        if self.team.isChecked() and not self.broker_url.text().strip().startswith(("redis://", "rediss://")):
            return self.tr("The broker's address begins with redis:// or rediss://.")
        return ""

    @property
    def keys(self) -> tuple[str | None, str | None]:
        """The bucket's two keys where they were typed in."""
        access, secret = (field.text().strip() or None for field in (self.access_key_id, self.secret_access_key))
        return access, secret

    def applied_to(self, settings: Settings) -> Settings:
        """Return the settings with what is chosen here."""
        return dataclasses.replace(
            settings,
            deployment=Deployment.TEAM if self.team.isChecked() else Deployment.LOCAL,
            bucket=self._bucket() if self.own_bucket.isChecked() else None,
            broker_url=self.broker_url.text().strip(),
        )

    def _bucket_fields(self) -> QFrame:
        frame, form = _form()
        self.bucket, self.endpoint, self.region, self.cdn_url = (QLineEdit() for _ in range(4))
        self.access_key_id, self.secret_access_key = QLineEdit(), QLineEdit()
        self.secret_access_key.setEchoMode(QLineEdit.EchoMode.Password)
        self.endpoint.setPlaceholderText(self.tr("empty for Amazon S3, else https://…"))
        self.cdn_url.setPlaceholderText(self.tr("empty, or the address visitors use: https://…"))
        for secret in (self.access_key_id, self.secret_access_key):
            secret.setPlaceholderText(self.tr("leave empty to keep what the keyring holds"))
        field(form, self.tr("&Bucket"), self.bucket)
        field(form, self.tr("&Endpoint"), self.endpoint)
        field(form, self.tr("Reg&ion"), self.region)
        field(form, self.tr("Access &key"), self.access_key_id)
        field(form, self.tr("&Secret key"), self.secret_access_key)
        field(form, self.tr("&CDN address"), self.cdn_url)
        self.bucket.textChanged.connect(self.changed)
        return frame

    def _team_fields(self) -> QFrame:
        frame, form = _form()
        self.broker_url = QLineEdit()
        self.broker_url.setPlaceholderText("rediss://:password@broker.example.org:6379/0")
        self.broker_url.textChanged.connect(self.changed)
        field(form, self.tr("B&roker"), self.broker_url)
        return frame

    def _fill(self, settings: Settings) -> None:
        bucket = settings.bucket
        is_team = settings.deployment is Deployment.TEAM
        (self.team if is_team else self.own_bucket if bucket else self.local).setChecked(True)
        self.broker_url.setText(settings.broker_url)
        self.region.setText(bucket.region if bucket else "us-east-1")
        if bucket:
            self.bucket.setText(bucket.bucket)
            self.endpoint.setText(bucket.endpoint or "")
            self.cdn_url.setText(bucket.cdn_url or "")

    def _on_changed(self) -> None:
        self._bucket_form.setVisible(self.own_bucket.isChecked())
        self._team_form.setVisible(self.team.isChecked())
        self.changed.emit()

    def _bucket(self) -> BucketSettings:
        return BucketSettings(
            bucket=self.bucket.text().strip(),
            endpoint=self.endpoint.text().strip() or None,
            region=self.region.text().strip() or "us-east-1",
            prefix=self._prefix,
            cdn_url=self.cdn_url.text().strip() or None,
        )


def _form() -> tuple[QFrame, QFormLayout]:
    frame = QFrame()
    form = QFormLayout(frame)
    form.setContentsMargins(26, 0, 0, 6)
    form.setHorizontalSpacing(14)
    form.setVerticalSpacing(7)
    return frame, form
