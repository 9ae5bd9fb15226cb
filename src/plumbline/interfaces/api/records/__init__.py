"""Operations on records, files and evidence."""
