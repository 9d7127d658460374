"""Every insight page in its frame: the filters it was asked with, and what they offer."""

from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from portal.reporting.dependencies import choices_of
from portal.reporting.sheets import Frame
from portal.web.pages import page


def report(request: Request, name: str, db: Session, frame: Frame, **found: Any) -> Response:
    return page(
        request,
        f"reporting/{name}.html",
        filters=frame.filters,
        choices=choices_of(db, frame),
        query=frame.filters.query(),
        **found,
    )
