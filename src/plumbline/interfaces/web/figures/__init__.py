"""Pages of figures, of the records behind them, and of cuts."""
