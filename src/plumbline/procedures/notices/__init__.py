"""What reaches people: what waits for them, what is new, the mail of the day."""
