"""The demo accounts as fixtures: one person per role, a clock, ids and a mailbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest

from portal.accounts.queries import find_membership, find_person, signed_in_as
from portal.accounts.signed_in import SignedIn
from portal.demo.cast import ADDRESSES, add_cast
from portal.runtime import Runtime

MONDAY_TEN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


class Clock:
    """A clock that only tests move."""

    def __init__(self, at: datetime = MONDAY_TEN) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def go(self, **ahead: float) -> None:
        self.at += timedelta(**ahead)


class Ids:
    """Ids in a row, so that a failing test reads the same each time."""

    def __init__(self, after: int = 0) -> None:
        self.count = after

    def __call__(self) -> UUID:
        self.count += 1
        return UUID(int=(0x4 << 76) | (0x8 << 60) | self.count)


class Mailbox:
    """A mailer that keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    def send(self, message: EmailMessage) -> None:
        self.messages.append(message)

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if message["To"] == address]


@dataclass(frozen=True)
class Cast:
    """Looks up who somebody is today."""

    runtime: Runtime

    def __getattr__(self, name: str) -> SignedIn:
        with self.runtime.database.reading() as db:
            person = find_person(db, ADDRESSES[name])
            assert person is not None
            membership = find_membership(db, person.id)
            assert membership is not None
            return signed_in_as(membership, self.runtime.now())


def fill_world(runtime: Runtime) -> None:
    with runtime.database.writing() as db:
        add_cast(db, runtime, today=date(2026, 11, 23))


def _person_fixture(name: str) -> Callable[[Cast], SignedIn]:
    @pytest.fixture(name=name)
    def person(people: Cast) -> SignedIn:
        found: SignedIn = getattr(people, name)
        return found

    return person


@pytest.fixture
def people(runtime: Runtime) -> Cast:
    return Cast(runtime)


ada = _person_fixture("ada")
ben = _person_fixture("ben")
eva = _person_fixture("eva")
mia = _person_fixture("mia")
cleo = _person_fixture("cleo")
finn = _person_fixture("finn")
dai = _person_fixture("dai")
