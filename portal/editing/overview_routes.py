"""The editors' start: every article and video, by state, language and what asks for work."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from portal.accounts.dependencies import needs
from portal.accounts.policy import Capability
from portal.content.policy import Kind, Stage, State
from portal.editing.overview import Wanted, Work, entries
from portal.web.dependencies import Now, ReadDb
from portal.web.languages import known_language
from portal.web.pages import page

router = APIRouter(dependencies=[needs(Capability.EDIT_CONTENT)])


STATES = ({*State} | {*Stage}) - {Stage.NONE}


class Filters(BaseModel):
    """The choice in the address; a value nobody knows narrows nothing."""

    kind: str = ""
    state: str = ""
    lang: str = ""
    work: str = ""

    def wanted(self) -> Wanted:
        return Wanted(
            kind=self.kind if self.kind in set(Kind) else "",
            state=self.state if self.state in STATES else "",
            lang=known_language(self.lang) or "",
            work=self.work if self.work in set(Work) else "",
        )


@router.get("/content", name="show_content")
def show_content(
    request: Request, db: ReadDb, now: Now, filters: Annotated[Filters, Query()]
) -> Response:
    wanted = filters.wanted()
    found = entries(db, wanted, today=now.date())
    return page(request, "editing/overview.html", entries=found, wanted=wanted)
