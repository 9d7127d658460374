"""The calendar page: bank holidays proposed, own closures and openings, and what a change moves."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field, field_validator
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.opening_hours.elsewhere import (
    NO_ZONE,
    hide_zone,
    hours_in,
    show_zone,
    shown_zones,
)
from portal.opening_hours.keeping import DayChange, confirm_year, confirmed_years, days_kept
from portal.opening_hours.models import DayKind
from portal.service_desk.due import rules_in
from portal.service_desk.rescheduling import change_calendar, moves
from portal.support_policy.bank_holidays import SUBDIVISIONS, bank_holidays
from portal.support_policy.calendar import FIRST_YEAR, LAST_YEAR
from portal.support_policy.errors import RuleError
from portal.support_policy.hours import Hours
from portal.web.dependencies import Db, Now, ReadDb, Runtime
from portal.web.forms import Filled, Line, Sent
from portal.web.pages import page, runtime_of, see_other
from portal.web.zones import zones
from portal.words import N_

router = APIRouter(prefix="/admin/calendars", dependencies=[needs(Capability.ADMINISTER)])

WRONG_HOURS = N_("Write opening hours like 09:00-17:00, or leave them empty.")


class DayForm(BaseModel):
    """What is to become of a day."""

    day_on: date = Field(
        ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31), description=N_("Choose a day.")
    )
    kind: DayKind | None = None
    hours: Line = Field("", max_length=11)
    reason: Line = Field("", max_length=200)
    sure: bool = False

    @field_validator("hours")
    @classmethod
    def can_be_read(cls, hours: str) -> str:
        try:
            return str(Hours.parse(hours)) if hours else ""
        except RuleError as error:
            raise ValueError(WRONG_HOURS) from error

    @property
    def change(self) -> DayChange:
        hours = self.hours if self.kind is DayKind.OPEN else ""
        return DayChange(self.day_on, self.kind, hours, self.reason)


class YearForm(BaseModel):
    """The bank holidays of one division and year."""

    division: Line = Field(min_length=1)
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR)


class ZoneForm(BaseModel):
    """A time zone, and whether it is to be shown."""

    zone: Line = Field(min_length=1, max_length=50, description=NO_ZONE)
    shown: bool = False


AskedYear = Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)]


@router.get("", name="show_calendars")
def show_calendars(
    request: Request, db: ReadDb, now: Now, year: AskedYear = None, saved: bool = False
) -> Response:
    return _calendars_page(request, db, year or now.year, saved=saved)


@router.post("/days", name="update_calendar_day")
def update_calendar_day(
    request: Request,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[DayForm], Sent(DayForm)],
) -> Response:
    if form.errors:
        year = runtime.now().year
        return _calendars_page(request, db, year, values=form.values, errors=form.errors)
    change = form.value.change
    if not form.value.sure:
        moved = moves(db, runtime, change)
        return page(request, "opening_hours/preview.html", change=change, moves=moved)
    change_calendar(db, runtime, change, by=person)
    ending = f"?year={change.day_on.year}&saved=true"
    return see_other(request, "show_calendars", ending=ending)


@router.post("/confirmations", name="create_calendar_confirmation")
def create_calendar_confirmation(
    request: Request,
    person: CurrentPerson,
    db: Db,
    now: Now,
    form: Annotated[Filled[YearForm], Sent(YearForm)],
) -> Response:
    wanted = form.value
    if wanted.division in SUBDIVISIONS:
        confirm_year(db, wanted.division, wanted.year, by=person.name, at=now)
    return see_other(request, "show_calendars", ending=f"?year={wanted.year}&saved=true")


@router.post("/zones", name="update_shown_zone")
def update_shown_zone(
    request: Request,
    person: CurrentPerson,
    db: Db,
    now: Now,
    form: Annotated[Filled[ZoneForm], Sent(ZoneForm)],
) -> Response:
    if form.errors:
        return _calendars_page(request, db, now.year, errors=form.errors)
    change = show_zone if form.value.shown else hide_zone
    change(db, form.value.zone, by=person.id, at=now)
    return see_other(request, "show_calendars", ending="?saved=true#zones")


def _calendars_page(request: Request, db: Session, year: int, **more: Any) -> Response:
    runtime = runtime_of(request)
    rules = rules_in(db, runtime.settings)
    blank = {"values": dict.fromkeys(DayForm.model_fields, ""), "errors": [], "saved": False}
    return page(
        request,
        "opening_hours/calendars.html",
        status_code=422 if more.get("errors") else 200,
        year=year,
        years=(FIRST_YEAR, LAST_YEAR),
        divisions=[(name, sorted(bank_holidays(name, year).items())) for name in rules.divisions],
        confirmed=confirmed_years(db),
        days=days_kept(db),
        hours=hours_in(rules, shown_zones(db), runtime.now()),
        zones=zones(),
        **{**blank, **more},
    )
