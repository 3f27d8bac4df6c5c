"""Qt models over the items: the gallery and its filters."""
