"""What pages, programs and commands share: who looks, what they ask for, and work that goes on behind them."""
