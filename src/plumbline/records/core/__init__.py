"""What every kind of record rests on: declaration, journal, store, who may see what, regions and people."""
