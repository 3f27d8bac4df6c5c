"""Write the style sheet of the window's frame from a look: bars, fields, buttons, menus. Tiles paint themselves."""

from __future__ import annotations

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
QToolButton:focus {{ border-color: {accent}; }}
QToolButton:disabled {{ color: {faint}; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
QPushButton {{ background: {surface}; color: {text}; border: 1px solid {border}; border-radius: 7px;
  padding: 5px 13px; }}
QPushButton:hover {{ background: {hollow}; }}
QPushButton:pressed {{ background: {tint}; }}
QPushButton:focus {{ border-color: {accent}; }}
QPushButton:disabled {{ color: {faint}; }}
QPushButton[rank="primary"], QToolButton[rank="primary"], QPushButton:default {{
  background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600; }}
QPushButton[rank="primary"]:hover, QToolButton[rank="primary"]:hover, QPushButton:default:hover {{
  background: {accent_hover}; }}
QLineEdit {{ background: {surface}; color: {text}; border: 1px solid {border}; border-radius: 7px;
  padding: 5px 9px; selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit:focus {{ border-color: {accent}; }}
QLineEdit:disabled {{ color: {faint}; }}
QComboBox {{ background: {surface}; color: {text}; border: 1px solid {border}; border-radius: 7px;
  padding: 4px 9px; min-height: 18px; }}
QComboBox:hover {{ background: {hollow}; }}
QComboBox:focus {{ border-color: {accent}; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox::down-arrow {{ image: url("{chevron}"); width: 13px; height: 13px; }}
QComboBox QAbstractItemView {{ background: {surface}; color: {text}; border: 1px solid {border}; padding: 4px;
  selection-background-color: {accent}; selection-color: {on_accent}; }}
QSpinBox, QDoubleSpinBox, QPlainTextEdit {{ background: {surface}; color: {text}; border: 1px solid {border};
  border-radius: 7px; padding: 4px 7px; selection-background-color: {accent}; selection-color: {on_accent}; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
QAbstractSpinBox QLineEdit {{ background: transparent; border: none; padding: 0; }}
QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus {{ border-color: {accent}; }}
QCheckBox::indicator, QRadioButton::indicator {{ background: {surface}; border: 1px solid {muted};
  width: 14px; height: 14px; border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: 7px; }}
QCheckBox::indicator:checked {{ border-color: {accent}; image: url("{check}"); background: {accent}; }}
QRadioButton::indicator:checked {{ border: 4px solid {accent}; width: 8px; height: 8px; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border-color: {accent}; }}
QTabWidget::pane {{ background: {canvas}; border: 1px solid {border}; border-radius: 9px; padding: 8px; }}
QTabWidget > QStackedWidget > QWidget {{ background: transparent; }}
QTabBar::tab {{ color: {muted}; border-bottom: 2px solid transparent; padding: 6px 12px; margin-right: 4px; }}
QTabBar::tab:selected {{ color: {text}; border-bottom-color: {accent}; }}
QTabBar::tab:focus {{ color: {accent}; }}
QProgressBar {{ background: {hollow}; border: none; border-radius: 3px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QTreeView {{ background: transparent; border: none; outline: none; }}
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
QSplitter::handle {{ background: {border}; }}
QStatusBar {{ background: {window}; border-top: 1px solid {border}; color: {muted}; }}
QStatusBar::item {{ border: none; }}
QLabel[tone="muted"] {{ color: {muted}; }}
QLabel[tone="heading"] {{ color: {muted}; font-weight: 600; }}
#canvas, #canvas > QWidget {{ background: {canvas}; }}
#pane {{ background: {window}; }}
#transfers {{ background: {window}; border-top: 1px solid {border}; }}
#card {{ background: {surface}; border: 1px solid {border}; border-radius: 10px; }}
#trouble {{ background: {surface}; border: 1px solid {bad}; border-radius: 8px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: {handle}; border-radius: 4px; min-height: 36px; }}
QScrollBar::handle:vertical:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {border}; padding: 4px 6px; }}
"""


def sheet_of(look: Look) -> str:
    """Return the style sheet of a look."""
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
        check=icons.file_of("check").as_posix(),
        handle=handle.name(),
        hollow=look.hollow.name(),
        accent=look.accent.name(),
        accent_hover=look.accent.lighter(112).name(),
        on_accent=look.on_accent.name(),
        tint=f"rgba({look.accent.red()}, {look.accent.green()}, {look.accent.blue()}, 22%)",
        bad=next(colour.name() for tone, colour in look.tones.items() if tone == "bad"),
    )
