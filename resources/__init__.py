"""Data only: icons, sample images, translations, deployment files."""
