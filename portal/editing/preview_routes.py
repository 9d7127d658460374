"""What is being typed as its readers would get it, and what it still lacks; nothing is kept."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Request, Response

from portal.accounts.dependencies import CurrentPerson
from portal.content.errors import TooHard
from portal.content.models import Revision
from portal.editing.article_forms import SourceForm
from portal.editing.drafting import find_draft
from portal.editing.examining import Examiner
from portal.editing.item_text import ItemText
from portal.editing.text_dependencies import AnyText, CurrentExaminer, TextRouter
from portal.editing.typesetting import typeset
from portal.web.dependencies import ReadDb
from portal.web.forms import Filled, Sent
from portal.web.pages import page

router = TextRouter()

NOT_SHOWN: dict[str, Any] = {"html": "", "trouble": None, "examined": None}


@router.post("/preview", name="create_preview")
def create_preview(
    request: Request,
    text: AnyText,
    form: Annotated[Filled[SourceForm], Sent(SourceForm)],
    examiner: CurrentExaminer,
    person: CurrentPerson,
    db: ReadDb,
) -> Response:
    draft = find_draft(db, text.translation_id, person.id)
    words: dict[str, Any] = {**form.values}
    typed = replace(ItemText.of(draft or text), **words)
    return page(
        request,
        "editing/preview.html",
        part="editing/_preview.html",
        text=text,
        is_swapped=True,
        **preview_of(examiner, text, typed),
    )


def preview_of(examiner: Examiner, text: Revision, typed: ItemText) -> dict[str, Any]:
    """Return what the preview wants: the very page readers would get, or why there is none."""
    shown = {"title": typed.title, "summary": typed.summary, **NOT_SHOWN}
    try:
        made = typeset(examiner.db, text.translation, typed.source)
    except TooHard as error:
        return {**shown, "trouble": error}
    examined = examiner.examine(text.translation, typed, made)
    return {**shown, "html": made.rendered.html, "examined": examined}
