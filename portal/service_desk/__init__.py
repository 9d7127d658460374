"""Requests once opened: the ticket, its trail and promise, its thread, the queue."""
