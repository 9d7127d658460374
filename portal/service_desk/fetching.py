"""Fetching mail from the mailbox; that it cannot be read is shown to staff until it can."""

import structlog
from sqlalchemy import delete

from portal.mail.mailbox import MAILBOX_TROUBLE, ImapMailbox
from portal.mail.models import MailboxTrouble
from portal.mail.queries import mailbox_trouble
from portal.runtime import Runtime
from portal.service_desk.by_mail import take_mail

ONLY_ROW = 1
log = structlog.get_logger()


def fetch_mail(runtime: Runtime) -> int:
    """Take what is unread in the mailbox; return how many mails. Without a mailbox, none."""
    if runtime.settings.imap_url is None:
        _forget_trouble(runtime)  # of one that was read before
        return 0
    mailbox = ImapMailbox(runtime.settings.imap_url.get_secret_value())
    try:
        taken = mailbox.each_unread(lambda raw: take_mail(runtime, raw))
    except MAILBOX_TROUBLE as error:
        _note_trouble(runtime, f"{type(error).__name__}: {error}")
        return 0
    _forget_trouble(runtime)
    return taken


def _note_trouble(runtime: Runtime, problem: str) -> None:
    log.warning("mailbox-not-read", problem=problem)
    with runtime.database.reading() as db:
        before = mailbox_trouble(db)
    if before is not None and before.problem == problem[:500]:
        return
    since = before.since if before else runtime.now()
    with runtime.database.writing() as db:
        db.merge(MailboxTrouble(id=ONLY_ROW, since=since, problem=problem[:500]))


def _forget_trouble(runtime: Runtime) -> None:
    with runtime.database.reading() as db:
        if mailbox_trouble(db) is None:
            return
    with runtime.database.writing() as db:
        db.execute(delete(MailboxTrouble))
