"""Reform as a round: an inventory of standards with what rules propose for each, decided by people, published."""
