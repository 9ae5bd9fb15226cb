"""Reports of a city for tests of the watch: eight weeks of one complaint, and a ninth with six."""

from __future__ import annotations

from datetime import date, timedelta

from tests.records.samples import Office, Row

ON = date(2026, 3, 4)
"""A Wednesday; the week before it is judged."""
WEEK = date(2026, 2, 23)
KETTLE, CHAIR = "06901234567892", "F1/chair"


def complaints(product: str = KETTLE, *, region: str = "1", last: int = 6, weeks: int = 9, mark: str = "C",
               ) -> list[Row]:
    """A complaint a week, and ``last`` of them in the week that is judged."""
    return [{"number": f"{mark}{back}-{n}", "product": product, "region": region,
             "received_on": (WEEK - timedelta(weeks=back) + timedelta(days=n % 7)).isoformat()}
            for back in range(weeks) for n in range(1 if back else last)]


def watched(office: Office, *rows: Row) -> None:
    """Take complaints in; without ``rows`` those of a kettle."""
    office.take("complaint", list(rows) or complaints())
