"""The law as data: indicators, schemes, mappings and vocabularies, each dated and cited."""
