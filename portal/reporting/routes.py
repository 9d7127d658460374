"""Insight: what self-service really solved, and where it fails; for managers."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.errors import NotFound
from portal.reporting.answering import Kept, answers_kept
from portal.reporting.charts import shade_ranges, shades
from portal.reporting.closed_gaps import closed_gaps
from portal.reporting.costing import (
    CostsForm,
    costs_of,
    costs_sheet,
    find_costs,
    readings_by_askers,
    savings,
    set_costs,
)
from portal.reporting.dependencies import AskedFrame
from portal.reporting.diagnoses import GAPS_OF, NAMES
from portal.reporting.drawing import (
    answers_drawn,
    before_drawn,
    failures_drawn,
    opened_drawn,
    solving_drawn,
    weeks_drawn,
)
from portal.reporting.failing import failing
from portal.reporting.framing import report
from portal.reporting.gap_sheets import closed_gaps_of, closed_gaps_sheet
from portal.reporting.gate_health import gate_health
from portal.reporting.items import MOST_LISTED, items
from portal.reporting.ledger import total, under_way, weekly
from portal.reporting.load import load
from portal.reporting.organisations import organisations_sheet
from portal.reporting.sheets import (
    DAYS,
    SHEETS,
    Frame,
    answers_of,
    before_of,
    failing_of,
    failing_weeks_of,
    gate_of,
    load_of,
    solving_of,
    steps_of,
    weeks_of,
    why_sheet,
)
from portal.reporting.spreadsheets import csv_response
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import Filled, Sent
from portal.web.pages import see_other
from portal.web.refusals import NO_SUCH_PAGE

EVERY_SHEET = {
    **SHEETS,
    "closed-gaps": closed_gaps_sheet,
    "organisations": organisations_sheet,
    "costs": costs_sheet,
}
router = APIRouter(dependencies=[needs(Capability.SEE_INSIGHT)])


@router.get("/insight", name="show_insight")
def show_insight(request: Request, runtime: Runtime, db: ReadDb, frame: AskedFrame) -> Response:
    weeks = weekly(db, frame.filters)
    return report(
        request,
        "overview",
        db,
        frame,
        figures=total(weeks),
        drawn=weeks_drawn(weeks),
        under_way=under_way(db),
        within_days=runtime.settings.reversed_within_days,
        sheet=weeks_of(weeks, frame),
        why=why_sheet(db, frame),
        gaps=[(NAMES[why], way) for why, way in GAPS_OF.items()],
    )


@router.get("/insight/deadlines", name="show_insight_deadlines")
def show_deadlines(request: Request, db: ReadDb, frame: AskedFrame) -> Response:
    kept = answers_kept(db, frame.filters, frame.now)
    drawn = {"total": sum(kept.values(), Kept()), "lines": answers_drawn(kept, frame)}
    return report(request, "deadlines", db, frame, sheet=answers_of(kept, frame), **drawn)


@router.get("/insight/searches", name="show_insight_searches")
def show_searches(request: Request, db: ReadDb, frame: AskedFrame) -> Response:
    found = failing(db, frame.filters)
    drawn = {"drawn": failures_drawn(found), "weeks": failing_weeks_of(found)}
    listed = {"sheet": failing_of(found), "most": MOST_LISTED}
    return report(request, "searches", db, frame, failing=found, **listed, **drawn)


@router.get("/insight/articles", name="show_insight_articles")
def show_articles(request: Request, db: ReadDb, frame: AskedFrame) -> Response:
    found = items(db, frame.filters, frame.lang)
    sheets = {"before": before_of(found), "solving": solving_of(found, frame)}
    drawn = {"read": before_drawn(found, frame), "solved": solving_drawn(found, frame)}
    return report(request, "articles", db, frame, most=MOST_LISTED, **sheets, **drawn)


@router.get("/insight/gate", name="show_insight_gate")
def show_gate(request: Request, db: ReadDb, frame: AskedFrame) -> Response:
    health = gate_health(db, frame.filters)
    sheets = {"steps": steps_of(health, frame), "opened": gate_of(health, frame)}
    lines = opened_drawn(health, frame)
    return report(request, "gate", db, frame, health=health, lines=lines, **sheets)


@router.get("/insight/gaps", name="show_insight_gaps")
def show_closed_gaps(request: Request, db: ReadDb, frame: AskedFrame) -> Response:
    closed = closed_gaps(db, frame.filters, frame.now, frame.lang)
    sheet = closed_gaps_of(closed, frame)
    return report(request, "gaps", db, frame, closed=closed, sheet=sheet)


@router.get("/insight/load", name="show_insight_load")
def show_load(request: Request, db: ReadDb, frame: AskedFrame) -> Response:
    found = load(db, frame.filters, frame.rules)
    drawn = {"shades": shades(found.counts), "ranges": shade_ranges(max(found.counts))}
    sheet = load_of(found, frame)
    return report(request, "load", db, frame, load=found, days=DAYS, sheet=sheet, **drawn)


@router.get("/insight/costs", name="show_costs")
def show_costs(request: Request, db: ReadDb, frame: AskedFrame) -> Response:
    return _costs_page(request, db, frame)


@router.post("/insight/costs", name="update_costs")
def update_costs(
    request: Request,
    person: CurrentPerson,
    frame: AskedFrame,
    db: Db,
    form: Annotated[Filled[CostsForm], Sent(CostsForm)],
) -> Response:
    if form.errors:
        return _costs_page(request, db, frame, form)
    set_costs(db, form.value, by=person.id, at=frame.now)
    return see_other(request, "show_costs", ending=f"?{frame.filters.query()}")


@router.get("/insight/{name}.csv", name="show_insight_csv")
def show_csv(name: str, db: ReadDb, frame: AskedFrame) -> Response:
    if name not in EVERY_SHEET:
        raise NotFound(NO_SUCH_PAGE)
    return csv_response(EVERY_SHEET[name](db, frame), frame.say)


def _costs_page(
    request: Request, db: Session, frame: Frame, form: Filled[CostsForm] | None = None
) -> Response:
    costs, figures = find_costs(db), total(weekly(db, frame.filters))
    readings = readings_by_askers(db, frame.filters)
    known = {name: getattr(costs, name, "") for name in CostsForm.model_fields}
    return report(
        request,
        "costs",
        db,
        frame,
        status_code=422 if form else 200,
        costs=costs,
        figures=figures,
        readings=readings,
        sheet=costs_of(figures, readings, costs, frame),
        savings=savings(figures, readings, costs) if costs else None,
        values=form.values if form else known,
        errors=form.errors if form else [],
    )
