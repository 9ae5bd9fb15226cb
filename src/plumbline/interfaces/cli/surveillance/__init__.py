"""Commands of surveillance that need no home: draws, risk, plans, signals."""
