"""What the worker does in a moment, done at once: so no journey sleeps and looks again."""

from portal.finding.indexing import follow_content
from portal.reporting.keeping import keep_ledger
from tests.journeys.academy import Academy


def catch_up(academy: Academy) -> None:
    """Let search and ledger know all that has happened; the worker may be at the same work."""
    for task in (follow_content, keep_ledger):
        while task(academy.runtime):
            pass
