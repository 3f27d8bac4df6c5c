"""Lay out fields with their words before them, in line with what is written in the field."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QLabel, QLayout, QVBoxLayout, QWidget


def field(form: QFormLayout, words: str, entry: QWidget | QLayout) -> None:
    """Add a row; the key in the words leads to the field, the first one of a row of fields."""
    label = QLabel(words)
    label.setProperty("tone", "field")
    first = entry.itemAt(0) if isinstance(entry, QLayout) else None
    target = first.widget() if first is not None else entry
    if isinstance(target, QWidget):
        label.setBuddy(target)
    form.addRow(label, entry)


def form_of(page: QWidget) -> QFormLayout:
    """Return a form at the top of a page."""
    layout, form = QVBoxLayout(page), QFormLayout()
    form.setHorizontalSpacing(14)
    layout.addLayout(form)
    layout.addStretch()
    return form
