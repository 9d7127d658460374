"""The history of a text: every revision, two of them compared, one of them restored."""

from typing import Annotated

from fastapi import Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson
from portal.content.models import Revision
from portal.content.revising import numbered
from portal.editing.comparing import compare_texts
from portal.editing.history import history, restore
from portal.editing.item_text import ItemText, names_of
from portal.editing.text_dependencies import AnyText, AnyTextToWrite, TextRouter, which
from portal.errors import NotFound
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import Filled, Sent
from portal.web.pages import page, see_other
from portal.web.refusals import NO_SUCH_PAGE

router = TextRouter()


class NumberForm(BaseModel):
    """One revision."""

    number: int = Field(ge=1, le=2**31 - 1)


@router.get("/history", name="show_history")
def show_history(request: Request, text: AnyText, db: ReadDb) -> Response:
    found = history(db, text.translation)
    return page(request, "editing/history.html", text=text, history=found)


@router.get("/comparison", name="show_comparison")
def show_comparison(request: Request, text: AnyText, db: ReadDb, a: int, b: int) -> Response:
    older, newer = (_get_revision(db, text, number) for number in sorted((a, b)))
    texts = ItemText.of(older), ItemText.of(newer)
    return page(
        request,
        "editing/comparison.html",
        text=text,
        older=older,
        newer=newer,
        changes=compare_texts(*texts, names_of(db, *texts)),
    )


@router.post("/restorations", name="create_restoration")
def create_restoration(
    request: Request,
    form: Annotated[Filled[NumberForm], Sent(NumberForm)],
    text: AnyTextToWrite,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    older = _get_revision(db, text, form.value.number)
    restore(db, runtime, text.translation, older, by=person)
    ending = f"?restores={older.number}"
    return see_other(request, "show_publication", **which(text.translation), ending=ending)


def _get_revision(db: Session, text: Revision, number: int) -> Revision:
    found = numbered(db, text.translation, number) if number < 2**31 else None
    if found is None:
        raise NotFound(NO_SUCH_PAGE)
    return found
