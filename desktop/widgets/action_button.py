"""Show an action as a button whose icon keeps its distance from the words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStyleOptionToolButton, QToolButton, QWidget


class ActionButton(QToolButton):
    """Follow an action; reached with Tab like every other button."""

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        """Show the action's icon beside its words."""
        super().__init__(parent)
        self.setDefaultAction(action)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def initStyleOption(self, option: QStyleOptionToolButton) -> None:  # noqa: N802  Qt's name
        """Put a gap before the words: Qt's style sheets know no distance between icon and text."""
        super().initStyleOption(option)
        if option.text and not option.icon.isNull():
            option.text = f" {option.text}"
