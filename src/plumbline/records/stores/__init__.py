"""Where records are kept: SQLite or PostgreSQL, copies, and the way from one to the other."""
