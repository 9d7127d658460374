"""Writing a mail: a text template in the recipient's language, and the same words as HTML."""

from dataclasses import dataclass
from email.utils import parseaddr
from uuid import UUID

from sqlalchemy.orm import Session

from portal.mail.models import OutgoingMail
from portal.runtime import Runtime
from portal.web import formats
from portal.web.forms import one_line
from portal.web.pages import environment, site_of


@dataclass(frozen=True)
class Recipient:
    """Who gets a mail, and in which language."""

    email: str
    name: str
    lang: str


def post(
    db: Session,
    runtime: Runtime,
    to: Recipient,
    template: str,
    *,
    about_id: UUID | None = None,
    thread: str | None = None,
    **context: object,
) -> OutgoingMail:
    """Put one mail into the outbox, in the transaction of what it tells.

    `template` names `templates/emails/<template>.txt`; its first line is the subject.
    `thread` keeps the mails of one matter together in the reader's program.
    """
    subject, text = _render(runtime, to, template, context)
    mail_id = runtime.new_id()
    mail = OutgoingMail(
        id=mail_id,
        to_address=to.email,
        lang=to.lang,
        subject=subject,
        text=text,
        html=environment(to.lang)
        .get_template("emails/frame.html")
        .render(lang=to.lang, subject=subject, blocks=_blocks(text), site=site_of(runtime)),
        message_id=f"<{mail_id.hex}@{mail_domain(runtime)}>",
        thread_id=f"<{thread}@{mail_domain(runtime)}>" if thread else None,
        about_id=about_id,
        created_at=runtime.now(),
        next_try_at=runtime.now(),
    )
    db.add(mail)
    return mail


def mail_domain(runtime: Runtime) -> str:
    return parseaddr(runtime.settings.mail_from)[1].rpartition("@")[2] or "localhost"


def _render(
    runtime: Runtime, to: Recipient, template: str, context: dict[str, object]
) -> tuple[str, str]:
    settings = runtime.settings
    written = (
        environment(to.lang)
        .overlay(autoescape=False)
        .get_template(f"emails/{template}.txt")
        .render(
            to=to,
            site=site_of(runtime),
            base_url=settings.base_url,
            moment=lambda at: formats.written_moment(at, lang=to.lang, zone=settings.support_zone),
            **context,
        )
    )
    first, _, rest = written.strip().partition("\n")
    return str(one_line(first))[:300], rest.strip() + "\n"


def _blocks(text: str) -> list[list[str]]:
    """Return the paragraphs of a text, each as its lines."""
    return [block.split("\n") for block in text.strip().split("\n\n") if block.strip()]
