"""The editors' pages of topics."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field, create_model
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.content.models import Topic
from portal.editing.shelves import (
    add_topic,
    all_topics,
    archive_topic,
    archived_topics,
    bring_back,
    change_topic,
    field_of,
    get_topic,
    items_by_topic,
    move_topic,
    typed_of,
)
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import Filled, Line, Sent
from portal.web.languages import LANGUAGES, SOURCE_LANGUAGE
from portal.web.pages import page, see_other, wants_part

router = APIRouter(prefix="/content/topics", dependencies=[needs(Capability.EDIT_CONTENT)])

FIELDS: dict[str, Any] = {
    field_of(name, lang): (Line, Field(... if lang == SOURCE_LANGUAGE else "", max_length=most))
    for name, most in (("title", 100), ("summary", 300))
    for lang in LANGUAGES
}
TopicForm = create_model("TopicForm", **FIELDS)
STEPS = {"up": -1, "down": 1}


class MoveForm(BaseModel):
    """Where a topic goes."""

    to: Literal["up", "down"]


def get_topic_to_change(slug: str, db: Db) -> Topic:
    return get_topic(db, slug)


TopicToChange = Annotated[Topic, Depends(get_topic_to_change)]
Typed = Annotated[Filled[BaseModel], Sent(TopicForm)]


@router.get("", name="show_topics")
def show_topics(request: Request, db: ReadDb) -> Response:
    return _topics_page(request, db)


@router.post("", name="create_topic")
def create_topic(
    request: Request, form: Typed, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    if form.errors:
        return _topics_page(request, db, form)
    topic = add_topic(db, runtime, _words(form, "title"), _words(form, "summary"), by=person)
    return see_other(request, "show_topics", ending=f"#topic-{topic.slug}")


@router.get("/{slug}", name="show_topic_editor")
def show_topic_editor(request: Request, slug: str, db: ReadDb) -> Response:
    return _topic_page(request, db, get_topic(db, slug))


@router.post("/{slug}", name="update_topic")
def update_topic(
    request: Request,
    form: Typed,
    topic: TopicToChange,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    if form.errors:
        return _topic_page(request, db, topic, form)
    words = _words(form, "title"), _words(form, "summary")
    change_topic(db, runtime, topic, *words, by=person)
    return see_other(request, "show_topics", ending=f"#topic-{topic.slug}")


@router.post("/{slug}/place", name="update_topic_place")
def update_topic_place(
    request: Request,
    form: Annotated[Filled[MoveForm], Sent(MoveForm)],
    topic: TopicToChange,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    place = move_topic(db, runtime, topic, STEPS[form.value.to], by=person)
    if wants_part(request):
        return _topics_page(request, db, moved=(topic, place, form.value.to))
    return see_other(request, "show_topics", ending=f"#topic-{topic.slug}")


@router.post("/{slug}/archive", name="create_topic_archive")
def create_topic_archive(
    request: Request, topic: TopicToChange, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    archive_topic(db, runtime, topic, by=person)
    return see_other(request, "show_topics")


@router.post("/{slug}/archive/removal", name="delete_topic_archive")
def delete_topic_archive(
    request: Request, topic: TopicToChange, person: CurrentPerson, runtime: Runtime, db: Db
) -> Response:
    bring_back(db, runtime, topic, by=person)
    return see_other(request, "show_topics", ending=f"#topic-{topic.slug}")


def _words(form: Filled[BaseModel], name: str) -> dict[str, str]:
    return {lang: getattr(form.value, field_of(name, lang)) for lang in LANGUAGES}


def _topics_page(
    request: Request,
    db: Session,
    form: Filled[BaseModel] | None = None,
    moved: tuple[Topic, int, str] | None = None,
) -> Response:
    return page(
        request,
        "editing/topics.html",
        part="editing/_topic_list.html" if moved else None,
        status_code=422 if form else 200,
        topics=all_topics(db),
        away=archived_topics(db),
        counts=items_by_topic(db),
        moved=moved,
        values=form.values if form else typed_of(None),
        errors=form.errors if form else [],
        field_of=field_of,
        needed=SOURCE_LANGUAGE,
    )


def _topic_page(
    request: Request, db: Session, topic: Topic, form: Filled[BaseModel] | None = None
) -> Response:
    return page(
        request,
        "editing/topic.html",
        status_code=422 if form else 200,
        topic=topic,
        count=items_by_topic(db).get(topic.slug, 0),
        values=form.values if form else typed_of(topic),
        errors=form.errors if form else [],
        field_of=field_of,
        needed=SOURCE_LANGUAGE,
    )
