"""Results kept, read, scored again by another scheme; grades that authorities published."""
