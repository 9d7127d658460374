"""Emptying the outbox: each mail is claimed, handed over, and its outcome written down."""

import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

import structlog
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.errors import Busy
from portal.mail.models import MailState, OutgoingMail
from portal.runtime import Runtime

LEASE = timedelta(minutes=2)
TRIES_TO_NOTE = 10
log = structlog.get_logger()


IsWithheld = Callable[[Session, str], bool]  # whether an address gets no mail any more


def _from_nobody(db: Session, address: str) -> bool:
    return False


def send_due(runtime: Runtime, *, limit: int = 20, is_withheld: IsWithheld = _from_nobody) -> int:
    """Send what is due, at most `limit`, and return how many mails were tried or withheld."""
    for tried in range(limit):
        mail = _claim(runtime, is_withheld)
        if mail is None:
            return tried
        if not mail.is_withheld:
            _send(runtime, mail)
    return limit


def _claim(runtime: Runtime, is_withheld: IsWithheld) -> OutgoingMail | None:
    """Lease the mail that is due first: while the lease runs, no other worker takes it.

    One at a time: a lease on many would run out while a slow server has the first.
    """
    now = runtime.now()
    with runtime.database.reading() as db:
        if db.scalar(_due(now)) is None:
            return None
    with runtime.database.writing() as db:
        mail = db.scalar(_due(now).with_for_update(skip_locked=True))
        if mail is not None:
            mail.attempts += 1
            mail.next_try_at = now + LEASE
            if is_withheld(db, mail.to_address):
                mail.withhold()
        return mail


def _due(now: datetime) -> Select[OutgoingMail]:
    return (
        select(OutgoingMail)
        .where(OutgoingMail.state == MailState.WAITING, OutgoingMail.next_try_at <= now)
        .order_by(OutgoingMail.next_try_at, OutgoingMail.id)
        .limit(1)
    )


def _send(runtime: Runtime, mail: OutgoingMail) -> None:
    problem, for_ever = None, False
    try:
        runtime.mailer.send(as_message(mail, sender=runtime.settings.mail_from))
    except smtplib.SMTPResponseException as error:
        problem, for_ever = f"{error.smtp_code} {error.smtp_error!r}", error.smtp_code >= 500
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        problem, for_ever = str(codes), all(code >= 500 for code in codes)
    except (OSError, smtplib.SMTPException) as error:
        problem = f"{type(error).__name__}: {error}"
    except (ValueError, MessageError) as error:  # no mail can be made of it; the next one waits
        problem, for_ever = type(error).__name__, True
    _note(runtime, mail.id, problem, for_ever=for_ever)


def _note(runtime: Runtime, mail_id: UUID, problem: str | None, *, for_ever: bool) -> None:
    """Write down how it went; on a busy database again and again, or it would be sent twice."""
    for left in reversed(range(TRIES_TO_NOTE)):
        try:
            with runtime.database.writing() as db:
                mail = db.get_one(OutgoingMail, mail_id)
                _note_once(runtime, mail, problem, for_ever=for_ever)
                return
        except Busy:
            if not left:
                raise


def _note_once(
    runtime: Runtime, mail: OutgoingMail, problem: str | None, *, for_ever: bool
) -> None:
    if problem is None:
        mail.note_sent(runtime.now())
        return
    spread = runtime.random_below(1_000) / 1_000
    mail.note_failure(problem, for_ever=for_ever, now=runtime.now(), spread=spread)
    log.warning("mail-not-sent", mail=str(mail.id), attempts=mail.attempts, state=mail.state)


def as_message(mail: OutgoingMail, *, sender: str) -> EmailMessage:
    """Return the mail as it goes over the wire; marked automatic, so that no robot answers."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = mail.to_address
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    message["Subject"] = mail.subject.replace("=?", "= ?")  # decoded, it could hold a new header
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    if mail.thread_id:
        message["References"] = mail.thread_id
        message["In-Reply-To"] = mail.thread_id.split()[-1]
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    message["Content-Language"] = mail.lang  # after the content, which clears such headers
    return message
