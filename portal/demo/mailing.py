"""Mail that customers of the demo wrote: an answer on its request, and two without a place."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from sqlalchemy import select

from portal.demo.history import PastClock, PastMailer
from portal.mail.sending import send_due
from portal.mail.writing import reply_line
from portal.runtime import Runtime
from portal.service_desk.by_mail import take_mail
from portal.service_desk.models import Ticket
from portal.service_desk.reply_address import ReplyAddress

OPEN, LONG_OVER = (
    "Import of people stops at row 212",
    "Single sign-on still uses the old certificate",
)
ANSWER = """Row 212 has a line break inside the name: our HR system exports it that way when a
name was pasted. I attach the row. Are line breaks allowed inside quotes?

Ivan

On {on}, Administrator Academy <academy@academy.example> wrote:
> {line}
>
> Hello Ivan,
"""
ROW = b'number,name,email,department\n212,"Marta\nLind",marta@proseware.example,Sales\n'
LATE_WORDS = """Hello, since this week the old certificate is offered again, though only
to our second office. Is that the same fault as then?
"""
STRANGER = """To whom it may concern, we would like to have an offer for 250 people. Whom do I
write to?
"""


def receive_mail(runtime: Runtime) -> None:
    """Take three mails of the last hours; without an address to reply to, none came."""
    if not runtime.settings.reply_address:
        return
    clock = PastClock(runtime.now() - timedelta(hours=3))
    past = replace(runtime, now=clock, mailer=PastMailer())
    for message in (_stranger(past), _late_words(past), _answer(past)):
        clock.go(minutes=47)
        take_mail(past, message.as_bytes())
    while send_due(past):
        pass


def _stranger(runtime: Runtime) -> EmailMessage:
    to = runtime.settings.reply_address
    return _mail("Petra Horn <petra@woodgrove.example>", to, "An offer for 250 people", STRANGER)


def _late_words(runtime: Runtime) -> EmailMessage:
    """Somebody kept an old mail, and answers it long after its request was closed."""
    ticket = _ticket(runtime, LONG_OVER)
    last_day = (runtime.now() - timedelta(days=9)).date()
    to = ReplyAddress(ticket.reference, ticket.requester_id, last_day).written(runtime.settings)
    return _mail(ticket.requester.email, to, f"Re: {ticket.reference}: {ticket.title}", LATE_WORDS)


def _answer(runtime: Runtime) -> EmailMessage:
    ticket = _ticket(runtime, OPEN)
    at = ReplyAddress.for_days(ticket.reference, ticket.requester_id, runtime.now())
    words = ANSWER.format(line=reply_line("en"), on=format_datetime(ticket.opened_at))
    to, subject = at.written(runtime.settings), f"Re: {ticket.reference}: {ticket.title}"
    message = _mail(ticket.requester.email, to, subject, words)
    message.add_attachment(ROW, maintype="text", subtype="csv", filename="row-212.csv")
    return message


def _ticket(runtime: Runtime, title: str) -> Ticket:
    with runtime.database.reading() as db:
        return db.scalars(select(Ticket).where(Ticket.title == title)).one()


def _mail(sender: str, to: str, subject: str, words: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<{subject.encode().hex()[:40]}@mail.example>"
    message.set_content(words)
    return message
