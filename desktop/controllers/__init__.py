"""Verbs: what the window's signals do."""
