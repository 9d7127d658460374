"""How requests ended, counted: also those out of scope and those that could not be reproduced."""

from datetime import timedelta

from fastapi import APIRouter, Request, Response

from portal.accounts.dependencies import needs
from portal.accounts.policy import Capability
from portal.service_desk.queries import count_endings
from portal.web.dependencies import Now, ReadDb
from portal.web.pages import page

router = APIRouter(dependencies=[needs(Capability.WORK_TICKETS)])

DAYS = 90


@router.get("/desk/endings", name="show_endings")
def show_endings(request: Request, db: ReadDb, now: Now) -> Response:
    since = now - timedelta(days=DAYS)
    return page(
        request,
        "service_desk/endings.html",
        counts=count_endings(db, since),
        since=since,
        days=DAYS,
    )
