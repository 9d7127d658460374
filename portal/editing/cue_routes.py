"""Captions and chapters of a video: rows of a table beside the player, or the WebVTT itself."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.accounts.signed_in import SignedIn
from portal.content.models import Revision
from portal.content.policy import LARGEST_CAPTIONS
from portal.content.videos import VttError, read_cues
from portal.editing.cue_table import (
    MOST_ROWS,
    Row,
    chapters_from_headings,
    check_rows,
    last_second,
    rows_of,
    to_vtt,
)
from portal.editing.drafting import Seen, drafts_of_others, find_draft, save_draft
from portal.editing.item_text import ItemText
from portal.editing.text_dependencies import AnyText, AnyTextToWrite
from portal.editing.tracks import Track
from portal.editing.video_forms import typed_of
from portal.editing.video_routes import film_of_draft
from portal.errors import Invalid
from portal.runtime import Runtime as AcademyRuntime
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import BAD_FORM, FieldError, many_lines, one_line, read_form
from portal.web.languages import translations
from portal.web.pages import language_of, page, see_other
from portal.words import N_

router = APIRouter(prefix="/content/videos", dependencies=[needs(Capability.EDIT_CONTENT)])

AT_LINE = N_("Line %(line)s: %(why)s")
ELSEWHERE = N_(
    "Your draft was changed in another window or on another device. "
    "Look at what you typed and save it again."
)
TOO_LONG = N_("The WebVTT is larger than %(limit)s kB.")
SPARE_ROWS = 5
SEEN = ("version", "number", "based_on")
COLUMNS = ("start", "end", "text", "heading")


@dataclass(frozen=True)
class SentCues:
    """The table, or the WebVTT text when that was sent, and which draft was on the page."""

    seen: Seen
    rows: list[Row]
    vtt: str | None


async def get_sent_cues(request: Request) -> SentCues:
    form = await read_form(request, most_fields=len(COLUMNS) * MOST_ROWS + 10)
    typed = [[str(one) for one in form.getlist(name)] for name in COLUMNS]
    longest = max(len(column) for column in typed)
    whole = [column + [""] * (longest - len(column)) for column in typed]
    version, number, based_on = (str(form.get(name, "")) for name in SEEN)
    if not (version.isdecimal() and number.isdecimal() and (based_on or "0").isdecimal()):
        raise Invalid(BAD_FORM)
    seen = Seen(int(version), int(number), int(based_on) if based_on else None)
    rows = [Row(*(str(one_line(cell)) for cell in row)) for row in zip(*whole, strict=True)]
    text = form.get("vtt")
    return SentCues(seen, rows, str(many_lines(text)) if text is not None else None)


CuesSent = Annotated[SentCues, Depends(get_sent_cues)]


@router.get("/{video_id}/{track}", name="show_cues")
def show_cues(
    request: Request,
    video: AnyText,
    track: Track,
    person: CurrentPerson,
    db: ReadDb,
    propose: bool = False,
) -> Response:
    draft = find_draft(db, video.translation_id, person.id)
    text = ItemText.of(draft or video)
    stored = getattr(text, track.column)
    rows = chapters_from_headings(text.captions_vtt) if propose else rows_of(stored)
    return _cues_page(request, db, person, video, track, rows, stored or "", propose=propose)


@router.get("/{video_id}/{track}/webvtt", name="show_track")
def show_track(video: AnyText, track: Track, person: CurrentPerson, db: ReadDb) -> Response:
    """What the player beside the table shows: one's own draft, else what readers get."""
    draft = find_draft(db, video.translation_id, person.id)
    text = getattr(draft or video, track.column)
    return Response(text or "WEBVTT\n", media_type="text/vtt")


@router.post("/{video_id}/{track}", name="update_cues")
def update_cues(
    request: Request,
    track: Track,
    sent: CuesSent,
    video: AnyTextToWrite,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    """Take the table or the text into this person's draft."""
    errors = check_rows(sent.rows) if sent.vtt is None else _check_text(request, sent.vtt)
    if not errors:
        written = to_vtt(sent.rows) if sent.vtt is None else _as_file(sent.vtt)
        if _keep(db, runtime, video, track, written, seen=sent.seen, by=person):
            where = {"video_id": video.translation_id, "track": track.value}
            return see_other(request, "show_cues", **where, ending="#saved")
        errors = [FieldError("saved", ELSEWHERE)]
    draft = find_draft(db, video.translation_id, person.id)
    stored = getattr(draft or video, track.column)
    rows = sent.rows if sent.vtt is None else rows_of(stored)
    shown = sent.vtt if sent.vtt is not None else stored or ""
    return _cues_page(request, db, person, video, track, rows, shown, errors=errors)


def _keep(
    db: Session,
    runtime: AcademyRuntime,
    video: Revision,
    track: Track,
    written: str | None,
    *,
    seen: Seen,
    by: SignedIn,
) -> bool:
    """Whether it could be kept: not when the draft was saved elsewhere since."""
    draft = find_draft(db, video.translation_id, by.id)
    changed: dict[str, Any] = {track.column: written}
    text = _with_length(replace(ItemText.of(draft or video), **changed))
    return save_draft(db, runtime, video.translation, text, seen=seen, by=by) is not None


def _with_length(text: ItemText) -> ItemText:
    """A video of which nobody said how long it is lasts as long as somebody speaks."""
    if text.duration_s is not None or not text.captions_vtt:
        return text
    return replace(text, duration_s=last_second(read_cues(text.captions_vtt)))


def _as_file(vtt: str) -> str | None:
    return f"{vtt.rstrip()}\n" if vtt else None


def _check_text(request: Request, vtt: str) -> list[FieldError]:
    if len(vtt.encode()) > LARGEST_CAPTIONS:
        return [FieldError("vtt", TOO_LONG, {"limit": LARGEST_CAPTIONS // 1024})]
    try:
        read_cues(vtt) if vtt else None
    except VttError as error:
        why = translations(language_of(request)).gettext(error.sentence)
        return [FieldError("vtt", AT_LINE, {"line": error.line, "why": why})]
    return []


def _cues_page(
    request: Request,
    db: Session,
    person: SignedIn,
    video: Revision,
    track: Track,
    rows: list[Row],
    vtt: str,
    *,
    errors: list[FieldError] | None = None,
    propose: bool = False,
) -> Response:
    draft = find_draft(db, video.translation_id, person.id)
    filled = [row for row in rows if not row.is_blank] if not errors else rows
    return page(
        request,
        "editing/cues.html",
        status_code=_status(errors),
        text=video,
        track=track.value,
        rows=[*filled, *[Row()] * SPARE_ROWS],
        vtt=vtt,
        draft=draft,
        others=drafts_of_others(db, video.translation_id, person.id),
        values=typed_of(video, draft),
        film=film_of_draft(request, db, video, person),
        propose=propose,
        errors=errors or [],
    )


def _status(errors: list[FieldError] | None) -> int:
    if not errors:
        return 200
    return 409 if errors[0].sentence == ELSEWHERE else 422
