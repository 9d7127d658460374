"""What self-service saved, as a range: never one number."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.activity.recording import record
from portal.reporting.filters import Filters
from portal.reporting.ledger import total, weekly
from portal.reporting.models import Costs, LedgerRow
from portal.reporting.policy import Figures, Outcome
from portal.reporting.sheets import Frame
from portal.reporting.spreadsheets import Cell, Sheet
from portal.web.forms import Line
from portal.words import N_

HIGHEST = Decimal(1_000_000)


def _amount(text: object) -> object:
    """Read what people write: 12.50, 12,50, and spaces between thousands."""
    if not isinstance(text, str):
        return text
    bare = re.sub(r"\s", "", text).replace(",", ".")
    if not re.fullmatch(r"[0-9]+(\.[0-9]{1,2})?", bare):
        raise ValueError(N_("Write an amount such as 12.50."))
    return bare


def _currency(text: object) -> object:
    if isinstance(text, str) and not re.fullmatch(r"[A-Za-z]{3}", text.strip()):
        raise ValueError(N_("Write the three letters of a currency, such as GBP."))
    return text.strip().upper() if isinstance(text, str) else text


Amount = Annotated[Decimal, BeforeValidator(_amount), Field(ge=0, le=HIGHEST)]


class CostsForm(BaseModel):
    """What a request and a reading cost."""

    per_ticket: Amount = Field(description=N_("Say what one request costs."))
    per_reading: Amount = Field(description=N_("Say what one reading costs."))
    currency: Annotated[Line, BeforeValidator(_currency)] = Field(
        description=N_("Name the currency.")
    )


@dataclass(frozen=True)
class Savings:
    """The two ends of the range."""

    confirmed: Decimal
    with_unknown: Decimal


def find_costs(db: Session) -> Costs | None:
    return db.get(Costs, 1)


def set_costs(db: Session, form: CostsForm, *, by: UUID, at: datetime) -> Costs:
    """Keep what a manager says; the change is on record."""
    costs = find_costs(db) or Costs(id=1)
    costs.per_ticket, costs.per_reading = form.per_ticket, form.per_reading
    costs.currency, costs.changed_at, costs.changed_by_id = form.currency, at, by
    db.add(costs)
    said = form.model_dump(mode="json")
    record(db, "reporting.costs-set", at=at, actor_id=by, **said)
    return costs


def readings_by_askers(db: Session, filters: Filters) -> int:
    """Return how many readings those had who came to ask."""
    wanted = *filters.on(LedgerRow), LedgerRow.outcome != Outcome.LOOKED
    return int(db.scalar(select(func.sum(LedgerRow.readings)).where(*wanted)) or 0)


def savings(figures: Figures, readings: int, costs: Costs) -> Savings:
    """Return the requests that were not sent, less the readings, each at its cost."""
    read = readings * costs.per_reading
    return Savings(
        figures.solved * costs.per_ticket - read,
        (figures.solved + figures.unknown) * costs.per_ticket - read,
    )


def costs_sheet(db: Session, frame: Frame) -> Sheet:
    figures, readings = total(weekly(db, frame.filters)), readings_by_askers(db, frame.filters)
    return costs_of(figures, readings, find_costs(db), frame)


def costs_of(figures: Figures, readings: int, costs: Costs | None, frame: Frame) -> Sheet:
    """Return everything the range is worked out from, and its two ends where costs are set."""
    rows: list[tuple[str, Cell]] = [
        (N_("Solved"), figures.solved),
        (N_("Unknown"), figures.unknown),
        (N_("Readings by those who came to ask"), readings),
    ]
    if costs:
        saved = savings(figures, readings, costs)
        rows += [
            (N_("One request"), costs.per_ticket),
            (N_("One reading"), costs.per_reading),
            (N_("Currency"), costs.currency),
            (N_("Saved at least: what people said was solved"), saved.confirmed),
            (N_("Saved at most: with all that is unknown"), saved.with_unknown),
        ]
    heads = N_("What is counted"), N_("Number")
    return Sheet("costs", heads, [(frame.say(words), cell) for words, cell in rows])
