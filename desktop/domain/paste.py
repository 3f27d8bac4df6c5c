"""Tell addresses that were pasted together as one drop, though each becomes a drop of its own as soon as it is here."""

from __future__ import annotations

from desktop.domain.reports import DropReport


class Paste:
    """Know which of the addresses have not ended yet; they come from the last to the first."""

    def __init__(self, count: int) -> None:
        """Begin with `count` addresses, none of them fetched."""
        self._to_fetch = count
        self._reports: dict[str, DropReport | None] = {}

    def is_new(self) -> bool:
        """Whether none of it has become a drop."""
        return not self._reports

    def arrived(self, drop_id: str) -> None:
        """Note the drop an address became."""
        self._to_fetch -= 1
        self._reports[drop_id] = None

    def missed(self) -> None:
        """Note an address that could not be fetched."""
        self._to_fetch -= 1

    def ended(self, report: DropReport) -> None:
        """Note how one of its drops ended."""
        self._reports[report.drop_id] = report

    def report(self) -> DropReport | None:
        """Return the report of all, under the id of the earliest drop, once all have ended; none where nothing came."""
        reports = [report for report in self._reports.values() if report is not None]
        if self._to_fetch or not reports or len(reports) < len(self._reports):
            return None
        return DropReport(
            drop_id=reports[0].drop_id,
            items=tuple(item for report in reversed(reports) for item in report.items),
            skipped=sum(report.skipped for report in reports),
        )
