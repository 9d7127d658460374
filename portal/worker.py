"""Follows what happened: keeps the index and the ledger current and empties the outbox.

Mail has threads of its own, to send and to fetch: a server that does not answer holds up
nothing else.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from portal.accounts.sending_mail import send_mail
from portal.editing.feedback import take_up_dismissals
from portal.editing.forgetting import forget_readers_words
from portal.editing.outside import LinkCheck
from portal.editing.publishing import publish_due
from portal.editing.reviews import remind_of_reviews
from portal.files.sweeping import sweep_files
from portal.finding.indexing import follow_content
from portal.gate.lapsing import end_what_was_left
from portal.reporting.keeping import keep_ledger
from portal.reporting.mailing import send_statements
from portal.runtime import Runtime
from portal.service_desk.by_mail import forget_mail
from portal.service_desk.drafts import forget_drafts
from portal.service_desk.fetching import fetch_mail
from portal.service_desk.warning import warn_of_late_answers

PAUSE_S = 0.25
PAUSE_AFTER_TROUBLE_S = 5.0
log = structlog.get_logger()

Task = Callable[[Runtime], int]


class Paced:
    """A task that has something to do only now and then: it runs once in `every`."""

    def __init__(self, task: Callable[[Runtime], int], every: timedelta) -> None:
        self.task, self.every = task, every
        self.__name__ = task.__name__
        self.next_at: datetime | None = None

    def __call__(self, runtime: Runtime) -> int:
        now = runtime.now()
        if self.next_at is not None and now < self.next_at:
            return 0
        self.next_at = now + self.every
        return self.task(runtime)


class Worker:
    """Runs each task in turn for as long as there is something to do, then pauses."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime, self.link_check = runtime, LinkCheck()
        self.tasks: tuple[Task, ...] = (
            Paced(publish_due, timedelta(seconds=5)),
            follow_content,
            Paced(warn_of_late_answers, timedelta(seconds=20)),
            Paced(end_what_was_left, timedelta(minutes=1)),
            Paced(forget_drafts, timedelta(minutes=10)),
            Paced(forget_mail, timedelta(minutes=10)),
            keep_ledger,
            Paced(send_statements, timedelta(minutes=10)),
            Paced(take_up_dismissals, timedelta(minutes=1)),
            Paced(remind_of_reviews, timedelta(minutes=10)),
            Paced(forget_readers_words, timedelta(minutes=10)),
            Paced(sweep_files, timedelta(hours=1)),
            Paced(self.link_check, timedelta(seconds=5)),
        )
        self.mail: tuple[Task, ...] = (send_mail,)
        self.mailbox: tuple[Task, ...] = (Paced(fetch_mail, timedelta(minutes=1)),)
        self.stopping = threading.Event()
        turns = self.turn, self.turn_of_mail, self.turn_of_mailbox
        self.threads = [
            threading.Thread(target=self._run, args=[turn], name=turn.__name__, daemon=True)
            for turn in turns
        ]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Finish the tasks under way and end."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(timeout=30)
        self.link_check.stop()

    def _run(self, turn: Callable[[], float]) -> None:
        while not self.stopping.is_set():
            self.stopping.wait(turn())

    def turn(self) -> float:
        """Run every task but mail once, whatever fails; return how many seconds to pause."""
        return self._once(self.tasks)

    def turn_of_mail(self) -> float:
        """Send what is due, a few at a time; return how many seconds to pause."""
        return self._once(self.mail)

    def turn_of_mailbox(self) -> float:
        """Take what came in; return how many seconds to pause."""
        return self._once(self.mailbox)

    def _once(self, tasks: tuple[Task, ...]) -> float:
        done, failed = 0, 0
        for task in tasks:
            try:
                done += task(self.runtime)
            except Exception:
                log.exception("worker-task-failed", task=getattr(task, "__name__", ""))
                failed += 1
        if failed:
            return PAUSE_AFTER_TROUBLE_S
        return 0.0 if done else PAUSE_S
