"""A worker is refused by the store: it does not try again, and the window says why in a sentence."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop.domain.item import Hold
from desktop.models.gallery import GalleryModel, Role
from tests.plugins.app import App, Apps, Photos
from tests.plugins.farm import Farm
from tests.plugins.store_proxy import Fault


def shown_by(app: App) -> GalleryModel:
    """Return the window's model of an app, fed as the window feeds it."""
    model = GalleryModel()
    app.core.uploads.items_added.connect(model.add)
    app.core.uploads.items_changed.connect(model.replace)
    return model


# What is missing in the store the desktop sends once more by itself: two jobs, each tried once.
@pytest.mark.parametrize(
    ("fault", "jobs", "sentence"),
    [
        (Fault(status=403, code="AccessDenied"), 1, "The store refuses access."),
        (Fault(status=404, code="NoSuchKey"), 2, "The uploaded original is not in the store."),
    ],
    ids=["403", "no-such-key"],
)
def test_what_the_store_refuses_fails_at_once_and_the_windows_model_says_why(  # noqa: PLR0913, PLR0917  fixtures, one table
    farm: Farm, apps: Apps, photos: Photos, fault: Fault, jobs: int, sentence: str
) -> None:
    farm.start_worker()
    farm.store.script = lambda r: fault if r.method == "GET" and "/originals/" in r.path else None
    app = apps()
    model = shown_by(app)
    app.add(*photos(1))
    app.until(lambda: app.reports)

    row = model.index(0, 0)
    app.until(lambda: row.data(Role.STATUS).detail == sentence)
    assert row.data(Role.STATUS).word == "Failed – needs you"
    assert sentence in row.data(Qt.ItemDataRole.ToolTipRole)
    assert app.item("000.jpg").retries == 0
    assert not any(shown.hold is Hold.RETRY for shown in app.history["000.jpg"])
    assert len([r for r in farm.store.requests if r.method == "GET" and "/originals/" in r.path]) == jobs
    assert app.item("000.jpg").attempts == jobs
    model.close()
