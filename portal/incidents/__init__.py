"""Known faults of the service: what is wrong, whom it hits, since when, and what is said of it."""
