"""Administrator Academy: search first, then a request that already says what was tried."""
