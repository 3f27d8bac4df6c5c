"""Harden Celery on Redis: settings with their reasons, transport, consumer, dead letters, delivery counter."""
