"""The demo fills itself with the shipped content and a past, and a second start adds nothing.

So full an Academy is also what an upgrade must bring through unharmed.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import MetaData, func, select

from portal.accounts.joining import NewOrganisation, add_organisation
from portal.composing import close, open_runtime
from portal.content.models import Translation
from portal.db.every_model import METADATA
from portal.db.schema import is_at_head, migrate, migrate_back
from portal.demo.commands import fill
from portal.gate.models import Enquiry
from portal.mail.models import IncomingMail, MailState, OutgoingMail
from portal.reporting.closed_gaps import closed_gaps
from portal.reporting.exporting import export_lines
from portal.reporting.filters import Filters
from portal.reporting.models import ItemRead, LedgerRow
from portal.reporting.verifying import verify_lines
from portal.runtime import Runtime
from portal.service_desk.models import Ticket
from portal.service_desk.queueing import Day, Group, QueueFilter, queue_page
from portal.settings import Settings
from search.interface import Query

FIRST_SCHEMA = "0001"


@pytest.fixture(scope="module")
def academy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """A real Academy, as an operator opens it with only the vendor in it, then filled."""
    folder = tmp_path_factory.mktemp("academy")
    given = {"data_dir": folder, "reply_address": "help@academy.example"}
    runtime = open_runtime(Settings.model_validate(given))
    migrate(runtime.database)
    with runtime.database.writing() as db:
        add_organisation(db, runtime, NewOrganisation("Example Ltd", is_vendor=True))
    fill(runtime)
    yield runtime
    close(runtime)


def counts(runtime: Runtime) -> list[int]:
    with runtime.database.reading() as db:
        tables = (Translation, Enquiry, Ticket, OutgoingMail)
        return [db.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def rows(runtime: Runtime, schema: MetaData) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, by its key."""
    with runtime.database.readers.connect() as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(table.select().order_by(*table.primary_key))
            ]
            for table in schema.sorted_tables
        }


def check_the_closed_gap(runtime: Runtime) -> None:
    """Fewer fail since the article is there, because it is found, opened, and solves it."""
    with runtime.database.reading() as db:
        today = runtime.now().date()
        period = Filters(today - timedelta(days=90), today)
        (closed,) = closed_gaps(db, period, runtime.now(), "en")
        assert closed.before > closed.since
        of_it = ItemRead.item_id == closed.gap.item_id
        helped = select(func.count(), func.min(ItemRead.began_on)).where(of_it, ItemRead.solved)
        times, first_on = db.execute(helped).one()
        assert times >= 3
        assert first_on >= closed.gap.closed_at.date()


def test_the_demo_is_full_its_queue_alive_and_its_old_mail_gone(academy: Runtime) -> None:
    before = counts(academy)
    fill(academy)

    assert counts(academy) == before
    assert before[0] >= 40
    assert before[2] >= 120
    with academy.database.reading() as db:
        rows = db.execute(select(LedgerRow.outcome, func.count()).group_by(LedgerRow.outcome))
        ended = dict(list(rows))
        assert verify_lines(export_lines(db, academy, lambda done: None)).faults == []
    for outcome in ("solved", "reversed", "raised", "joined", "unknown", "looked"):
        assert ended[outcome] >= 2, outcome
    with academy.database.reading() as db:
        queue = queue_page(db, QueueFilter(), Day.at(academy.now(), "GMT"))
        assert {Group.LATE, Group.LATER, Group.PAUSED} <= set(queue.counts)
        assert [one for one, _ in queue.rows if one.escalated_at and one.is_ours]
        owners = {one.owner.name if one.owner else "" for one, _ in queue.rows if one.is_ours}
        assert owners == {"", "Ben Okafor", "Lena Sauer"}
        assert {mail.state for mail in db.scalars(select(OutgoingMail))} == {MailState.SENT}
        came_in = select(IncomingMail.outcome, func.count()).group_by(IncomingMail.outcome)
        assert dict(db.execute(came_in).all()) == {"on-request": 1, "not-placed": 2}
    check_the_closed_gap(academy)
    query = Query(
        "users do not receive simulated phishing mail",
        prefer_lang="en",
        audiences=frozenset({"everyone"}),
    )
    hits = academy.engine.find(query).hits
    assert hits[0].slug == "users-do-not-receive-simulated-phishing-mail"
    assert {hit.kind for hit in hits} == {"article", "video"}


def test_an_upgrade_from_the_first_schema_keeps_every_row(academy: Runtime) -> None:
    check_the_upgrade(academy)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_an_upgrade_of_the_same_rows_on_postgresql_keeps_them_too(
    academy: Runtime, runtime: Runtime
) -> None:
    copy_rows(academy, runtime)

    check_the_upgrade(runtime)


def check_the_upgrade(runtime: Runtime) -> None:
    migrate_back(runtime.database, FIRST_SCHEMA)
    first = MetaData()
    first.reflect(runtime.database.readers, only=lambda table, _: table != "alembic_version")
    before = rows(runtime, first)
    migrate(runtime.database)

    assert len(before["ticket"]) > 100
    assert rows(runtime, first) == before
    assert is_at_head(runtime.database)


def copy_rows(source: Runtime, target: Runtime) -> None:
    """Let the PostgreSQL database hold what the SQLite one does, row by row."""
    with source.database.readers.connect() as old, target.database.writers.begin() as new:
        for table in reversed(METADATA.sorted_tables):
            new.execute(table.delete())
        for table in METADATA.sorted_tables:
            if copied := [dict(row) for row in old.execute(table.select()).mappings()]:
                new.execute(table.insert(), copied)
