"""Captions and chapters of a video: rows of a table beside the player, or the WebVTT itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.accounts.signed_in import SignedIn
from portal.content.models import Revision
from portal.content.videos import read_cues
from portal.editing.cue_parts import Part
from portal.editing.cue_table import (
    Row,
    beside,
    chapters_from_headings,
    check_rows,
    in_order,
    last_second,
    rows_of,
    to_vtt,
    with_originals,
)
from portal.editing.drafting import drafts_of_others, find_draft, save_draft
from portal.editing.item_text import ItemText
from portal.editing.models import Draft
from portal.editing.sent_cues import CuesSent, SentCues
from portal.editing.text_dependencies import AnyText, AnyTextToWrite
from portal.editing.tracks import Track
from portal.editing.translating import find_original, plays_the_same
from portal.editing.video_forms import typed_of
from portal.editing.video_routes import film_of_draft
from portal.runtime import Runtime as AcademyRuntime
from portal.web.dependencies import Db, ReadDb, Runtime, held
from portal.web.forms import FieldError
from portal.web.pages import page, see_other
from portal.words import N_

router = APIRouter(prefix="/content/videos", dependencies=[needs(Capability.EDIT_CONTENT)])

ELSEWHERE = N_(
    "Your draft was changed in another window or on another device. "
    "Look at what you typed and save it again."
)
SPARE_ROWS = 5


@dataclass(frozen=True)
class Shown:
    """What stands in the table and in the text below it; `original` when this is a translation."""

    track: Track
    rows: Sequence[Row]
    vtt: str
    part: Part
    original: Revision | None = None
    propose: bool = False
    typed: Sequence[Row] = ()

    @property
    def visible(self) -> Sequence[Row]:
        """The rows of the part as saved or as typed, and some to write in."""
        return [*(self.typed or self.part.of(self.rows)), *[Row()] * SPARE_ROWS]


@router.get("/{video_id}/{track}", name="show_cues")
def show_cues(
    request: Request,
    video: AnyText,
    track: Track,
    person: CurrentPerson,
    db: ReadDb,
    propose: bool = False,
    part: int = 1,
) -> Response:
    shown = _stored(db, video, track, find_draft(db, video.translation_id, person.id), part)
    if propose:
        text = ItemText.of(find_draft(db, video.translation_id, person.id) or video)
        rows = chapters_from_headings(text.captions_vtt)
        shown = replace(shown, rows=rows, part=Part(0, rows=len(rows)), propose=True)
    return _cues_page(request, db, video, person, shown, [])


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
    video: AnyTextToWrite,
    sent: CuesSent,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    """Take the table or the text into this person's draft."""
    translation = held(db, video.translation)  # before its draft is read
    stored = _stored(db, video, track, find_draft(db, translation.id, person.id), sent.part)
    errors = sent.faults or check_rows(_meant(sent, stored))
    if not errors and _keep(db, runtime, video, stored, sent, by=person):
        where = {"video_id": video.translation_id, "track": track.value}
        ending = f"?part={sent.then}#saved" if sent.then > 1 else "#saved"
        return see_other(request, "show_cues", **where, ending=ending)
    errors = errors or [FieldError("saved", ELSEWHERE)]
    return _cues_page(request, db, video, person, _typed(sent, stored), errors)


def _stored(db: Session, video: Revision, track: Track, draft: Draft | None, part: int) -> Shown:
    """Return what is saved; in a translation, beside the rows of the original."""
    text = draft or video
    vtt = getattr(text, track.column)
    original = find_original(db, video.translation)
    rows = rows_of(vtt)
    if original is not None:
        pair = beside if plays_the_same(original, text) else in_order
        rows = pair(rows_of(getattr(original, track.column)), rows)
    wanted = Part.wanted(part, rows) if part else Part(0, rows=len(rows))
    return Shown(track, rows, vtt or "", wanted, original)


def _typed(sent: SentCues, stored: Shown) -> Shown:
    """Return what is saved with what was typed over it."""
    if sent.vtt is not None:
        return replace(stored, vtt=sent.vtt)
    return replace(stored, typed=with_originals(sent.rows, stored.part.of(stored.rows)))


def _meant(sent: SentCues, stored: Shown) -> list[Row]:
    """Return all rows; one of the original that has no words yet is none in a translation."""
    rows = stored.part.within(stored.rows, sent.rows)
    if stored.original is None:
        return rows
    return [row if row.text or row.heading else Row() for row in rows]


def _keep(
    db: Session,
    runtime: AcademyRuntime,
    video: Revision,
    stored: Shown,
    sent: SentCues,
    *,
    by: SignedIn,
) -> bool:
    """Whether it could be kept: not when the draft was saved elsewhere since."""
    written = to_vtt(_meant(sent, stored)) if sent.vtt is None else _as_file(sent.vtt)
    draft = find_draft(db, video.translation_id, by.id)
    changed: dict[str, Any] = {stored.track.column: written}
    text = _with_length(replace(ItemText.of(draft or video), **changed))
    return save_draft(db, runtime, video.translation, text, seen=sent.seen, by=by) is not None


def _with_length(text: ItemText) -> ItemText:
    """A video of which nobody said how long it is lasts as long as somebody speaks."""
    if text.duration_s is not None or not text.captions_vtt:
        return text
    return replace(text, duration_s=last_second(read_cues(text.captions_vtt)))


def _as_file(vtt: str) -> str | None:
    return f"{vtt.rstrip()}\n" if vtt else None


def _cues_page(
    request: Request,
    db: Session,
    video: Revision,
    person: SignedIn,
    shown: Shown,
    errors: list[FieldError],
) -> Response:
    draft = find_draft(db, video.translation_id, person.id)
    values = typed_of(video, draft)
    if shown.original is not None:
        values["based_on"] = shown.original.number
    return page(
        request,
        "editing/cues.html",
        status_code=_status(errors),
        text=video,
        shown=shown,
        draft=draft,
        others=drafts_of_others(db, video.translation_id, person.id),
        values=values,
        film=film_of_draft(request, db, video, person),
        errors=errors,
    )


def _status(errors: list[FieldError]) -> int:
    if not errors:
        return 200
    return 409 if errors[0].sentence == ELSEWHERE else 422
