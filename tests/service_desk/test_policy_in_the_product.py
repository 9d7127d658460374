"""The policy's own examples, lived: a request sent at that moment promises that time."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from starlette.testclient import TestClient

from portal.accounts.models import Organisation
from portal.accounts.signed_in import SignedIn
from portal.app import create_app
from portal.runtime import Runtime
from tests.browser import Browser
from tests.program import Program
from tests.support_policy.test_policy_vectors import ROWS, gmt
from tests.world import Cast, Clock

ALWAYS = date(2020, 1, 1)


@pytest.fixture(params=[True, False], ids=["with-standard", "alone"])
def academy(runtime: Runtime, request: pytest.FixtureRequest) -> Runtime:
    """An Academy whose enhanced customers have had their contract for years."""
    with runtime.database.writing() as db:
        for organisation in db.query(Organisation).where(Organisation.name == "Northwind"):
            organisation.enhanced_from_on, organisation.enhanced_until_on = ALWAYS, None
    changed = {"enhanced_keeps_standard": request.param}
    return replace(runtime, settings=runtime.settings.model_copy(update=changed))


def sent(academy: Runtime, client: TestClient, person: SignedIn, priority: str) -> tuple[str, str]:
    """Send a request by the API; return its due time, and what its page says of it."""
    program = Program(client, academy, person)
    ticket = program.ask(program.unlock(), priority=int(priority[1]))
    client.cookies.clear()
    page = Browser(client, academy).sign_in(person).open(ticket["url"])
    return ticket["due_at"], page.main


def in_words(at: datetime) -> str:
    return f"{at:%A} {at.day} {at:%B %Y}, {at:%H:%M} (GMT)"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_example_of_the_policy_is_what_api_and_page_promise(
    academy: Runtime, clock: Clock
) -> None:
    keeps_standard = academy.settings.enhanced_keeps_standard
    with TestClient(create_app(academy), base_url=academy.settings.base_url) as client:
        for tier, priority, opened, together, alone in ROWS:
            clock.at = gmt(opened) or datetime.now(UTC)
            people = Cast(academy)
            person = people.cleo if tier == "enhanced" else people.dai
            due_at, page = sent(academy, client, person, priority)

            promised = gmt(together if keeps_standard else alone)
            assert due_at == (f"{promised:%Y-%m-%dT%H:%M:%SZ}" if promised else None), opened
            assert (in_words(promised) if promised else "No promised time.") in page, opened
