"""Rules of surveillance: beacons, plans of draws, matrices of risk, sampling plans."""
