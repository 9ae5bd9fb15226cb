"""Operations on figures, cuts and the rulebook."""
