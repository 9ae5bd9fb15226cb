"""Operations of the register of standards."""
