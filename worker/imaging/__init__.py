"""Pixels only: formats, limits, encoders, presets. No Celery, no storage."""
