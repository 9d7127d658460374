"""The editors' pages of an article: beginning one, writing it, seeing it as readers will."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.accounts.signed_in import SignedIn
from portal.content.models import Revision
from portal.content.policy import Kind
from portal.content.queries import topics
from portal.content.revising import Saved
from portal.editing.article_forms import ArticleForm, NewArticleForm, typed_of
from portal.editing.conflicts import both_texts_page, saved_part
from portal.editing.drafting import drafts_of_others, find_draft, save_draft
from portal.editing.item_text import ItemText, revise_text
from portal.editing.preview_routes import NOT_SHOWN, preview_of
from portal.editing.starting import NewItem, start_item
from portal.editing.steps import steps_of
from portal.editing.text_dependencies import AnyText, AnyTextToWrite, CurrentExaminer
from portal.editing.typesetting import typeset
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Sent
from portal.web.pages import language_of, page, see_other, wants_part
from portal.words import N_

router = APIRouter(prefix="/content/articles", dependencies=[needs(Capability.EDIT_CONTENT)])

NOTHING_TYPED = {"title": "", "summary": "", "lang": "", "topic": "", "audience": "everyone"}
NO_SUCH_TOPIC = N_("Choose one of the topics.")
NEXT = {"": "show_article_editor", "preview": "show_article_editor", "publish": "show_publication"}


@router.get("/new", name="show_new_article")
def show_new_article(request: Request, db: ReadDb, title: str = "") -> Response:
    values = {**NOTHING_TYPED, "lang": language_of(request), "title": title[:200]}
    return _new_page(request, db, values, [])


@router.post("", name="create_article")
def create_article(
    request: Request,
    form: Annotated[Filled[NewArticleForm], Sent(NewArticleForm)],
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    errors = form.errors
    if not errors and form.value.topic not in {shelf.slug for shelf in topics(db, "en")}:
        errors = [FieldError("topic", NO_SUCH_TOPIC)]
    if errors:
        return _new_page(request, db, form.values, errors)
    new = NewItem(**form.value.model_dump())
    translation = start_item(db, runtime, Kind.ARTICLE, new, by=person)
    text = ItemText(new.title, new.summary, [], "", "")
    empty = typeset(db, translation, "")
    revise_text(db, runtime, translation, text, empty, Saved(person.id))
    return see_other(request, "show_article_editor", article_id=translation.id)


@router.get("/{article_id}", name="show_article_editor")
def show_article_editor(
    request: Request,
    article: AnyText,
    person: CurrentPerson,
    db: ReadDb,
    examiner: CurrentExaminer,
    view: str = "",
) -> Response:
    draft = find_draft(db, article.translation_id, person.id)
    if view == "preview":
        text = ItemText.of(draft or article)
        shown = preview_of(examiner, article, text)
        return page(request, "editing/preview.html", text=article, **shown)
    values = typed_of(article, draft)
    shown = preview_of(examiner, article, ItemText.of(draft or article))
    return editor_page(request, db, article, person, values, [], shown=shown)


@router.post("/{article_id}/draft", name="update_article_draft")
def update_article_draft(
    request: Request,
    form: Annotated[Filled[ArticleForm], Sent(ArticleForm)],
    article: AnyTextToWrite,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    if form.errors:
        return editor_page(request, db, article, person, form.values, form.errors, shown=NOT_SHOWN)
    typed = form.value
    draft = save_draft(db, runtime, article.translation, typed.text, seen=typed.seen, by=person)
    if wants_part(request):
        return saved_part(request, db, article, typed.seen, draft, by=person)
    if draft is None:
        return both_texts_page(request, db, article, typed.text, seen=typed.seen, by=person)
    return _next(request, article, typed.then)


def _next(request: Request, article: Revision, then: str) -> Response:
    """Go where the writer goes once the draft is kept."""
    id_, lang = article.translation_id, article.translation.lang
    if then == "links":
        return see_other(request, "show_links", ending=f"?article={id_}")
    if then == "beside":
        return see_other(request, "show_translation", article_id=id_, lang=lang, ending="#saved")
    ending = {"preview": "?view=preview", "": "#saved"}.get(then, "")
    return see_other(request, NEXT[then], article_id=id_, ending=ending)


def editor_page(
    request: Request,
    db: Session,
    article: Revision,
    person: SignedIn,
    values: dict[str, Any],
    errors: list[FieldError],
    *,
    shown: dict[str, Any],
) -> Response:
    draft = find_draft(db, article.translation_id, person.id)
    return page(
        request,
        "editing/article.html",
        part="editing/_draft_errors.html" if errors else None,
        status_code=422 if errors else 200,
        article=article,
        text=article,
        values=values,
        errors=errors,
        draft=draft,
        others=drafts_of_others(db, article.translation_id, person.id),
        steps=steps_of(db, article.translation_id),
        **{**shown, "title": values["title"], "summary": values["summary"]},
    )


def _new_page(
    request: Request, db: Session, values: dict[str, str], errors: list[FieldError]
) -> Response:
    shelves = [(shelf.slug, shelf.title) for shelf in topics(db, language_of(request))]
    return page(
        request,
        "editing/new_article.html",
        status_code=422 if errors else 200,
        shelves=shelves,
        values=values,
        errors=errors,
    )
