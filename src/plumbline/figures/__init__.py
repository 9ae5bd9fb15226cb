"""From records to explained figures: frozen cuts, the engine, indicators. Computes, keeps nothing."""
