"""What Eva has made of the demo's gaps: one she works on, one she closed, and what came of it."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from portal.accounts.joining import get_person
from portal.accounts.queries import find_membership, signed_in_as
from portal.accounts.signed_in import SignedIn
from portal.demo.cast import ADDRESSES
from portal.editing.gap_work import close_gap, take_new_gap
from portal.editing.pointing import find_item_at
from portal.reporting.gap_models import Gap
from portal.reporting.gap_policy import Fix
from portal.reporting.gaps import Wanted, find_gaps
from portal.runtime import Runtime

WORKS_ON = "invoice copy"
CLOSED = "no mail is delivered since this morning"
CLOSED_AGO = timedelta(days=21)
ANSWER = "/articles/users-do-not-receive-simulated-phishing-mail"
REMARK = "The first step now says where to look when no mail comes at all."


def mind_gaps(runtime: Runtime) -> None:
    """Take two of the gaps that the last ninety days left, and close one of them."""
    then = runtime.now() - CLOSED_AGO
    past = replace(runtime, now=lambda: then)
    with runtime.database.writing() as db:
        membership = find_membership(db, get_person(db, ADDRESSES["eva"]).id)
        if membership is None:
            raise LookupError("the demo's editor belongs nowhere")
        eva = signed_in_as(membership, runtime.now())
        closed = _take(db, runtime, past, CLOSED, eva)
        if closed is not None:
            item_id = find_item_at(db, ANSWER)
            close_gap(db, past, closed, Fix.REWRITE, item_id, REMARK, by=eva)
        _take(db, runtime, runtime, WORKS_ON, eva)


def _take(db: Session, now: Runtime, when: Runtime, words: str, eva: SignedIn) -> Gap | None:
    """Take the gap with these words, if somebody in the ninety days made it one."""
    found = find_gaps(db, Wanted(lang="en"), now.now()).rows
    row = next((row for row in found if row.gap is None and row.sentence == words), None)
    return take_new_gap(db, when, row.lang, row.key, by=eva) if row else None
