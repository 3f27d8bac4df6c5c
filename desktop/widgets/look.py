"""Give the window its colours: light or dark as the system says, one accent, and a tone for each kind of state."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from desktop.models.status import Tone

_FUSION_ACCENT = "#308cc6"  # Qt's own default: no platform theme has an opinion


@dataclass(frozen=True, kw_only=True)
class Look:
    """Hold every colour the window paints with; words keep a contrast of 4.5 : 1 on all of them, selected or not."""

    is_dark: bool
    window: QColor
    canvas: QColor
    surface: QColor
    border: QColor
    text: QColor
    muted: QColor
    accent: QColor
    on_accent: QColor
    hollow: QColor
    tones: dict[Tone, QColor]

    def tint(self, alpha: float) -> QColor:
        """Return the accent, see-through."""
        colour = QColor(self.accent)
        colour.setAlphaF(alpha)
        return colour

    @property
    def faint(self) -> QColor:
        """A line between border and text, for what the pointer is over."""
        return self.border.lighter(150) if self.is_dark else self.border.darker(125)

    def palette(self) -> QPalette:
        """Return the palette every ordinary widget uses."""
        palette = QPalette()
        roles = {
            QPalette.ColorRole.Window: self.window,
            QPalette.ColorRole.WindowText: self.text,
            QPalette.ColorRole.Base: self.surface,
            QPalette.ColorRole.AlternateBase: self.canvas,
            QPalette.ColorRole.Text: self.text,
            QPalette.ColorRole.Button: self.surface,
            QPalette.ColorRole.ButtonText: self.text,
            QPalette.ColorRole.ToolTipBase: self.surface,
            QPalette.ColorRole.ToolTipText: self.text,
            QPalette.ColorRole.PlaceholderText: self.muted,
            QPalette.ColorRole.Highlight: self.accent,
            QPalette.ColorRole.HighlightedText: self.on_accent,
            QPalette.ColorRole.Accent: self.accent,
            QPalette.ColorRole.Link: self.accent,
            QPalette.ColorRole.Mid: self.border,
            QPalette.ColorRole.Light: self.surface,
        }
        for role, colour in roles.items():
            palette.setColor(role, colour)
        faint = QColor(self.muted)
        faint.setAlphaF(0.55)
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, faint)
        return palette


def look_of(theme: str) -> Look:
    """Return the look of a theme ("light", "dark"), or of what the system has now ("system"), in its accent."""
    dark = theme == "dark" or (theme != "light" and _system_is_dark())
    accent = QGuiApplication.palette().accent().color()
    own = not accent.isValid() or accent.name() == _FUSION_ACCENT or accent in (_LIGHT.accent, _DARK.accent)
    look = _DARK if dark else _LIGHT
    return look if own else _with_accent(look, accent)


def _system_is_dark() -> bool:
    scheme = QGuiApplication.styleHints().colorScheme()
    if scheme is not Qt.ColorScheme.Unknown:
        return scheme is Qt.ColorScheme.Dark
    palette = QGuiApplication.palette()
    return palette.window().color().lightnessF() < palette.windowText().color().lightnessF()


def _with_accent(look: Look, accent: QColor) -> Look:
    on_accent = QColor("#10131a") if accent.lightnessF() > 0.6 else QColor("#ffffff")  # noqa: PLR2004  middle grey
    return Look(**{**vars(look), "accent": accent, "on_accent": on_accent})


_LIGHT = Look(
    is_dark=False,
    window=QColor("#f3f4f7"),
    canvas=QColor("#fafbfc"),
    surface=QColor("#ffffff"),
    border=QColor("#dfe3ea"),
    text=QColor("#1b2230"),
    muted=QColor("#525c6b"),
    accent=QColor("#3561e0"),
    on_accent=QColor("#ffffff"),
    hollow=QColor("#e9ecf1"),
    tones={
        Tone.QUIET: QColor("#525c6b"),
        Tone.ACTIVE: QColor("#264fc6"),
        Tone.GOOD: QColor("#12633a"),
        Tone.HELD: QColor("#834e00"),
        Tone.BAD: QColor("#b1232f"),
    },
)
_DARK = Look(
    is_dark=True,
    window=QColor("#1c2027"),
    canvas=QColor("#15181d"),
    surface=QColor("#242a33"),
    border=QColor("#353d49"),
    text=QColor("#e8ebf1"),
    muted=QColor("#9fa9b9"),
    accent=QColor("#86a8ff"),
    on_accent=QColor("#10131a"),
    hollow=QColor("#303844"),
    tones={
        Tone.QUIET: QColor("#9fa9b9"),
        Tone.ACTIVE: QColor("#8fb0ff"),
        Tone.GOOD: QColor("#5fd39b"),
        Tone.HELD: QColor("#f0b860"),
        Tone.BAD: QColor("#ff8b90"),
    },
)
