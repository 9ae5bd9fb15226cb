"""The assessment year as a rule states it: its calendar, its stages, and what is answered in them."""
