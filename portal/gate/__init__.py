"""The gate: what somebody searched and read before asking, and when that opens the form."""
