"""Topics across borders: what countries require of goods, side by side, and what an exporter must do."""
