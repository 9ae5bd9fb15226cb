"""Calendars: which days are worked, as announced year by year."""
