"""The translator's page: the original on the left, the translation on the right."""

from typing import Annotated

from fastapi import Depends, Request, Response

from portal.accounts.dependencies import CurrentPerson
from portal.editing.article_forms import typed_of
from portal.editing.drafting import drafts_of_others, find_draft
from portal.editing.text_dependencies import AnyText, AnyTextToWrite, TextRouter, which
from portal.editing.translating import Pair, get_pair, start_translation
from portal.errors import NotFound
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.languages import known_language
from portal.web.pages import page, see_other
from portal.web.refusals import NO_SUCH_PAGE

router = TextRouter()


def get_wanted_pair(text: AnyText, lang: str, db: ReadDb) -> Pair:
    if known_language(lang) is None:
        raise NotFound(NO_SUCH_PAGE)
    return get_pair(db, text, lang)


WantedPair = Annotated[Pair, Depends(get_wanted_pair)]


@router.get("/translations/{lang}", name="show_translation")
def show_translation(
    request: Request, pair: WantedPair, person: CurrentPerson, db: ReadDb
) -> Response:
    mine = pair.translation
    if mine is None:
        return page(request, "editing/no_translation.html", pair=pair)
    draft = find_draft(db, mine.translation_id, person.id)
    values = {**typed_of(mine, draft), "based_on": pair.original.number}
    others = drafts_of_others(db, mine.translation_id, person.id)
    return page(
        request,
        "editing/translation.html",
        pair=pair,
        text=mine,
        draft=draft,
        values=values,
        others=others,
    )


@router.post("/translations/{lang}", name="create_translation")
def create_translation(
    request: Request,
    lang: str,
    text: AnyTextToWrite,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    if known_language(lang) is None:
        raise NotFound(NO_SUCH_PAGE)
    started = start_translation(db, runtime, get_pair(db, text, lang), by=person)
    return see_other(request, "show_translation", **which(started), lang=lang)
