"""The editors' start: every article and video, by state, language and what asks for work."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.content.policy import Kind, Stage, State
from portal.editing.overview import Entry, Wanted, Work, entries, work_counts
from portal.editing.shelving import owners
from portal.web.dependencies import Now, ReadDb
from portal.web.languages import known_language
from portal.web.pages import page

router = APIRouter(dependencies=[needs(Capability.EDIT_CONTENT)])


STATES = ({*State} | {*Stage}) - {Stage.NONE}
PER_PAGE = 100


class Filters(BaseModel):
    """The choice in the address; a value nobody knows narrows nothing."""

    q: str = Field("", max_length=200)
    kind: str = ""
    state: str = ""
    lang: str = ""
    owner: str = ""
    work: str = ""
    page: int = Field(1, ge=1, le=10_000)

    def wanted(self) -> Wanted:
        return Wanted(
            words=self.q,
            kind=self.kind if self.kind in set(Kind) else "",
            state=self.state if self.state in STATES else "",
            lang=known_language(self.lang) or "",
            owner=self.owner,
            work=self.work if self.work in set(Work) else "",
        )

    def address(self, number: int) -> str:
        """Return the rest of the address of another page of this choice."""
        return f"?{urlencode({**self.model_dump(exclude_defaults=True), 'page': number})}"


@router.get("/content", name="show_content")
def show_content(
    request: Request,
    db: ReadDb,
    now: Now,
    person: CurrentPerson,
    filters: Annotated[Filters, Query()],
) -> Response:
    wanted, every = filters.wanted(), entries(db)
    found = [entry for entry in every if wanted.fits(entry, now.date())]
    start = (filters.page - 1) * PER_PAGE
    shown = found[start : start + PER_PAGE]
    return page(
        request,
        "editing/overview.html",
        found=shown,
        count=len(found),
        last=max(1, -(-len(found) // PER_PAGE)),
        own=[entry for entry in every if person.id in entry.writers],
        counts=work_counts(every, now.date()),
        owners=[(str(one.id), one.name) for one in owners(db)],
        all_of_page=_all_of(shown, filters),
        filters=filters,
        wanted=wanted,
    )


def _all_of(shown: Sequence[Entry], filters: Filters) -> str:
    """Return the rest of the address that chooses every text of this page of the list."""
    ids = [str(entry.translation_id) for entry in shown]
    return f"?{urlencode({'text': ids, 'back': filters.address(filters.page)}, doseq=True)}"
