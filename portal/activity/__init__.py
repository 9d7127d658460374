"""Events: one row per thing that happened, written in its transaction, and who follows them."""
