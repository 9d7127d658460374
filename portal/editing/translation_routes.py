"""The translator's page: the original on the left, the translation on the right."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.editing.article_dependencies import Article, ArticleToWrite
from portal.editing.article_forms import typed_of
from portal.editing.drafting import drafts_of_others, find_draft
from portal.editing.translating import Pair, get_pair, start_translation
from portal.errors import NotFound
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.languages import known_language
from portal.web.pages import page, see_other
from portal.web.refusals import NO_SUCH_PAGE

router = APIRouter(prefix="/content/articles", dependencies=[needs(Capability.EDIT_CONTENT)])


def get_wanted_pair(article: Article, lang: str, db: ReadDb) -> Pair:
    if known_language(lang) is None:
        raise NotFound(NO_SUCH_PAGE)
    return get_pair(db, article, lang)


WantedPair = Annotated[Pair, Depends(get_wanted_pair)]


@router.get("/{article_id}/translations/{lang}", name="show_translation")
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
        article=mine,
        draft=draft,
        values=values,
        others=others,
    )


@router.post("/{article_id}/translations/{lang}", name="create_translation")
def create_translation(
    request: Request,
    lang: str,
    article: ArticleToWrite,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    if known_language(lang) is None:
        raise NotFound(NO_SUCH_PAGE)
    started = start_translation(db, runtime, get_pair(db, article, lang), by=person)
    return see_other(request, "show_translation", article_id=started.id, lang=lang)
