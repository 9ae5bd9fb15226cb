"""Operations on assessments and assessment years."""
