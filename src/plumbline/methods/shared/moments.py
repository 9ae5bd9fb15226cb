"""Moments as people and programs write them: a day, or a moment with or without its distance from UTC (ISO 8601)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo


def moment(text: str, zone: tzinfo, *, end: bool = False) -> datetime:
    """What ``text`` says, in UTC: a day is its beginning in ``zone``, or its ``end``; a moment that names no distance
    from UTC is one of ``zone``. :raises ValueError: for what is neither, and for what no calendar of UTC holds: before
    the year 1, after 9999."""
    plain = text.strip()
    if any(each in plain for each in "T :"):
        found = datetime.fromisoformat(plain)
    else:
        found = datetime.combine(date.fromisoformat(plain), time.max if end else time())
    return in_utc(found if found.tzinfo is not None else found.replace(tzinfo=zone))


def in_utc(found: datetime) -> datetime:
    """The same moment in UTC. :raises ValueError: where there is none, as for the first hours of the year 1 in
    China."""
    try:
        return found.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{found.isoformat()} is no moment of UTC") from error
