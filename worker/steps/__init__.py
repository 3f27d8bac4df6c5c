"""The pipeline's steps, one file each: `(Context) -> None`, tested with one image."""
