"""Follows what happened: keeps the index and the ledger current and empties the outbox."""

import threading
from collections.abc import Callable

import structlog

from portal.finding.indexing import follow_content
from portal.mail.sending import send_due
from portal.reporting.keeping import keep_ledger
from portal.runtime import Runtime

PAUSE_S = 0.25
PAUSE_AFTER_TROUBLE_S = 5.0
log = structlog.get_logger()


class Worker:
    """Runs each task in turn for as long as there is something to do, then pauses."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.tasks: tuple[Callable[[Runtime], int], ...] = (
            follow_content,
            send_due,
            keep_ledger,
        )
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.run, name="worker", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        """Finish the task under way and end."""
        self.stopping.set()
        self.thread.join(timeout=30)

    def run(self) -> None:
        while not self.stopping.is_set():
            self.stopping.wait(self.turn())

    def turn(self) -> float:
        """Run every task once; return how many seconds to pause."""
        done = 0
        for task in self.tasks:
            try:
                done += task(self.runtime)
            except Exception:
                log.exception("worker-task-failed", task=task.__name__)
                return PAUSE_AFTER_TROUBLE_S
        return 0.0 if done else PAUSE_S
