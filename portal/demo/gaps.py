"""The gap of the demo that Eva works on today."""

from portal.accounts.joining import get_person
from portal.accounts.queries import find_membership, signed_in_as
from portal.demo.cast import ADDRESSES
from portal.editing.gap_work import take_new_gap
from portal.reporting.gaps import Wanted, find_gaps
from portal.runtime import Runtime

WORKS_ON = "invoice copy"


def mind_gaps(runtime: Runtime) -> None:
    """Take one of the gaps that the last ninety days left, if somebody made it one."""
    with runtime.database.writing() as db:
        membership = find_membership(db, get_person(db, ADDRESSES["eva"]).id)
        if membership is None:
            raise LookupError("the demo's editor belongs nowhere")
        eva = signed_in_as(membership, runtime.now())
        found = find_gaps(db, Wanted(lang="en"), runtime.now()).rows
        row = next((row for row in found if row.gap is None and row.sentence == WORKS_ON), None)
        if row is not None:
            take_new_gap(db, runtime, row.lang, row.key, by=eva)
