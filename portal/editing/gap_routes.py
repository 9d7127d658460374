"""The list of gaps, and the page of one: take it, write for it, close it, tell who had failed."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.accounts.signed_in import SignedIn
from portal.content.queries import topics
from portal.editing.gap_articles import start_article, usual_topic
from portal.editing.gap_forms import (
    PERIODS,
    ClosureForm,
    ClusterForm,
    DismissalForm,
    GapFilters,
    StartForm,
)
from portal.editing.gap_telling import tell_people, to_tell
from portal.editing.gap_work import (
    close_gap,
    dismiss_gap,
    get_gap,
    put_back,
    take_gap,
    take_new_gap,
)
from portal.editing.pointing import NamedItem, find_item_at, named_items
from portal.editing.starting import NewItem
from portal.finding.dependencies import Finding
from portal.finding.finder import Finder, Found
from portal.reporting.gap_models import Gap
from portal.reporting.gap_policy import HIDDEN
from portal.reporting.gaps import GapPage, find_gaps, gap_page
from portal.runtime import Runtime as AcademyRuntime
from portal.web.dependencies import Db, Now, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Sent
from portal.web.pages import language_of, page, runtime_of, see_other
from portal.words import N_

router = APIRouter(prefix="/content/gaps", dependencies=[needs(Capability.EDIT_CONTENT)])

NO_SUCH_ADDRESS = N_("There is no article or video at this address.")
NO_SUCH_TOPIC = N_("Choose one of the topics.")
MOST_ANSWERS = 5


def get_gap_to_work(gap_id: UUID, db: Db) -> Gap:
    return get_gap(db, gap_id, to_write=True)


GapToWork = Annotated[Gap, Depends(get_gap_to_work)]


@router.get("", name="show_gaps")
def show_gaps(
    request: Request,
    person: CurrentPerson,
    db: ReadDb,
    now: Now,
    filters: Annotated[GapFilters, Query()],
) -> Response:
    wanted = filters.wanted()
    return page(
        request,
        "editing/gaps.html",
        found=find_gaps(db, wanted, now),
        wanted=wanted,
        periods=PERIODS,
        sees_names=person.may(Capability.SEE_INSIGHT),
    )


@router.post("", name="create_gap")
def create_gap(
    request: Request,
    form: Annotated[Filled[ClusterForm], Sent(ClusterForm)],
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    gap = take_new_gap(db, runtime, form.value.lang, form.value.words, by=person)
    return see_other(request, "show_gap", gap_id=gap.id)


@router.get("/{gap_id}", name="show_gap")
def show_gap(
    request: Request,
    gap_id: UUID,
    person: CurrentPerson,
    runtime: Runtime,
    db: ReadDb,
    finder: Finding,
    told: int = 0,
) -> Response:
    gap = get_gap(db, gap_id)
    return _gap_page(request, db, runtime, finder, gap, person, told=told)


@router.post("/{gap_id}/owner", name="create_gap_owner")
def create_gap_owner(
    request: Request, gap: GapToWork, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    take_gap(db, runtime, gap, by=person)
    return see_other(request, "show_gap", gap_id=gap.id)


@router.post("/{gap_id}/owner/removal", name="delete_gap_owner")
def delete_gap_owner(
    request: Request, gap: GapToWork, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    put_back(db, runtime, gap, by=person)
    return see_other(request, "show_gaps")


@router.post("/{gap_id}/closure", name="create_gap_closure")
def create_gap_closure(
    request: Request,
    gap: GapToWork,
    form: Annotated[Filled[ClosureForm], Sent(ClosureForm)],
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    finder: Finding,
) -> Response:
    errors, item_id = form.errors, None
    if not errors:
        item_id = form.value.item
        if form.value.address:
            item_id = find_item_at(db, form.value.address)
            errors = [] if item_id else [FieldError("address", NO_SUCH_ADDRESS)]
    if errors:
        return _gap_page(request, db, runtime, finder, gap, person, form.values, errors)
    close_gap(db, runtime, gap, form.value.fix, item_id, form.value.why, by=person)
    return see_other(request, "show_gap", gap_id=gap.id)


@router.post("/{gap_id}/dismissal", name="create_gap_dismissal")
def create_gap_dismissal(
    request: Request,
    gap: GapToWork,
    form: Annotated[Filled[DismissalForm], Sent(DismissalForm)],
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    finder: Finding,
) -> Response:
    if form.errors:
        return _gap_page(request, db, runtime, finder, gap, person, form.values, form.errors)
    dismiss_gap(db, runtime, gap, form.value.reason, by=person)
    return see_other(request, "show_gaps")


@router.post("/{gap_id}/article", name="create_gap_article")
def create_gap_article(
    request: Request,
    gap: GapToWork,
    form: Annotated[Filled[StartForm], Sent(StartForm)],
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    finder: Finding,
) -> Response:
    errors = form.errors
    if not errors and form.value.topic not in {shelf.slug for shelf in topics(db, gap.lang)}:
        errors = [FieldError("topic", NO_SUCH_TOPIC)]
    if errors:
        return _gap_page(request, db, runtime, finder, gap, person, form.values, errors)
    new = NewItem(**form.value.model_dump(), lang=gap.lang)
    sentences = gap_page(db, gap, runtime.now()).sentences
    started = start_article(db, runtime, gap, new, sentences or [gap.sentence], by=person)
    return see_other(request, "show_article_editor", article_id=started.id)


@router.post("/{gap_id}/notices", name="create_gap_notices")
def create_gap_notices(
    request: Request, gap: GapToWork, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    told = tell_people(db, runtime, gap, by=person)
    return see_other(request, "show_gap", gap_id=gap.id, ending=f"?told={told}")


def _gap_page(
    request: Request,
    db: Session,
    runtime: AcademyRuntime,
    finder: Finder,
    gap: Gap,
    person: SignedIn,
    values: dict[str, str] | None = None,
    errors: list[FieldError] | None = None,
    *,
    told: int = 0,
) -> Response:
    found = gap_page(db, gap, runtime.now())
    return page(
        request,
        "editing/gap.html",
        status_code=422 if errors else 200,
        gap=gap,
        found=found,
        answers=_answers(finder, gap, person),
        told=told,
        errors=errors or [],
        sees_names=person.may(Capability.SEE_INSIGHT),
        **_choices(request, db, gap, found, values or {}),
    )


def _choices(
    request: Request, db: Session, gap: Gap, found: GapPage, typed: dict[str, str]
) -> dict[str, Any]:
    """Return what the forms of a gap offer, and what they begin with."""
    items = _items(db, found, gap)
    return {
        "to_tell": to_tell(db, runtime_of(request), gap),
        "items": items,
        "item_choices": [(item.id, item.title) for item in items],
        "shelves": [(shelf.slug, shelf.title) for shelf in topics(db, language_of(request))],
        "values": {**_usual(db, gap, found), **typed},
    }


def _answers(finder: Finder, gap: Gap, person: SignedIn) -> Found:
    return finder.find(gap.sentence, reader=person, prefer_lang=gap.lang, limit=MOST_ANSWERS)


def _items(db: Session, found: GapPage, gap: Gap) -> Sequence[NamedItem]:
    met = [gap.item_id] if gap.item_id else []
    return named_items(db, [*met, *found.read], gap.lang)


def _usual(db: Session, gap: Gap, found: GapPage) -> dict[str, str]:
    """Return what the forms begin with."""
    return {
        "fix": gap.fix or str(found.row.fix),
        "item": str(gap.item_id or ""),
        "address": "",
        "why": "",
        "reason": "",
        "title": (gap.sentence[:1].upper() + gap.sentence[1:200]).strip(HIDDEN),
        "summary": "",
        "topic": usual_topic(db, gap),
        "audience": "everyone",
    }
