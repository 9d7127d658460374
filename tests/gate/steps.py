"""What tests do at the gate, through the same use cases as pages and API."""

from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.content.queries import ItemView, find_reading
from portal.finding.finder import Finder, Found
from portal.gate.enquiring import start_enquiry
from portal.gate.looking import Wish, dismiss, read_on_record, search_on_record
from portal.gate.models import Enquiry
from portal.gate.policy import WhyDismissed
from portal.runtime import Runtime

FINDS = "users do not receive simulated phishing mail"
FINDS_NOTHING = "quokka flux capacitor"


def search(db: Session, runtime: Runtime, enquiry: Enquiry, person: SignedIn, terms: str) -> Found:
    finder = Finder(runtime.engine, db)
    wish = Wish(terms=terms, prefer_lang="en")
    return search_on_record(db, finder, enquiry, wish, reader=person, at=runtime.now())


def item(
    db: Session, person: SignedIn, slug: str = "simulated-mail-missing", kind: str = "article"
) -> ItemView:
    found = find_reading(
        db, kind, slug, lang="en", audiences=person.audiences, may_read_drafts=False
    )
    assert found is not None
    return found


def read(
    db: Session,
    runtime: Runtime,
    enquiry: Enquiry,
    person: SignedIn,
    slug: str = "simulated-mail-missing",
) -> None:
    read_on_record(db, enquiry, item(db, person, slug), at=runtime.now())


def unlocked_enquiry(db: Session, runtime: Runtime, person: SignedIn) -> Enquiry:
    """Return an enquiry that searched, read and said that nothing helped."""
    enquiry = start_enquiry(db, runtime, person)
    search(db, runtime, enquiry, person, FINDS)
    read(db, runtime, enquiry, person)
    dismiss(db, enquiry, WhyDismissed.TRIED_IT, "Still no mail.", at=runtime.now())
    return enquiry
