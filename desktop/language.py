"""Speak the user's language: the system's, or the one chosen in the settings, in our sentences and in Qt's own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

import resources

SYSTEM = "system"
LANGUAGES = {"en": "English", "de": "Deutsch"}  # each in its own words, so that nobody is lost
_FOLDER = Path(resources.__file__).parent / "translations"


def speak(application: QCoreApplication, language: str) -> None:
    """Use a language for every object made from now on, and its way to write numbers and dates."""
    locale = QLocale.system() if language == SYSTEM else QLocale(language)
    QLocale.setDefault(locale)
    for translator in application.findChildren(QTranslator):
        application.removeTranslator(translator)
        translator.deleteLater()
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase", qt), ("pixferry", str(_FOLDER))):
        translator = QTranslator(application)
        if translator.load(locale, name, "_", folder):
            application.installTranslator(translator)
        else:  # English is the language of the sources
            translator.deleteLater()
