"""What one person leaves behind in an Academy: every text of theirs holds a word of its own."""

from io import BytesIO
from itertools import count
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.joining import create_token
from portal.accounts.models import Person
from portal.accounts.signed_in import SignedIn
from portal.accounts.signing_in import start_session
from portal.db.every_model import METADATA
from portal.editing.feedback import give_feedback
from portal.files.holding import hang_on
from portal.files.models import Holder
from portal.files.storing import keep_upload
from portal.gate.enquiring import start_enquiry
from portal.gate.looking import dismiss
from portal.gate.models import Enquiry
from portal.gate.policy import WhyDismissed
from portal.incidents.models import Incident
from portal.incidents.running import join_incident
from portal.mail.models import IncomingMail, MailOutcome
from portal.runtime import Runtime
from portal.service_desk.desk_forms import RatingForm
from portal.service_desk.ending import rate
from portal.service_desk.escalating import escalate
from portal.service_desk.forms import ReplyForm, RequestForm
from portal.service_desk.models import Outcome, Ticket
from portal.service_desk.opening import Opening, open_ticket
from portal.service_desk.replying import answer, reply_as_customer
from portal.service_desk.working_on import end
from tests.gate.steps import item, read, search


class Words:
    """Words that stand nowhere else; `said` are those that were used."""

    def __init__(self, stem: str) -> None:
        self.stem, self.numbers = stem, count(1)
        self.said: list[str] = []

    def __call__(self) -> str:
        self.said.append(f"{self.stem}{next(self.numbers)}q")
        return self.said[-1]


class Life:
    """Lets a customer's administrator do everything that leaves a text."""

    def __init__(self, db: Session, runtime: Runtime, person: SignedIn, words: Words) -> None:
        self.db, self.runtime, self.person, self.words = db, runtime, person, words

    def name(self) -> None:
        self.db.get_one(Person, self.person.id).name = f"{self.words()} {self.words()}"

    def sign_in(self) -> None:
        start_session(self.db, self.runtime, self.person.membership_id, self.person.id)
        create_token(self.db, self.runtime, self.person.email)

    def look_around(self) -> Enquiry:
        """Search, read, say why it did not help, keep a draft and a file; send nothing yet."""
        enquiry = start_enquiry(self.db, self.runtime, self.person)
        search(self.db, self.runtime, enquiry, self.person, f"simulated mail {self.words()}")
        read(self.db, self.runtime, enquiry, self.person)
        now = self.runtime.now()
        dismiss(self.db, enquiry, WhyDismissed.TRIED_IT, self.words(), at=now)
        enquiry.keep_draft({"title": self.words(), "description": self.words()}, now)
        self.attach(Holder.ENQUIRY, enquiry.id)
        return enquiry

    def attach(self, holder: Holder, holder_id: UUID) -> None:
        file = keep_upload(
            BytesIO(self.words().encode()),
            f"{self.words()}.log",
            data_dir=self.runtime.settings.data_dir,
            new_id=self.runtime.new_id,
            most_bytes=1_000,
        )
        hang_on(self.db, self.runtime, [file], holder, holder_id, by=self.person)

    def ask(self) -> Ticket:
        texts = ("title", "description", "expected", "steps", "since", "told")
        form = RequestForm(priority=3, **{name: self.words() for name in texts})
        enquiry = self.look_around()
        opening = Opening(self.person, enquiry, form, "en", self.words())
        return open_ticket(self.db, self.runtime, opening)

    def write_on(self, ticket: Ticket) -> None:
        form = ReplyForm(text=self.words(), key=self.words())
        reply = reply_as_customer(self.db, self.runtime, ticket, form, by=self.person)
        self.attach(Holder.REPLY, reply.id)

    def escalate(self, ticket: Ticket) -> None:
        escalate(self.db, self.runtime, ticket, self.words(), by=self.person)

    def rate(self, ticket: Ticket, agent: SignedIn) -> None:
        end(self.db, ticket, Outcome.SOLVED, by=agent, at=self.runtime.now())
        form = RatingForm(rating=4, rating_words=self.words())
        rate(self.db, self.runtime, ticket, form, by=self.person)

    def tell_editors(self) -> None:
        about = item(self.db, self.person)
        version, why = (about.item_id, about.lang), WhyDismissed.COULD_NOT_FOLLOW
        give_feedback(self.db, self.runtime, version, why, words=self.words(), by=self.person.id)

    def mail_in_vain(self) -> None:
        """Write to an address they were given, from another one that nobody knows as theirs."""
        facts = {"sender": f"{self.words()}@home.example", "text": self.words()}
        mail = IncomingMail(digest=self.words(), person_id=self.person.id, **facts)
        mail.id, mail.received_at = self.runtime.new_id(), self.runtime.now()
        mail.outcome = MailOutcome.NOT_PLACED
        self.db.add(mail)

    def join(self) -> None:
        for incident in self.db.scalars(select(Incident)):
            join_incident(self.db, self.runtime, incident, by=self.person)


def live(runtime: Runtime, person: SignedIn, words: Words, agent: SignedIn) -> Ticket:
    """Let a customer do it all; support answers by name."""
    with runtime.database.writing() as db:
        life = Life(db, runtime, person, words)
        life.name()
        life.sign_in()
        life.look_around()
        ticket = life.ask()
        greeting = f"Hello {words.said[0]}, we wrote to {person.email}."
        answer(db, runtime, ticket, ReplyForm(text=greeting), by=agent)
        life.write_on(ticket)
        life.escalate(ticket)
        life.rate(ticket, agent)
        life.tell_editors()
        life.mail_in_vain()
        life.join()
        db.flush()
        return ticket


def everything_stored(runtime: Runtime) -> str:
    """Return every value of every table, and every byte of the data folder, as one text."""
    with runtime.database.reading() as db:
        rows = [str(row) for table in METADATA.sorted_tables for row in db.execute(table.select())]
    places = sorted(runtime.settings.data_dir.rglob("*"))
    files = [path.read_bytes().decode("latin-1") for path in places if path.is_file()]
    return "\n".join([*rows, *map(str, places), *files])


def held_in(text: str, words: Words) -> list[str]:
    return [word for word in words.said if word in text]
