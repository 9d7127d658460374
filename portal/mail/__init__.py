"""Mail: written into an outbox with the transaction that causes it, sent by the worker."""
