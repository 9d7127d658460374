"""Ninety days of the demo's past: a seeded crowd lives through the real use cases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.joining import get_person
from portal.demo.bad_day import break_down, recover
from portal.demo.cast import ADDRESSES
from portal.demo.crowd import add_crowd
from portal.demo.history import PastClock, PastMailer
from portal.demo.mending import MENDED_AGO, mend
from portal.demo.remembering import RememberedAnswers
from portal.demo.season import DAYS, bad_morning, season
from portal.demo.simulation import TURNS_IN_ONE_GO, Simulation
from portal.finding.indexing import follow_content
from portal.gate.lapsing import end_what_was_left
from portal.mail.models import MailState, OutgoingMail
from portal.mail.sending import send_due
from portal.reporting.costing import CostsForm, set_costs
from portal.reporting.keeping import keep_ledger
from portal.reporting.mailing import send_statements
from portal.runtime import Runtime
from search.interface import SearchEngine

SEED = 1_234
COSTS = {"per_ticket": "42", "per_reading": "0.35", "currency": "GBP"}


def simulate(runtime: Runtime, *, progress: Callable[[int, int], None]) -> None:
    """Live through ninety days; the same crowd on every first start of a day."""
    chance = Random(SEED)  # noqa: S311 (a story, not a secret)
    past, clock = _past(runtime, chance)
    until = runtime.now() - timedelta(minutes=5)
    with past.database.writing() as db:
        simulation = Simulation(db, past, clock, chance, until)
        _plan(simulation, runtime.now())
        done = 0
        while simulation.go_on():
            done += TURNS_IN_ONE_GO
            progress(done, done + len(simulation.turns))
        _read_old_mail(db)
        mia = get_person(db, ADDRESSES["mia"])
        set_costs(db, CostsForm.model_validate(COSTS), by=mia.id, at=until)
    _catch_up(runtime)
    clock.at = until
    send_statements(past)
    while send_due(past):
        pass


def _plan(simulation: Simulation, now: datetime) -> None:
    """Let people come, one morning go wrong, and Eva mend what many looked for in vain."""
    past, chance = simulation.runtime, simulation.chance
    comers = add_crowd(simulation.db, past, today=past.now().date())
    for coming in season(now, comers, chance):
        simulation.plan(coming.at, partial(simulation.come, coming))
    morning = bad_morning(now)
    simulation.plan(morning, partial(break_down, simulation))
    simulation.plan(morning + timedelta(hours=3), partial(recover, simulation))
    simulation.plan(now - MENDED_AGO, partial(_mend, simulation))


def _mend(simulation: Simulation) -> None:
    """Let the past be counted so far, then mended, and whoever comes next find it."""
    db, past = simulation.db, simulation.runtime
    db.commit()  # what others do now has transactions of its own
    _catch_up(past)
    mend(db, past, by=simulation.person(ADDRESSES["eva"]))
    db.commit()
    follow_content(past)
    cast(RememberedAnswers, past.engine).known.clear()


def _catch_up(runtime: Runtime) -> None:
    """Let what was left end, and the ledger follow before old text is forgotten."""
    while end_what_was_left(runtime):
        while keep_ledger(runtime):
            pass
    while keep_ledger(runtime):
        pass


def _past(runtime: Runtime, chance: Random) -> tuple[Runtime, PastClock]:
    """Return the same Academy with a clock set back, and chance where it is otherwise secret."""
    clock = PastClock(runtime.now() - timedelta(days=DAYS + 1))
    past = replace(
        runtime,
        now=clock,
        mailer=PastMailer(),
        engine=cast(SearchEngine, RememberedAnswers(runtime.engine)),
        new_id=lambda: UUID(int=chance.getrandbits(128), version=4),
        random_below=chance.randrange,
    )
    return past, clock


def _read_old_mail(db: Session) -> None:
    """Mail of the past was sent long ago."""
    for mail in db.scalars(select(OutgoingMail).where(OutgoingMail.state == MailState.WAITING)):
        mail.note_sent(mail.created_at)
