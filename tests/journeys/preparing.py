"""What happened before a journey begins: searches, enquiries and requests, by the use cases."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.policy import Role
from portal.accounts.signed_in import SignedIn
from portal.content.models import Revision, Translation
from portal.editing.drafting import Seen, find_draft, save_draft
from portal.editing.feedback import give_feedback
from portal.editing.item_text import ItemText
from portal.finding.finder import Finder
from portal.gate.enquiring import start_enquiry
from portal.gate.lapsing import end_due
from portal.gate.looking import Wish, dismiss, search_on_record, solve
from portal.gate.models import Enquiry
from portal.gate.policy import WhyDismissed
from portal.incidents.forms import IncidentForm
from portal.incidents.models import Impact
from portal.incidents.running import Reach, open_incident
from portal.mail.models import MailState, OutgoingMail
from portal.mail.writing import Letter, Recipient, post
from portal.reporting.gap_models import Gap
from portal.service_desk.by_mail import take_mail
from portal.service_desk.desk_forms import NoteForm, SeverityForm
from portal.service_desk.forms import ReplyForm, RequestForm
from portal.service_desk.models import Ticket
from portal.service_desk.opening import Opening, open_ticket
from portal.service_desk.replying import answer, reply_as_customer
from portal.service_desk.working_on import add_note, change_severity, take
from tests.journeys.academy import Academy

PROBLEM = {
    "en": "users do not receive simulated phishing mail",
    "fr": "les utilisateurs ne reçoivent pas les courriels d’hameçonnage simulé",
}
REQUEST = RequestForm(
    priority=5,
    title="Which address sends the simulated mail?",
    description="We need it for our second mail gateway.\n\nThank you!",
    expected="One address, or a short list.",
    steps="1. Open Settings\n2. Look for it",
    since="last week",
)


def search(academy: Academy, email: str, *, lang: str = "en", terms: str = "") -> UUID:
    """Let the person search once in a new enquiry; return the enquiry's id."""
    with academy.runtime.database.writing() as db:
        return _searched(db, academy, academy.person(email), lang, terms).id


def unlock(
    academy: Academy,
    email: str,
    *,
    lang: str = "en",
    missing: str = "Nothing about gateways.",
    draft: RequestForm | None = REQUEST,
) -> UUID:
    """Let the person search and say that nothing helped, and begin to write."""
    with academy.runtime.database.writing() as db:
        enquiry = _searched(db, academy, academy.person(email), lang)
        dismiss(db, enquiry, WhyDismissed.NOT_MY_PROBLEM, missing, at=academy.runtime.now())
        if draft:
            kept = {
                name: str(value)
                for name, value in draft.model_dump(mode="json", exclude_none=True).items()
            }
            enquiry.keep_draft(kept, academy.runtime.now())
        return enquiry.id


def settle(academy: Academy, email: str, *, lang: str = "en") -> UUID:
    """Let the person search and say that it is solved."""
    with academy.runtime.database.writing() as db:
        enquiry = _searched(db, academy, academy.person(email), lang)
        solve(db, enquiry, enquiry.shown()[0].item_id, at=academy.runtime.now())
        return enquiry.id


def raise_request(
    academy: Academy, email: str, *, lang: str = "en", missing: str = "", **changes: object
) -> tuple[UUID, str]:
    """Let the person pass the gate and send a request; return its enquiry and its reference."""
    enquiry_id = unlock(academy, email, lang=lang, missing=missing)
    person, form = academy.person(email), REQUEST.model_copy(update=changes)
    with academy.runtime.database.writing() as db:
        enquiry = db.get_one(Enquiry, enquiry_id)
        opening = Opening(person, enquiry, form, lang)
        return enquiry_id, open_ticket(db, academy.runtime, opening).reference


def give_up(academy: Academy, email: str, terms: str) -> None:
    """Let the person have looked for something the day before yesterday, and gone away."""
    with academy.runtime.database.writing() as db:
        enquiry = _searched(db, academy, academy.person(email), "en", terms)
        earlier = academy.runtime.now() - timedelta(days=2)
        enquiry.started_at = enquiry.asked_at = enquiry.touched_at = earlier
        for search in enquiry.searches:
            search.at = earlier
        while end_due(db, academy.runtime):
            pass


def talk(academy: Academy, reference: str, *, staff: str, customer: str, text: str) -> None:
    """Let staff answer the request, and the customer reply, in the same words."""
    with academy.runtime.database.writing() as db:
        ticket = db.scalars(select(Ticket).where(Ticket.reference == reference)).one()
        said = ReplyForm(text=text)
        answer(db, academy.runtime, ticket, said, by=academy.person(staff))
        reply_as_customer(db, academy.runtime, ticket, said, by=academy.person(customer))


def work_on(academy: Academy, reference: str, *, staff: str) -> None:
    """Let staff do to a ticket what leaves its mark in the history; lose one mail, get another."""
    by, runtime = academy.person(staff), academy.runtime
    with runtime.database.writing() as db:
        ticket = db.scalars(select(Ticket).where(Ticket.reference == reference)).one()
        take(db, runtime, ticket, by=by)
        change_severity(db, runtime, ticket, SeverityForm(priority=3, why="One is hit."), by=by)
        add_note(db, runtime, ticket, NoteForm(note="Called back."), by=by)
        to = Recipient("nobody@northwind.example", "Nobody", "en")
        post(db, runtime, to, Letter("ticket_late", {"ticket": ticket}, ticket.id))
        lost = update(OutgoingMail).where(OutgoingMail.to_address == to.email)
        db.execute(lost.values(state=MailState.FAILED, attempts=1, problem="550 No such user"))
    take_mail(runtime, b"Subject: " + b"x" * 300 + b"\n\nA word too long, and written to nobody.")


def film(academy: Academy, slug: str) -> UUID:
    """Return the id of a video in its language, as its editors know it."""
    with academy.runtime.database.reading() as db:
        return db.scalars(select(Translation.id).filter_by(kind="video", slug=slug)).one()


def gap(academy: Academy, state: str) -> str:
    """Return the address of one of the demo's gaps in that state."""
    with academy.runtime.database.reading() as db:
        wanted = select(Gap.id).where(Gap.state == state).order_by(Gap.id)
        return f"/content/gaps/{db.scalars(wanted.limit(1)).one()}"


def item_with_todos(academy: Academy) -> str:
    """Return the address of an item of which readers said that it did not help."""
    version = article(academy, "Give a colleague")
    with academy.runtime.database.writing() as db:
        translation, reader = (
            db.get_one(Translation, version),
            academy.person("cleo@northwind.example"),
        )
        which = translation.item_id, translation.lang
        why = WhyDismissed.OUT_OF_DATE
        give_feedback(db, academy.runtime, which, why, words="It is blue now.", by=reader.id)
        return f"/content/items/{translation.item_id}"


def article(academy: Academy, title: str) -> UUID:
    """Return the id of a demo article, as its editors know it."""
    with academy.runtime.database.reading() as db:
        wanted = select(Translation.id).join(Revision, Revision.translation_id == Translation.id)
        return db.scalars(wanted.where(Revision.title.startswith(title)).limit(1)).one()


def overtaken_draft(academy: Academy, email: str, *, title: str) -> None:
    """Let this editor have a draft over a text that readers no longer get."""
    runtime, person = academy.runtime, academy.person(email)
    text = ItemText(title, "About it.", [], "As it was.", "")
    with runtime.database.writing() as db:
        translation = db.get_one(Translation, article(academy, title))
        if find_draft(db, translation.id, person.id) is None:
            save_draft(db, runtime, translation, text, seen=Seen(0, 1), by=person)


def _searched(
    db: Session, academy: Academy, person: SignedIn, lang: str, terms: str = ""
) -> Enquiry:
    enquiry = start_enquiry(db, academy.runtime, person)
    wish = Wish(terms=terms or PROBLEM[lang], prefer_lang=lang)
    enquiry.ask(academy.runtime.now())
    finder = Finder(academy.runtime.engine, db)
    search_on_record(db, finder, enquiry, wish, reader=person, at=academy.runtime.now())
    return enquiry


def trouble(academy: Academy, email: str, *, title: str, impact: Impact = Impact.DEGRADED) -> UUID:
    """Let an incident be open for this person's organisation alone."""
    person, staff = academy.person(email), academy.person(academy.add(Role.AGENT))
    said = {"title_en": title, "title_fr": title, "text_en": "Looking.", "text_fr": "On cherche."}
    form = IncidentForm.model_validate({**said, "impact": impact})
    with academy.runtime.database.writing() as db:
        reach = Reach(organisations=[person.organisation_id])
        return open_incident(db, academy.runtime, form, reach, by=staff).id
