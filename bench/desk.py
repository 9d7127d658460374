"""How quick the desk is with 20,000 open tickets: `make bench-desk`.

On SQLite and PostgreSQL: the queue in its filters, a ticket with 200 messages, and eight agents
who take 500 tickets each at the same time. Pages are asked for through the whole application.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Barrier, Thread
from uuid import UUID

from sqlalchemy import Select, event, insert, select, text, update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bench.insight import academy, percentiles, postgresql, say, times
from bench.results import write_section
from portal.accounts.joining import NewPerson, add_person, get_person
from portal.accounts.models import Organisation
from portal.accounts.policy import Role
from portal.accounts.queries import find_membership, find_organisation, signed_in_as
from portal.accounts.signed_in import SignedIn
from portal.accounts.signing_in import start_session
from portal.app import create_app
from portal.demo.cast import ADDRESSES, CONTOSO, NORTHWIND, VENDOR, add_cast
from portal.errors import Busy
from portal.gate.models import Enquiry
from portal.runtime import Runtime
from portal.service_desk.clocks import AnswerClock
from portal.service_desk.due import policy_rules, working
from portal.service_desk.errors import NothingToTake
from portal.service_desk.models import Reply, Ticket
from portal.service_desk.reference import new_reference
from portal.service_desk.working_on import take_next
from portal.support_policy.targets import due_for
from portal.support_policy.tiers import Priority, Tier
from portal.web.sessions import cookie_name

SEARCHES = ("?q=report+northwind", "?q=cleo", "?q=zebra", "?q=nobody-says-this")
QUEUES = ("", "?group=later", "?group=paused", "?owner=mine", *SEARCHES, "?page=100")
MESSAGES, AGENTS, EACH, ROUNDS, CHUNK = 200, 8, 500, 6, 2_000
ANSWERS = 3  # to each ticket; one in a thousand says "zebra", which stands nowhere else
WORDS = ("sync", "password", "report", "export", "mail", "user", "course", "policy", "login")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=20_000)
    parser.add_argument("--each", type=int, default=EACH, help="how many each of 8 agents takes")
    asked = parser.parse_args()
    tickets, each = asked.tickets, asked.each
    said = f"{tickets:,} open tickets, half of them ours, half paused; 50 on a page."
    lines = [said, f"{ANSWERS * tickets:,} messages on them.", ""]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        with academy(f"sqlite:///{one}/academy.db", Path(one)) as runtime:
            lines += measured(runtime, tickets, each)
        with postgresql(Path(two)) as url, academy(url, Path(two)) as runtime:
            lines += measured(runtime, tickets, each)
    write_section("Desk", lines)


def measured(runtime: Runtime, tickets: int, each: int) -> Iterator[str]:
    reference = fill(runtime, tickets)
    with runtime.database.writers.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    yield f"### {'SQLite' if runtime.database.is_sqlite else 'PostgreSQL'}"
    yield from ("", "| page | p50 / p95 ms | statements |", "|--|--|--|")
    paths = [f"/desk{asked}" for asked in QUEUES]
    yield from pages(runtime, [*paths, f"/desk/requests/{reference}"])
    yield ""
    yield taken(runtime, each)
    yield ""


def fill(runtime: Runtime, tickets: int) -> str:
    """Write the tickets; return the reference of the one with many messages."""
    with runtime.database.writing() as db:
        add_cast(db, runtime, today=runtime.now().date())
        for number in range(AGENTS):
            email = f"agent{number}@academy.example"
            add_person(db, runtime, NewPerson(email, f"Agent {number}", VENDOR, Role.AGENT))
        reference = _write(db, runtime, tickets)
    say(f"{tickets:,} tickets written")
    return reference


def _write(db: Session, runtime: Runtime, tickets: int) -> str:
    chance, rows = Random(7), []
    owners = [get_person(db, ADDRESSES["ben"]).id, None]
    askers = [
        (tier, {"organisation_id": _id(find_organisation(db, name)), "requester_id": who})
        for tier, name, who in (
            (Tier.ENHANCED, NORTHWIND, get_person(db, ADDRESSES["cleo"]).id),
            (Tier.STANDARD, CONTOSO, get_person(db, ADDRESSES["dai"]).id),
        )
    ]
    for number in range(tickets):
        row = _row(runtime, chance, *chance.choice(askers))
        owner, state = owners[number % 2], "ours" if number % 4 < 2 else "customers"
        rows.append(row | {"owner_id": owner, "state": state})
    for start in range(0, tickets, CHUNK):
        some = rows[start : start + CHUNK]
        db.execute(insert(Enquiry), [_enquiry(row) for row in some])
        db.execute(insert(Ticket), some)
        db.execute(insert(AnswerClock), [_clock(row) for row in some])
        db.execute(insert(Reply), [_reply(runtime, chance, row) for row in some * ANSWERS])
    db.execute(insert(Reply), [_reply(runtime, chance, rows[0]) for _ in range(MESSAGES)])
    return str(rows[0]["reference"])


def _id(organisation: Organisation | None) -> UUID:
    assert organisation is not None
    return organisation.id


def _row(runtime: Runtime, chance: Random, tier: Tier, whose: dict[str, UUID]) -> dict[str, object]:
    priority = chance.randrange(1, 6)
    at = runtime.now() - timedelta(minutes=chance.randrange(1, 14_000))
    due = due_for(tier, Priority(priority), at, policy_rules(runtime.settings))
    empty = dict.fromkeys(("expected", "steps", "since", "area"), "")
    return {
        **empty,
        "id": runtime.new_id(),
        "enquiry_id": runtime.new_id(),
        "reference": new_reference("AA", chance.randrange),
        **whose,
        "tier": tier,
        "priority": priority,
        "lang": "en",
        "affected": "few",
        "title": " ".join(chance.sample(WORDS, 4)),
        "description": " ".join(chance.choices(WORDS, k=120)),
        "reproducible": "every-time",
        "diagnosis": "opened-did-not-help",
        "opened_at": at,
        "clock_started_at": at,
        "due_at": due.due_at,
        "due_working": working(due),
        "trail": _trail(at),
    }


def _trail(at: datetime) -> dict[str, object]:
    said = {"at": at.isoformat(), "terms": "mail", "total": 3, "is_real": True, "is_down": False}
    nothing = {"readings": [], "dismissal": None, "urgent": None}
    return {"searches": [{**said, "shown": []}], "unlocked_by": "dismissal", **nothing}


def _enquiry(row: dict[str, object]) -> dict[str, object]:
    at = row["opened_at"]
    whose = {"person_id": row["requester_id"], "organisation_id": row["organisation_id"]}
    moments = dict.fromkeys(("started_at", "touched_at", "asked_at", "ended_at"), at)
    return {"id": row["enquiry_id"], "state": "raised", **whose, **moments}


def _clock(row: dict[str, object]) -> dict[str, object]:
    run = {"ticket_id": row["id"], "number": 1, "kind": "first", "pauses": []}
    return {**run, "started_at": row["opened_at"], "due_at": row["due_at"], "working": {}}


def _reply(runtime: Runtime, chance: Random, row: dict[str, object]) -> dict[str, object]:
    words = chance.choices(WORDS, k=60) + ["zebra"] * (chance.randrange(1_000) == 0)
    said = {"author_id": row["requester_id"], "is_from_staff": chance.randrange(2) == 0}
    about = {"id": runtime.new_id(), "ticket_id": row["id"], "at": row["opened_at"]}
    return {**about, "text": " ".join(words), **said}


def pages(runtime: Runtime, paths: list[str]) -> Iterator[str]:
    with TestClient(create_app(runtime), base_url=runtime.settings.base_url) as client:
        client.cookies.set(cookie_name(runtime.settings), session_of(runtime))
        for path in paths:
            sent = statements(runtime, client, path)
            spent = [each for _ in range(ROUNDS) for each in times(client, path)]
            say(f"{path}: {percentiles(spent)}, {sent} statements")
            name = "a ticket with 200 messages" if "requests" in path else f"`{path}`"
            yield f"| {name} | {percentiles(spent)} | {sent} |"


def statements(runtime: Runtime, client: TestClient, path: str) -> int:
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *more: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(runtime.database.readers, "before_cursor_execute", note)
    client.get(path)
    event.remove(runtime.database.readers, "before_cursor_execute", note)
    return len(sent)


def session_of(runtime: Runtime) -> str:
    ben = person(runtime, ADDRESSES["ben"])
    with runtime.database.writing() as db:
        return start_session(db, runtime, ben.membership_id, ben.id)


def person(runtime: Runtime, email: str) -> SignedIn:
    with runtime.database.reading() as db:
        membership = find_membership(db, get_person(db, email).id)
        assert membership is not None
        return signed_in_as(membership, runtime.now())


def taken(runtime: Runtime, each: int) -> str:
    """Let eight agents take that many each at the same moment, and see whose each ticket is."""
    with runtime.database.writing() as db:
        db.execute(update(Ticket).values(owner_id=get_person(db, ADDRESSES["ben"]).id))
        free = list(db.scalars(_some_ours(AGENTS * each)))
        db.execute(update(Ticket).where(Ticket.id.in_(free)).values(owner_id=None))
    agents = [person(runtime, f"agent{number}@academy.example") for number in range(AGENTS)]
    got: list[UUID] = []
    together = Barrier(AGENTS)
    threads = [Thread(target=_take, args=(runtime, one, together, got)) for one in agents]
    began = time.monotonic()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    spent, twice = time.monotonic() - began, len(got) - len(set(got))
    say(f"{len(got):,} taken in {spent:.0f} s, {twice} twice")
    all_of = f"{AGENTS} agents took {len(got):,} of {len(free):,} tickets"
    return f"{all_of} in {spent:.0f} s; taken twice: {twice}."


def _take(runtime: Runtime, agent: SignedIn, together: Barrier, got: list[UUID]) -> None:
    together.wait()
    while True:
        try:
            with runtime.database.writing() as db:
                got.append(take_next(db, runtime, by=agent).id)
        except Busy:
            continue
        except NothingToTake:
            return


def _some_ours(many: int) -> Select[UUID]:
    return select(Ticket.id).where(Ticket.state == "ours").limit(many)


if __name__ == "__main__":
    main()
