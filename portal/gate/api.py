"""The gate for programs: start an enquiry, search and read on its record, say how it went."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.accounts.signed_in import SignedIn
from portal.content.api import ItemAnswer, item_answer
from portal.content.policy import Kind
from portal.content.queries import ItemView, find_reading
from portal.errors import NotFound
from portal.finding.api import LONGEST_QUERY, SearchAnswer, SearchParameters, search_answer
from portal.finding.dependencies import Finding
from portal.gate.dependencies import OwnEnquiry, SeenEnquiry
from portal.gate.enquiring import start_enquiry
from portal.gate.forms import LONGEST_WORDS
from portal.gate.looking import Wish, dismiss, read_on_record, search_on_record, solve
from portal.gate.models import Enquiry
from portal.gate.policy import State, WhyDismissed
from portal.gate.ruling import what_is_left
from portal.gate.trail import freeze
from portal.web.dependencies import Db, Now, ReadDb, Runtime
from portal.web.forms import Line, Text
from portal.web.pages import address, language_of

router = APIRouter(
    prefix="/api/v1", tags=["enquiries"], dependencies=[needs(Capability.ASK_FOR_HELP)]
)


ENDED = (State.SOLVED, State.RAISED)


class EnquiryAnswer(BaseModel):
    """An enquiry: its state, what is left to do before a ticket, and its trail so far."""

    id: UUID
    state: str
    missing: list[str]
    trail: Mapping[str, Any]

    @classmethod
    def of(cls, enquiry: Enquiry, missing: Sequence[str]) -> "EnquiryAnswer":
        return cls(
            id=enquiry.id,
            state=enquiry.state,
            missing=list(missing),
            trail=freeze(enquiry),
        )


class SearchBody(SearchParameters):
    """What to search for; `lang`, `kind` and `topic` narrow it."""

    q: str = Field(max_length=LONGEST_QUERY)


class ReadingBody(BaseModel):
    """Which item to open; without `kind` articles are looked through first."""

    slug: Line = Field(max_length=300)
    kind: Kind | None = None
    lang: str | None = None


class DismissalBody(BaseModel):
    """None of what was shown solved it: one of the four reasons, or free words."""

    reason: Text = Field(min_length=1, max_length=LONGEST_WORDS)
    words: Text = Field("", max_length=LONGEST_WORDS)

    def parts(self) -> tuple[WhyDismissed, str]:
        """Return reason and words; a reason in free words means "not about my problem"."""
        try:
            return WhyDismissed(self.reason), self.words
        except ValueError:
            return WhyDismissed.NOT_MY_PROBLEM, self.words or self.reason


class SolutionBody(BaseModel):
    """This solved it; which item is optional."""

    slug: Line | None = Field(None, max_length=300)


@router.post("/enquiries", name="api_create_enquiry", status_code=201)
def create_enquiry(
    request: Request,
    response: Response,
    db: Db,
    runtime: Runtime,
    person: CurrentPerson,
    now: Now,
) -> EnquiryAnswer:
    enquiry = start_enquiry(db, runtime, person)
    enquiry.ask(now)
    response.headers["Location"] = address(request, "api_show_enquiry", enquiry_id=enquiry.id)
    return EnquiryAnswer.of(enquiry, what_is_left(db, enquiry, now))


@router.get("/enquiries/{enquiry_id}", name="api_show_enquiry")
def show_enquiry(enquiry: SeenEnquiry, db: ReadDb, now: Now) -> EnquiryAnswer:
    """`missing` says what is left to do; nothing when it became a ticket or is solved."""
    is_over = enquiry.state in ENDED
    return EnquiryAnswer.of(enquiry, () if is_over else what_is_left(db, enquiry, now))


@router.post("/enquiries/{enquiry_id}/searches", name="api_create_search")
def create_search(
    request: Request,
    enquiry: OwnEnquiry,
    body: SearchBody,
    finder: Finding,
    person: CurrentPerson,
    db: Db,
    now: Now,
) -> SearchAnswer:
    """Search, and have it written down what was asked and shown."""
    wish = Wish(
        terms=body.q,
        prefer_lang=language_of(request),
        **body.model_dump(exclude={"q"}),
    )
    return search_answer(search_on_record(db, finder, enquiry, wish, reader=person, at=now))


@router.post("/enquiries/{enquiry_id}/readings", name="api_create_reading")
def create_reading(
    request: Request,
    enquiry: OwnEnquiry,
    body: ReadingBody,
    person: CurrentPerson,
    db: Db,
    now: Now,
) -> ItemAnswer:
    """Open an item, and have the reading written down."""
    item = _get_item(db, body.slug, body.kind, body.lang or language_of(request), person)
    read_on_record(db, enquiry, item, at=now)
    return item_answer(item)


@router.post("/enquiries/{enquiry_id}/dismissal", name="api_create_dismissal")
def create_dismissal(enquiry: OwnEnquiry, body: DismissalBody, db: Db, now: Now) -> EnquiryAnswer:
    """Say that none of what was shown is about the problem."""
    why, words = body.parts()
    dismiss(db, enquiry, why, words, at=now)
    return EnquiryAnswer.of(enquiry, what_is_left(db, enquiry, now))


@router.post("/enquiries/{enquiry_id}/solution", name="api_create_solution")
def create_solution(
    request: Request,
    enquiry: OwnEnquiry,
    person: CurrentPerson,
    db: Db,
    now: Now,
    body: SolutionBody | None = None,
) -> EnquiryAnswer:
    """Say that the problem is solved, and by which item."""
    slug = body and body.slug
    by = _get_item(db, slug, None, language_of(request), person) if slug else None
    solve(db, enquiry, by.item_id if by else None, at=now)
    return EnquiryAnswer.of(enquiry, ())


def _get_item(db: Db, slug: str, kind: Kind | None, lang: str, person: SignedIn) -> ItemView:
    """Return the item; raise NotFound, also for what this person may not read."""
    for each in (kind,) if kind else Kind:
        item = find_reading(
            db, each, slug, lang=lang, audiences=person.audiences, may_read_drafts=False
        )
        if item is not None:
            return item
    raise NotFound("There is no such article or video.")
