"""What the Academy holds about one person: handed out whole, and erased."""
