"""Why self-help did not solve it, in one word."""

import pytest

from portal.accounts.signed_in import SignedIn
from portal.gate.diagnosis import Diagnosis, diagnose
from portal.gate.enquiring import start_enquiry
from portal.gate.looking import dismiss, need_at_once
from portal.gate.policy import WhyDismissed, WhyUrgent
from portal.runtime import Runtime
from tests.gate.steps import FINDS, FINDS_NOTHING, read, search

ABOUT_IT = "Our users in Lyon do not receive the simulated phishing mail."
ABOUT_ELSE = "The invoice of October charges twelve seats too many."


@pytest.mark.parametrize(
    ("terms", "reads", "urgent", "description", "word"),
    [
        (FINDS_NOTHING, False, False, "A quokka sits here", Diagnosis.NOTHING_FOUND),
        (FINDS, False, False, ABOUT_IT, Diagnosis.SHOWN_NOT_OPENED),
        (FINDS, True, False, ABOUT_IT, Diagnosis.OPENED_DID_NOT_HELP),
        (FINDS_NOTHING, False, False, ABOUT_ELSE, Diagnosis.NOT_SEARCHED_FOR_REAL),
        (FINDS, False, False, ABOUT_ELSE, Diagnosis.NOT_SEARCHED_FOR_REAL),
        (FINDS, True, False, ABOUT_ELSE, Diagnosis.OPENED_DID_NOT_HELP),
        (FINDS, False, False, "Help!", Diagnosis.SHOWN_NOT_OPENED),
        ("mail", False, False, "Simulated training invitations vanish", Diagnosis.SHOWN_NOT_OPENED),
        (FINDS, True, True, ABOUT_IT, Diagnosis.URGENT),
    ],
)
def test_the_diagnosis(
    runtime: Runtime,
    cleo: SignedIn,
    terms: str,
    reads: bool,
    urgent: bool,
    description: str,
    word: Diagnosis,
) -> None:
    with runtime.database.writing() as db:
        enquiry = start_enquiry(db, runtime, cleo)
        search(db, runtime, enquiry, cleo, terms)
        if reads:
            read(db, runtime, enquiry, cleo)
        if urgent:
            need_at_once(db, enquiry, WhyUrgent.DATA_AT_RISK, at=runtime.now())
        dismiss(db, enquiry, WhyDismissed.TRIED_IT, "", at=runtime.now())

        assert diagnose(enquiry, description) == word
