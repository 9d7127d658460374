"""Writing a mail: a text template in the recipient's language, and the same words as HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache, partial
from uuid import UUID

from jinja2 import Environment
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.mail.models import NO_ADDRESS, OutgoingMail
from portal.runtime import Runtime
from portal.web import formats
from portal.web.forms import many_lines, one_line
from portal.web.languages import translations
from portal.web.pages import environment, site_of
from portal.words import N_

LONGEST_THREAD = 200
REPLY_LINE = N_("Write above this line to reply by e-mail.")


@dataclass(frozen=True)
class Recipient:
    """Who gets a mail, in which language, in which time zone of their own; suspended, none."""

    email: str
    name: str
    lang: str
    zone: str = ""
    is_suspended: bool = False


@dataclass(frozen=True)
class Letter:
    """What to write: `templates/emails/<template>.txt`, whose first line is the subject.

    `thread` keeps the mails of one matter together in the reader's program. `reply_to` is the
    address at which an answer by mail is taken; without one, mails are answered on the page.
    """

    template: str
    context: Mapping[str, object]
    about_id: UUID | None = None
    thread: str | None = None
    reply_to: str = ""


def post(db: Session, runtime: Runtime, to: Recipient, letter: Letter) -> OutgoingMail | None:
    """Put one mail into the outbox, in the transaction of what it tells.

    Who was erased gets none, nor who is suspended: what they may not open is not sent to them.
    """
    if to.is_suspended or to.email.endswith(NO_ADDRESS):
        return None
    subject, text = _render(runtime, to, letter)
    mail_id, now, domain = runtime.new_id(), runtime.now(), mail_domain(runtime)
    mail = OutgoingMail(
        id=mail_id,
        to_address=to.email,
        lang=to.lang,
        subject=subject,
        text=text,
        html=_as_html(runtime, to, subject, text),
        message_id=f"<{mail_id.hex}@{domain}>",
        thread_id=_before(db, to, letter),
    )
    mail.about_id, mail.created_at, mail.next_try_at = letter.about_id, now, now
    mail.reply_to = letter.reply_to
    db.add(mail)
    return mail


def _before(db: Session, to: Recipient, letter: Letter) -> str | None:
    """Return the ids of the first and the last mail this person got about the same matter."""
    if letter.thread is None:
        return None
    same = OutgoingMail.about_id == letter.about_id, OutgoingMail.to_address == to.email
    told = select(OutgoingMail.message_id).where(*same)
    ids = db.scalars(told.order_by(OutgoingMail.created_at, OutgoingMail.id)).all()
    both = " ".join(dict.fromkeys((*ids[:1], *ids[-1:])))
    return (both if len(both) <= LONGEST_THREAD else ids[-1]) or None


def mail_domain(runtime: Runtime) -> str:
    return parseaddr(runtime.settings.mail_from)[1].rpartition("@")[2] or "localhost"


def _render(runtime: Runtime, to: Recipient, letter: Letter) -> tuple[str, str]:
    settings = runtime.settings
    written = (
        _plain_environment(to.lang)
        .get_template(f"emails/{letter.template}.txt")
        .render(
            to=to,
            site=site_of(runtime),
            base_url=settings.base_url,
            moment=partial(
                formats.written_moment, lang=to.lang, zone=settings.support_zone, own=to.zone
            ),
            **letter.context,
        )
    )
    first, _, rest = str(many_lines(written)).partition("\n")
    above = f"{reply_line(to.lang)}\n\n" if letter.reply_to else ""
    return str(one_line(first))[:300], f"{above}{rest.strip()}\n"


def reply_line(lang: str) -> str:
    """Return the line above which an answer by mail is written: what is below it is ours."""
    return translations(lang).gettext(REPLY_LINE)


@cache
def _plain_environment(lang: str) -> Environment:
    """Return the environment of texts, kept: a new overlay would compile each template anew."""
    return environment(lang).overlay(autoescape=False)


def _as_html(runtime: Runtime, to: Recipient, subject: str, text: str) -> str:
    frame = environment(to.lang).get_template("emails/frame.html")
    site = site_of(runtime)
    return frame.render(lang=to.lang, subject=subject, blocks=_blocks(text), site=site)


def _blocks(text: str) -> list[list[str]]:
    """Return the paragraphs of a text, each as its lines."""
    return [block.split("\n") for block in text.strip().split("\n\n") if block.strip()]
