"""Plain Python, no Qt: items, intake, links."""
