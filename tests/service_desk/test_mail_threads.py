"""The mails of one request hang together in the reader's program, each in their language."""

import pytest

from portal.accounts.signed_in import SignedIn
from portal.mail.sending import send_due
from portal.runtime import Runtime
from tests.service_desk.test_opening import opened
from tests.service_desk.test_replying import say
from tests.world import Clock, Mailbox


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_mail_names_the_first_and_the_last_one_before_it(
    runtime: Runtime, mailbox: Mailbox, cleo: SignedIn, ben: SignedIn, clock: Clock
) -> None:
    ticket = opened(runtime, cleo)
    for text in ("Try this.", "Or this."):
        clock.go(minutes=5)
        say(runtime, ticket, ben, text)
    while send_due(runtime):
        pass

    first, second, third = mailbox.to(cleo.email)

    assert first["In-Reply-To"] is first["References"] is None
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
    assert third["In-Reply-To"] == second["Message-ID"]
    assert third["References"] == f"{first['Message-ID']} {second['Message-ID']}"
    assert len({first["Message-ID"], second["Message-ID"], third["Message-ID"]}) == 3
    for mail in (first, second, third):
        assert ticket.reference in str(mail["Subject"])
        assert mail["Auto-Submitted"] == "auto-generated"
    [notice] = mailbox.to(ben.email)
    assert notice["In-Reply-To"] is None
