"""Write the style sheet of the window's frame from a look: bars, fields, buttons, menus. Tiles paint themselves."""

from __future__ import annotations

from desktop.models.status import Tone
from desktop.widgets import icons
from desktop.widgets.look import Look

_SHEET = """
QMainWindow, QDialog {{ background: {window}; }}
QWidget {{ color: {text}; }}
QGroupBox {{ font-weight: 600; border: 1px solid {border}; border-radius: 9px; margin-top: 20px; padding: 8px; }}
QGroupBox::title {{ subcontrol-origin: margin; left: 2px; top: 2px; color: {muted}; }}
QMenuBar {{ background: {window}; color: {text}; padding: 2px 6px; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 5px; background: transparent; }}
QMenuBar::item:selected {{ background: {hollow}; }}
QMenu {{ background: {surface}; color: {text}; border: 1px solid {border}; padding: 5px; }}
QMenu::item {{ padding: 5px 26px 5px 10px; border-radius: 5px; }}
QMenu::item:selected {{ background: {accent}; color: {on_accent}; }}
QMenu::item:disabled {{ color: {faint}; background: transparent; }}
QMenu::separator {{ height: 1px; background: {border}; margin: 5px 6px; }}
QMenu::icon {{ padding-left: 8px; }}
QToolBar {{ background: {window}; border: none; border-bottom: 1px solid {border}; padding: 7px 10px; spacing: 6px; }}
QToolButton {{ color: {text}; border: 1px solid transparent; border-radius: 7px; padding: 5px 9px; }}
QToolButton:hover {{ background: {hollow}; }}
QToolButton:pressed, QToolButton:checked {{ background: {tint}; }}
QToolButton:focus {{ border: 2px solid {accent}; padding: 4px 8px; }}
QToolButton[rank="small"] {{ background: {surface}; border: 1px solid {border}; padding: 2px 8px; }}
QToolButton[rank="small"]:hover {{ background: {hollow}; }}
QToolButton[rank="small"]:focus {{ border: 2px solid {accent}; padding: 1px 7px; }}
QToolButton:disabled {{ color: {faint}; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
QPushButton {{ background: {surface}; color: {text}; border: 1px solid {border}; border-radius: 7px;
  padding: 5px 13px; }}
QPushButton:hover {{ background: {hollow}; }}
QPushButton:pressed {{ background: {tint}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 4px 12px; }}
QPushButton[rank="danger"] {{ color: {bad}; }}
QPushButton:disabled {{ color: {faint}; }}
QPushButton[rank="primary"], QToolButton[rank="primary"], QPushButton:default {{
  background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600; }}
QPushButton[rank="primary"]:hover, QToolButton[rank="primary"]:hover, QPushButton:default:hover {{
  background: {accent_hover}; }}
QPushButton[rank="primary"]:disabled, QPushButton:default:disabled {{
  background: {hollow}; color: {faint}; border-color: {border}; }}
QPushButton[rank="primary"]:focus, QToolButton[rank="primary"]:focus, QPushButton:default:focus {{
  border: 2px solid {text}; }}
QLineEdit {{ background: {surface}; color: {text}; border: 1px solid {border}; border-radius: 7px;
  padding: 5px 9px; selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit, QPlainTextEdit {{ placeholder-text-color: {muted}; }}
QLineEdit:focus {{ border: 2px solid {accent}; padding: 4px 8px; }}
QLineEdit:disabled {{ color: {faint}; }}
QComboBox {{ background: {surface}; color: {text}; border: 1px solid {border}; border-radius: 7px;
  padding: 4px 9px; min-height: 18px; }}
QComboBox:hover {{ background: {hollow}; }}
QComboBox:focus {{ border: 2px solid {accent}; padding: 3px 8px; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox::down-arrow {{ image: url("{chevron}"); width: 13px; height: 13px; }}
QComboBox QAbstractItemView {{ background: {surface}; color: {text}; border: 1px solid {border}; padding: 4px;
  selection-background-color: {accent}; selection-color: {on_accent}; }}
QSpinBox, QDoubleSpinBox, QPlainTextEdit {{ background: {surface}; color: {text}; border: 1px solid {border};
  border-radius: 7px; padding: 4px 7px; selection-background-color: {accent}; selection-color: {on_accent}; }}
QSpinBox, QDoubleSpinBox {{ min-height: 18px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ subcontrol-origin: border; width: 22px; border: none;
  background: transparent; }}
QAbstractSpinBox::up-button {{ subcontrol-position: top right; margin-top: 3px; }}
QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; margin-bottom: 3px; }}
QAbstractSpinBox::up-arrow {{ image: url("{chevron_up}"); width: 11px; height: 11px; }}
QAbstractSpinBox::down-arrow {{ image: url("{chevron}"); width: 11px; height: 11px; }}
QAbstractSpinBox QLineEdit {{ background: transparent; border: none; padding: 0 7px; }}
QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus {{ border: 2px solid {accent}; padding: 3px 6px; }}
QCheckBox, QRadioButton {{ border: 2px solid transparent; border-radius: 6px; padding: 1px 4px 1px 1px;
  spacing: 7px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {accent}; }}
QCheckBox:disabled, QRadioButton:disabled, QLabel:disabled {{ color: {faint}; }}
QCheckBox::indicator, QRadioButton::indicator {{ background: {surface}; border: 1px solid {muted};
  width: 14px; height: 14px; border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: 8px; }}
QCheckBox::indicator:checked {{ border-color: {accent}; image: url("{check}"); background: {accent}; }}
QRadioButton::indicator:checked {{ border: 4px solid {accent}; width: 8px; height: 8px; }}
QTabWidget::pane {{ background: {canvas}; border: 1px solid {border}; border-radius: 9px; padding: 8px; }}
QTabWidget > QStackedWidget > QWidget {{ background: transparent; }}
QTabBar::tab {{ color: {muted}; border-bottom: 2px solid transparent; padding: 6px 12px; margin-right: 4px; }}
QTabBar::tab:selected {{ color: {text}; border-bottom-color: {accent}; }}
QTabBar::tab:focus {{ color: {accent}; background: {tint}; border-top-left-radius: 6px;
  border-top-right-radius: 6px; }}
QProgressBar {{ background: {hollow}; border: none; border-radius: 3px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QTreeView {{ background: transparent; border: none; outline: none; }}
QTreeView::item, QTreeView::item:hover, QTreeView::item:selected {{ background: transparent; }}
QHeaderView {{ background: {window}; }}
QHeaderView::section {{ background: {window}; color: {muted}; border: none; border-bottom: 1px solid {border};
  padding: 6px 8px; }}
QHeaderView::section:hover {{ background: {hollow}; }}
QHeaderView::down-arrow, QHeaderView::up-arrow {{ width: 12px; height: 12px; }}
QSlider::groove:horizontal {{ background: {border}; height: 3px; border-radius: 1px; }}
QSlider::handle:horizontal {{ background: {muted}; width: 13px; height: 13px; margin: -5px 0; border-radius: 6px; }}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ background: {accent}; }}
QListView {{ background: transparent; border: none; outline: none; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
#inspector {{ border: 2px solid transparent; }}
#inspector:focus {{ border-color: {accent}; }}
QSplitter::handle {{ background: {border}; }}
QStatusBar {{ background: {window}; border-top: 1px solid {border}; color: {muted}; }}
QStatusBar::item {{ border: none; }}
QLabel[tone="muted"] {{ color: {muted}; }}
QLabel[tone="heading"] {{ color: {muted}; font-weight: 600; }}
QLabel[tone="field"] {{ padding: 6px 0; }}
QLabel[tone="good"] {{ color: {good}; font-weight: 600; }}
QLabel[tone="bad"] {{ color: {bad}; font-weight: 600; }}
QLabel[tone="key"] {{ background: {surface}; border: 1px solid {border}; border-bottom-width: 2px;
  border-radius: 5px; padding: 1px 7px; font-weight: 600; }}
#canvas, #canvas > QWidget {{ background: {canvas}; }}
#pane {{ background: {window}; }}
#transfers {{ background: {window}; border-top: 1px solid {border}; }}
#card {{ background: {surface}; border: 1px solid {border}; border-radius: 10px; }}
#selected, #saved {{ padding-left: 18px; }}
#banner {{ background: {surface}; border-bottom: 1px solid {border}; }}
#trouble {{ background: {surface}; border: 1px solid {bad}; border-radius: 8px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: {handle}; border-radius: 4px; min-height: 36px; }}
QScrollBar::handle:vertical:hover {{ background: {muted}; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; }}
QScrollBar::handle:horizontal {{ background: {handle}; border-radius: 4px; min-width: 36px; }}
QScrollBar::handle:horizontal:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {border}; padding: 4px 6px; }}
"""


def sheet_of(look: Look) -> str:
    """Return the style sheet of a look."""
    is_on_light = look.on_accent.lightnessF() < 0.5  # noqa: PLR2004  what is written on the accent is dark
    handle = look.border.darker(112) if not look.is_dark else look.border.lighter(140)
    return _SHEET.format(
        window=look.window.name(),
        canvas=look.canvas.name(),
        surface=look.surface.name(),
        border=look.border.name(),
        text=look.text.name(),
        muted=look.muted.name(),
        faint=f"rgba({look.muted.red()}, {look.muted.green()}, {look.muted.blue()}, 55%)",
        chevron=icons.file_of("chevron").as_posix(),
        chevron_up=icons.file_of("chevron-up").as_posix(),
        check=icons.file_of("check-dark" if is_on_light else "check-light").as_posix(),
        handle=handle.name(),
        hollow=look.hollow.name(),
        accent=look.accent.name(),
        accent_hover=look.accent.lighter(112).name(),
        on_accent=look.on_accent.name(),
        tint=f"rgba({look.accent.red()}, {look.accent.green()}, {look.accent.blue()}, 22%)",
        good=look.tones[Tone.GOOD].name(),
        bad=look.tones[Tone.BAD].name(),
    )
