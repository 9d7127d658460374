"""Mail that comes in: put on the request it was written to, or shown to staff with the reason.

Who wrote is who the address was given to; nothing else in a mail is believed, and no mail is ever
answered by itself (RFC 3834).
"""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

import structlog
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from portal.accounts.errors import TooManyTries
from portal.accounts.queries import find_active_member
from portal.accounts.signed_in import SignedIn
from portal.db.engine import BUSY
from portal.errors import Busy, Refusal
from portal.files.receiving import Uploads, discard_left, keep_files
from portal.mail.models import IncomingMail, MailOutcome
from portal.mail.queries import is_taken
from portal.mail.quoting import may_go_on_below, own_words
from portal.mail.reading import ReceivedMail, Unreadable, read_mail
from portal.mail.writing import reply_line
from portal.runtime import Runtime
from portal.service_desk.errors import TicketClosed
from portal.service_desk.files import hang_on_new
from portal.service_desk.forms import BY_MAIL, LONGEST_TEXT, ReplyForm
from portal.service_desk.models import Ticket
from portal.service_desk.queries import find_seen_ticket, find_ticket
from portal.service_desk.reply_address import ReplyAddress
from portal.service_desk.replying import reply_as_customer
from portal.settings import languages_in
from portal.web.dependencies import held
from portal.web.forms import many_lines
from portal.web.languages import translations
from portal.words import N_

KEPT_FOR = timedelta(days=30)
LONGEST_REFUSALS = 4_000
NO_WORDS = N_("Sent by e-mail, without words.")
WHOLE_MAIL = "message.txt"

NO_ADDRESS_OF_OURS = N_("It was not written to an address that we gave to somebody.")
TOO_OLD = N_("The address it was written to is older than 90 days.")
NOT_THEIRS = N_("Who was given that address may not write on this request any more.")
OF_STAFF = N_("It was written by support, who answer on the page of the request.")
CLOSED = N_("The request was closed more than 14 days ago.")
TOO_MANY = N_("More came within a short time than anybody could answer.")
NOTHING = N_("There was nothing in it that could be read.")
REFUSED = N_("The files that came with it were too much for one day.")
WHY: Mapping[type[Refusal], str] = {TicketClosed: CLOSED, TooManyTries: TOO_MANY}
NO_FAULT_OF_THE_MAIL = (OSError, OperationalError, InterfaceError)
log = structlog.get_logger()


class NotPlaced(Exception):
    """A mail has no request; `why` is a gettext message for staff."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def take_mail(runtime: Runtime, raw: bytes) -> MailOutcome:
    """Put one mail on its request, once; return what became of it.

    Raise Busy, with nothing done, when it should be handed in again later.
    """
    try:
        return _take(runtime, raw)
    except NO_FAULT_OF_THE_MAIL as error:
        log.warning("mail-waits", problem=f"{type(error).__name__}: {error}")
        raise Busy(BUSY, retry_after=60) from error


def _take(runtime: Runtime, raw: bytes) -> MailOutcome:
    try:
        mail = read_mail(raw)
    except Unreadable as error:
        return _note(runtime, IncomingMail(digest=sha256(raw).hexdigest()), str(error))
    return _take_once(runtime, mail)


def _take_once(runtime: Runtime, mail: ReceivedMail) -> MailOutcome:
    if _is_taken(runtime, mail):
        return MailOutcome.AGAIN
    if mail.is_automatic:
        return _note(runtime, IncomingMail(digest=mail.digest))
    address = _address_in(mail, runtime)
    try:
        return _place(runtime, mail, address)
    except IntegrityError:
        if _is_taken(runtime, mail):  # by another process, at the same time
            return MailOutcome.AGAIN
        raise
    except NotPlaced as error:
        return _note(runtime, _left(mail, address), error.why)
    except Busy:
        raise
    except Refusal as refusal:
        return _note(runtime, _left(mail, address), WHY.get(type(refusal), REFUSED))


def forget_mail(runtime: Runtime) -> int:
    """Forget what came in more than 30 days ago; return how many mails."""
    old = IncomingMail.received_at <= runtime.now() - KEPT_FOR
    with runtime.database.reading() as db:
        if db.scalar(select(IncomingMail.id).where(old).limit(1)) is None:
            return 0
    with runtime.database.writing() as db:
        done = db.execute(delete(IncomingMail).where(old))
        return int(getattr(done, "rowcount", 0))


def _is_taken(runtime: Runtime, mail: ReceivedMail) -> bool:
    with runtime.database.reading() as db:
        return is_taken(db, mail.digest)


def _address_in(mail: ReceivedMail, runtime: Runtime) -> ReplyAddress | None:
    """Return the first address of ours that it was written to."""
    read = (ReplyAddress.read(one, runtime.settings) for one in mail.recipients)
    return next((address for address in read if address is not None), None)


def _place(runtime: Runtime, mail: ReceivedMail, address: ReplyAddress | None) -> MailOutcome:
    """Write it on the request as the page would; the files are on disk before any turn to write."""
    with runtime.database.reading() as db:
        ticket, by = _request_and_writer(db, runtime, address)
        lang = by.lang or ticket.lang
    words = _own_words(mail, runtime)
    uploads = Uploads()
    try:
        keep_files(uploads, _files(mail, words, _our_lines(runtime)), by, runtime)
        with runtime.database.writing() as db:
            db.add(_taken(runtime, IncomingMail(digest=mail.digest), MailOutcome.ON_REQUEST))
            db.flush()
            ticket, by = _request_and_writer(db, runtime, address)
            form = ReplyForm(text=_text(words, uploads, lang), key=BY_MAIL + mail.digest)
            reply = reply_as_customer(db, runtime, held(db, ticket), form, by=by)
            hang_on_new(db, runtime, uploads, reply, by=by)
    finally:
        discard_left(uploads, runtime)
    log.info("mail-taken", request=ticket.reference, person=str(by.id), files=len(uploads.kept))
    return MailOutcome.ON_REQUEST


def _request_and_writer(
    db: Session, runtime: Runtime, address: ReplyAddress | None
) -> tuple[Ticket, SignedIn]:
    """Return the request and who writes on it, if they still may; raise NotPlaced."""
    if address is None:
        raise NotPlaced(NO_ADDRESS_OF_OURS)
    if address.last_day < runtime.now().date():
        raise NotPlaced(TOO_OLD)
    ticket = find_ticket(db, address.reference)
    if ticket is None:
        raise NotPlaced(NOT_THEIRS)
    by = find_active_member(db, address.person_id, ticket.organisation_id, runtime.now())
    if by is not None and by.is_staff:
        raise NotPlaced(OF_STAFF)
    if by is None or find_seen_ticket(db, by, ticket.reference) is None:
        raise NotPlaced(NOT_THEIRS)
    return ticket, by


def _our_lines(runtime: Runtime) -> list[str]:
    return [reply_line(lang) for lang in languages_in(runtime.settings.languages)]


def _own_words(mail: ReceivedMail, runtime: Runtime) -> str:
    words = str(many_lines(own_words(mail.text, _our_lines(runtime))))
    if not words and not mail.attachments:
        raise NotPlaced(NOTHING)
    return words


def _files(mail: ReceivedMail, words: str, lines: list[str]) -> list[tuple[str, BinaryIO]]:
    """Return what was attached, before it the text as a file where the message lacks some of it.

    That is what is too long, and where what was cut as a quote of ours may be meant to be read.
    """
    told = mail.text if may_go_on_below(mail.text, words, lines) else words
    lacks = len(told) > min(len(words), LONGEST_TEXT - LONGEST_REFUSALS)
    whole = [(WHOLE_MAIL, told.encode())] if lacks else []
    attached = [(one.name, one.content) for one in mail.attachments]
    return [(name, BytesIO(content)) for name, content in (*whole, *attached)]


def _text(words: str, uploads: Uploads, lang: str) -> str:
    """Return the message: the words, and below them what was attached but is not taken."""
    catalogue = translations(lang)
    refused = "\n".join(error.in_words(catalogue) for error in uploads.errors)
    above = words[: LONGEST_TEXT - LONGEST_REFUSALS] or catalogue.gettext(NO_WORDS)
    return f"{above}\n\n{refused[: LONGEST_REFUSALS - 2]}".strip()


def _left(mail: ReceivedMail, address: ReplyAddress | None) -> IncomingMail:
    """Return a mail without a place, with all that staff need to answer it themselves.

    Of its files only the names, in brackets as mail programs write them: nobody may send files so.
    """
    names = "\n".join(f"[{one.name}]" for one in mail.attachments)
    return IncomingMail(
        digest=mail.digest,
        reference=address.reference if address else "",
        person_id=address.person_id if address else None,
        sender=mail.sender,
        subject=mail.subject,
        text=f"{str(many_lines(mail.text))[:LONGEST_TEXT]}\n\n{names}".strip(),
    )


def _note(runtime: Runtime, mail: IncomingMail, why: str = "") -> MailOutcome:
    """Write down a mail that is on no request: shown with the reason, or automatic."""
    outcome = MailOutcome.NOT_PLACED if why else MailOutcome.AUTOMATIC
    mail.why = why
    try:
        with runtime.database.writing() as db:
            db.add(_taken(runtime, mail, outcome))
    except IntegrityError:
        return MailOutcome.AGAIN
    log.info("mail-not-placed", outcome=outcome, mail=str(mail.id), why=why)
    return outcome


def _taken(runtime: Runtime, mail: IncomingMail, outcome: MailOutcome) -> IncomingMail:
    mail.id, mail.received_at, mail.outcome = runtime.new_id(), runtime.now(), outcome
    return mail
