"""Every mail the Academy owes somebody and how sending it went; what came in and its place."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base
from portal.words import N_

MOST_ATTEMPTS = 600  # two days of the longest pause: a server may be down over a weekend
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=5)  # so long after a server is back its mail is on the way
WITHHELD = N_("This person is suspended, so nothing is sent to them.")
NO_ADDRESS = "@erased.invalid"  # of people who were erased; no mail is written to it


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class OutgoingMail(Base):
    """One mail to one recipient; its Message-ID is fixed when it is written."""

    __tablename__ = "outgoing_mail"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    to_address: Mapped[str] = mapped_column(String(254))
    lang: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    thread_id: Mapped[str | None] = mapped_column(String(200))
    about_id: Mapped[UUID | None] = mapped_column(index=True)
    reply_to: Mapped[str] = mapped_column(String(320), default="")
    state: Mapped[str] = mapped_column(String(10), index=True, default=MailState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(500))

    def note_sent(self, now: datetime) -> None:
        self.state, self.sent_at, self.problem = MailState.SENT, now, None

    def note_failure(
        self, problem: str, *, for_ever: bool, now: datetime, spread: float = 1.0
    ) -> None:
        """Try again later with growing pauses; give up on a final answer or after the last try.

        `spread` from 0 to 1 shortens the pause by up to a half, so that mails do not come in step.
        """
        self.problem = problem[:500]
        if for_ever or self.attempts >= MOST_ATTEMPTS:
            self.state = MailState.FAILED
            return
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self.attempts, 10))
        self.next_try_at = now + pause * (0.5 + spread / 2)

    def withhold(self) -> None:
        """Give it up: its person was suspended after it was written."""
        self.state, self.problem = MailState.FAILED, WITHHELD

    @property
    def is_withheld(self) -> bool:
        return self.state == MailState.FAILED and self.problem == WITHHELD

    def try_again(self, now: datetime) -> None:
        """Put a mail that was given up back into the outbox, with all its tries."""
        self.state, self.attempts, self.next_try_at = MailState.WAITING, 0, now


class MailOutcome(StrEnum):
    """What became of a mail that came in."""

    ON_REQUEST = "on-request"
    NOT_PLACED = "not-placed"
    AUTOMATIC = "automatic"
    AGAIN = "again"
    DONE = "done"


class IncomingMail(Base):
    """A mail that was taken, so that it is taken once; its words only where they have no place."""

    __tablename__ = "incoming_mail"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(String(12), index=True)
    why: Mapped[str] = mapped_column(String(200), default="")
    reference: Mapped[str] = mapped_column(String(20), default="")
    person_id: Mapped[UUID | None]
    sender: Mapped[str] = mapped_column(String(254), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = mapped_column(Text, default="")

    def finish(self) -> None:
        """Forget its words: staff did what there was to do about it."""
        self.outcome, self.sender, self.subject, self.text = MailOutcome.DONE, "", "", ""


class MailboxTrouble(Base):
    """That the mailbox could not be read, since when and why; gone when it can."""

    __tablename__ = "mailbox_trouble"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    since: Mapped[datetime]
    problem: Mapped[str] = mapped_column(String(500))
