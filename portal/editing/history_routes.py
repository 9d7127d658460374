"""The history of an article: every revision, two of them compared, one of them restored."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.content.models import Revision
from portal.content.revising import numbered
from portal.editing.article_dependencies import Article, ArticleToWrite
from portal.editing.article_text import ArticleText
from portal.editing.comparing import compare_texts
from portal.editing.history import history, restore
from portal.errors import NotFound
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import Filled, Sent
from portal.web.pages import page, see_other
from portal.web.refusals import NO_SUCH_PAGE

router = APIRouter(prefix="/content/articles", dependencies=[needs(Capability.EDIT_CONTENT)])


class NumberForm(BaseModel):
    """One revision."""

    number: int = Field(ge=1, le=2**31 - 1)


@router.get("/{article_id}/history", name="show_history")
def show_history(request: Request, article: Article, db: ReadDb) -> Response:
    found = history(db, article.translation)
    return page(request, "editing/history.html", article=article, history=found)


@router.get("/{article_id}/comparison", name="show_comparison")
def show_comparison(request: Request, article: Article, db: ReadDb, a: int, b: int) -> Response:
    older, newer = (_get_revision(db, article, number) for number in sorted((a, b)))
    changes = compare_texts(ArticleText.of(older), ArticleText.of(newer))
    return page(
        request,
        "editing/comparison.html",
        article=article,
        older=older,
        newer=newer,
        changes=changes,
    )


@router.post("/{article_id}/restorations", name="create_restoration")
def create_restoration(
    request: Request,
    form: Annotated[Filled[NumberForm], Sent(NumberForm)],
    article: ArticleToWrite,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    older = _get_revision(db, article, form.value.number)
    restore(db, runtime, article.translation, older, by=person)
    ending = f"?restores={older.number}"
    return see_other(request, "show_publication", article_id=article.translation_id, ending=ending)


def _get_revision(db: Session, article: Revision, number: int) -> Revision:
    found = numbered(db, article.translation, number) if number < 2**31 else None
    if found is None:
        raise NotFound(NO_SUCH_PAGE)
    return found
