"""What cases tell those outside them: what is new, what is published, tables and letters."""
