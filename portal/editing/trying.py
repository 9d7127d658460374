"""What a trial page showed may be saved: the page hands out a mark, and saving asks for it."""

import hmac
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from portal.accounts.signed_in import SignedIn
from portal.activity.recording import keep_order
from portal.editing.replaying import MOST_QUERIES, replay
from portal.errors import Conflict, Invalid
from portal.finding.guidance import Guidance
from portal.runtime import Runtime
from portal.web.forms import Line

LASTS = timedelta(days=1)
REFUSALS = (Conflict, Invalid)


class TriedForm(BaseModel):
    """The mark that the trial page handed out."""

    tried: Line = Field(default="", max_length=100)


def trial_facts(
    db: Session, runtime: Runtime, tried: Guidance, by: SignedIn, start: int
) -> dict[str, Any]:
    """Return what the page of a trial shows, and the mark for what this person sees tried."""
    found = replay(db, runtime, tried, start=max(start, 0))
    mark = _mark(runtime, tried, by, runtime.now().date())
    return {"replay": found, "most": MOST_QUERIES, "mark": mark}


def has_tried(
    db: Session, runtime: Runtime, mark: str, wanted: Callable[[], Guidance], *, by: SignedIn
) -> bool:
    """Whether this person saw just this tried over what is stored now, today or the day before."""
    keep_order(db)  # nobody saves another change between the look and the saving
    try:
        tried = wanted()
    except REFUSALS:
        return False  # its trial says what is wrong with it
    today = runtime.now().date()
    marks = (_mark(runtime, tried, by, day) for day in (today, today - LASTS))
    return any(hmac.compare_digest(each.encode(), mark.encode()) for each in marks)


def _mark(runtime: Runtime, tried: Guidance, by: SignedIn, day: date) -> str:
    secret = runtime.settings.secret_key
    key = secret.get_secret_value() if secret else ""
    shown = repr(("trial", str(by.id), day.isoformat(), sorted(tried.groups), tried.pins))
    return hmac.new(key.encode(), shown.encode(), "sha256").hexdigest()
