"""The window: drop images, watch them go, copy the links. Never Pillow, never boto3."""
