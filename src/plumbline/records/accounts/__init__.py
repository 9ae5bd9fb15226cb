"""How accounts, sessions, tokens and attempts to sign in are kept."""
