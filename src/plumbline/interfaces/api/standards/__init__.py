"""Operations of the register of standards, and of what is done in it."""
