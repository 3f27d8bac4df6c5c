"""Pixels and signals only; no widget knows a controller."""
