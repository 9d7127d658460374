"""The demo fills itself with the shipped content and a past, and a second start adds nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.composing import close, open_runtime
from portal.content.models import Translation
from portal.db.schema import migrate
from portal.demo.commands import fill
from portal.gate.models import Enquiry
from portal.mail.models import MailState, OutgoingMail
from portal.reporting.exporting import export_lines
from portal.reporting.models import LedgerRow
from portal.reporting.verifying import verify_lines
from portal.runtime import Runtime
from portal.service_desk.models import Ticket
from portal.service_desk.queueing import Day, Group, QueueFilter, queue_page
from portal.settings import Settings
from search.interface import Query


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Runtime]:
    """A real Academy, as an operator opens it, with nothing in it."""
    runtime = open_runtime(Settings.model_validate({"data_dir": tmp_path}))
    migrate(runtime.database)
    yield runtime
    close(runtime)


def counts(runtime: Runtime) -> list[int]:
    with runtime.database.reading() as db:
        tables = (Translation, Enquiry, Ticket, OutgoingMail)
        return [db.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_the_demo_is_full_its_queue_alive_and_its_old_mail_gone(empty: Runtime) -> None:
    fill(empty)
    before = counts(empty)
    fill(empty)

    assert counts(empty) == before
    assert before[0] >= 40
    assert before[2] >= 120
    with empty.database.reading() as db:
        rows = db.execute(select(LedgerRow.outcome, func.count()).group_by(LedgerRow.outcome))
        ended = dict(list(rows))
        assert verify_lines(export_lines(db, empty, lambda done: None)).faults == []
    for outcome in ("solved", "reversed", "raised", "unknown", "looked"):
        assert ended[outcome] >= 5, outcome
    with empty.database.reading() as db:
        queue = queue_page(db, QueueFilter(), Day.at(empty.now(), "GMT"))
        assert {Group.LATE, Group.LATER, Group.PAUSED} <= set(queue.counts)
        assert [one for one, _ in queue.rows if one.escalated_at and one.is_ours]
        owners = {one.owner.name if one.owner else "" for one, _ in queue.rows if one.is_ours}
        assert owners == {"", "Ben Okafor", "Lena Sauer"}
        assert {mail.state for mail in db.scalars(select(OutgoingMail))} == {MailState.SENT}
    query = Query(
        "users do not receive simulated phishing mail",
        prefer_lang="en",
        audiences=frozenset({"everyone"}),
    )
    hits = empty.engine.find(query).hits
    assert hits[0].slug == "users-do-not-receive-simulated-phishing-mail"
    assert {hit.kind for hit in hits} == {"article", "video"}
