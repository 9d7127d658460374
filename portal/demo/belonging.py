"""Requests of the demo that belong together: one sent twice, others because of one known fault."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.joining import get_person
from portal.accounts.queries import find_membership, signed_in_as
from portal.accounts.signed_in import SignedIn
from portal.demo.asking import ask
from portal.demo.history import PastMailer
from portal.incidents.forms import IncidentForm, UpdateForm
from portal.incidents.models import Impact, Incident
from portal.incidents.running import Reach, add_update, join_incident, open_incident
from portal.mail.sending import send_due
from portal.runtime import Runtime
from portal.service_desk.desk_forms import ClosingForm, LinkForm
from portal.service_desk.forms import Affected, Reproducible, RequestForm
from portal.service_desk.linking import change_incident
from portal.service_desk.models import Outcome, Ticket
from portal.service_desk.outcomes import closing_words
from portal.service_desk.working_on import close

SENT_FIRST = "Les rappels de cours ne partent plus"
SENT_AGAIN = RequestForm.model_validate(
    {
        "priority": 3,
        "title": "No course reminders since Monday",
        "description": "People who are overdue tell me that they never got a reminder. The page "
        "of the course says “sent” for all of them.",
        "reproducible": Reproducible.EVERY_TIME,
        "affected": Affected.TEAM,
        "area": "courses-and-policies",
    }
)
SAME = "Anna wrote to us about the same reminders this morning, and we are already at it."
FAULT = IncidentForm(
    title_en="Scheduled exports arrive hours late",
    title_fr="Les exportations planifiées arrivent avec des heures de retard",
    text_en="Exports that are scheduled wait in a queue. An export started by hand arrives.",
    text_fr="Les exportations planifiées attendent dans une file. "
    "Une exportation lancée à la main arrive.",
    impact=Impact.DEGRADED,
)
NEWS = UpdateForm(
    text_en="The queue is being worked off since the restart. We expect to be done today.",
    text_fr="Depuis le redémarrage, la file se vide. Nous pensons finir aujourd’hui.",
    impact=Impact.DEGRADED,
)
OF_DAI = RequestForm.model_validate(
    {
        "priority": 3,
        "title": "Scheduled exports arrive hours late: which rows are in them?",
        "description": "I know that exports are late today. Our auditors need the one of 06:00: "
        "does it hold the acceptances up to 06:00, or up to the hour at which it arrives?",
        "affected": Affected.FEW,
        "area": "reports-and-delivery",
    }
)
OF_LUC = RequestForm.model_validate(
    {
        "priority": 4,
        "title": "L’exportation de ce matin n’est pas arrivée",
        "description": "L’exportation hebdomadaire des formations arrive d’ordinaire à 7 h. "
        "Aujourd’hui, rien, et aucun message d’erreur.",
        "affected": Affected.ME,
        "area": "reports-and-delivery",
    }
)
WHY = "Vos exportations attendent dans la file dont parle ce problème connu."


def let_them_belong(runtime: Runtime) -> None:
    """Close what was sent twice, and let a fault of this hour have its tickets."""
    past = replace(runtime, mailer=PastMailer())
    with past.database.writing() as db:
        _send_again(db, past)
        _have_a_fault(db, past)
    while send_due(past):
        pass


def _send_again(db: Session, past: Runtime) -> None:
    first = db.scalars(select(Ticket).where(Ticket.title == SENT_FIRST)).one()
    then = _at(past, first.opened_at + timedelta(minutes=9))
    joan, lena = _person(db, then, "joan@lucerne"), _person(db, then, "lena@academy")
    again = ask(db, then, joan, SENT_AGAIN, searches=["course reminders not sent"], lang="en")
    then = _at(past, first.opened_at + timedelta(minutes=21))
    said = {"outcome": Outcome.DUPLICATE, "words": SAME, "duplicate_of": first.reference}
    form = ClosingForm.model_validate(said)
    words = closing_words(db, again, form, base_url=past.settings.base_url)
    close(db, then, again, form, words, by=lena)


def _have_a_fault(db: Session, past: Runtime) -> None:
    begun = past.now() - timedelta(minutes=58)
    then = _at(past, begun)
    ben, dai, luc, ines = (
        _person(db, then, who)
        for who in ("ben@academy", "dai@contoso", "luc@fabrikam", "ines@fabrikam")
    )
    reach = Reach(["reports-and-delivery"], [dai.organisation_id, luc.organisation_id])
    said = FAULT.model_copy(update={"next_update_at": past.now() + timedelta(hours=2)})
    fault = open_incident(db, then, said, reach, by=ben)
    join_incident(db, _at(past, begun + timedelta(minutes=4)), fault, by=ines)
    _ask_about(db, _at(past, begun + timedelta(minutes=13)), fault, dai)
    then = _at(past, begun + timedelta(minutes=19))
    ticket = ask(db, then, luc, OF_LUC, searches=["exportation planifiée absente"], lang="fr")
    then = _at(past, begun + timedelta(minutes=24))
    change_incident(db, then, ticket, LinkForm(incident_id=fault.id, incident_why=WHY), by=ben)
    news = NEWS.model_copy(update={"next_update_at": said.next_update_at})
    add_update(db, _at(past, begun + timedelta(minutes=40)), fault, news, by=ben)


def _ask_about(db: Session, then: Runtime, fault: Incident, dai: SignedIn) -> None:
    """Dai knows of it, and needs an answer of his own all the same."""
    form = OF_DAI.model_copy(update={"incident_id": fault.id})
    ask(db, then, dai, form, searches=["Scheduled exports arrive hours late"], lang="en")


def _at(past: Runtime, moment: datetime) -> Runtime:
    return replace(past, now=lambda: moment)


def _person(db: Session, then: Runtime, who: str) -> SignedIn:
    membership = find_membership(db, get_person(db, f"{who}.example").id)
    if membership is None:
        raise LookupError(f"the demo's {who} belongs nowhere")
    return signed_in_as(membership, then.now())
