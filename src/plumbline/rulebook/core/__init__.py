"""Reading the rulebook's files: tables, faults, vocabularies, error codes."""
