"""Captions and chapters of a video: rows of a table beside the player, or the WebVTT itself."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
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
from portal.editing.filming import VideoText, missing_in, save_video, text_of
from portal.editing.video_routes import Video, VideoToWrite
from portal.errors import Invalid
from portal.web.dependencies import Db, Runtime
from portal.web.forms import BAD_FORM, FieldError, many_lines, one_line, read_form
from portal.web.languages import translations
from portal.web.pages import language_of, page, see_other
from portal.words import N_

router = APIRouter(prefix="/content/videos", dependencies=[needs(Capability.EDIT_CONTENT)])

AT_LINE = N_("Line %(line)s: %(why)s")
TOO_LONG = N_("The WebVTT is larger than %(limit)s kB.")
SPARE_ROWS = 5
COLUMNS = ("start", "end", "text", "heading")


class Track(StrEnum):
    """What is shown at its time while a video plays."""

    CAPTIONS = "captions"
    CHAPTERS = "chapters"

    @property
    def column(self) -> str:
        return f"{self.value}_vtt"


@dataclass(frozen=True)
class SentCues:
    """The table, or the WebVTT text when that was sent, and the revision that was on the page."""

    number: int
    rows: list[Row]
    vtt: str | None


async def get_sent_cues(request: Request) -> SentCues:
    form = await read_form(request, most_fields=len(COLUMNS) * MOST_ROWS + 10)
    typed = [[str(one) for one in form.getlist(name)] for name in COLUMNS]
    longest = max(len(column) for column in typed)
    whole = [column + [""] * (longest - len(column)) for column in typed]
    number = str(form.get("number", ""))
    if not number.isdecimal():
        raise Invalid(BAD_FORM)
    rows = [Row(*(str(one_line(cell)) for cell in row)) for row in zip(*whole, strict=True)]
    text = form.get("vtt")
    return SentCues(int(number), rows, str(many_lines(text)) if text is not None else None)


CuesSent = Annotated[SentCues, Depends(get_sent_cues)]


@router.get("/{video_id}/{track}", name="show_cues")
def show_cues(
    request: Request, video: Video, track: Track, propose: bool = False, saved: bool = False
) -> Response:
    stored = getattr(video, track.column)
    rows = chapters_from_headings(video.captions_vtt) if propose else rows_of(stored)
    return _cues_page(request, video, track, rows, stored or "", propose=propose, saved=saved)


@router.post("/{video_id}/{track}", name="update_cues")
def update_cues(
    request: Request,
    track: Track,
    sent: CuesSent,
    video: VideoToWrite,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
) -> Response:
    """Take the table or the text; a published video keeps captions."""
    errors = check_rows(sent.rows) if sent.vtt is None else _check_text(request, sent.vtt)
    written = sent.vtt or None if errors or sent.vtt is not None else to_vtt(sent.rows)
    changed: dict[str, Any] = {track.column: written}
    text = replace(text_of(video), **changed)
    if not errors and video.translation.is_published:
        errors = [FieldError("start-1", sentence) for sentence in missing_in(text)]
    if errors:
        rows = sent.rows if sent.vtt is None else rows_of(getattr(video, track.column))
        shown = sent.vtt if sent.vtt is not None else getattr(video, track.column) or ""
        return _cues_page(request, video, track, rows, shown, errors=errors)
    save_video(db, runtime, video.translation, _with_length(text), seen=sent.number, by=person)
    return see_other(
        request, "show_cues", video_id=video.translation_id, track=track, ending="?saved=true"
    )


def _with_length(text: VideoText) -> VideoText:
    """A video of which nobody said how long it is lasts as long as somebody speaks."""
    if text.duration_s is not None or not text.captions_vtt:
        return text
    return replace(text, duration_s=last_second(read_cues(text.captions_vtt)))


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
    video: Revision,
    track: Track,
    rows: list[Row],
    vtt: str,
    *,
    errors: list[FieldError] | None = None,
    **about: Any,
) -> Response:
    filled = [row for row in rows if not row.is_blank] if not errors else rows
    return page(
        request,
        "editing/cues.html",
        status_code=422 if errors else 200,
        video=video,
        track=track.value,
        rows=[*filled, *[Row()] * SPARE_ROWS],
        vtt=vtt,
        errors=errors or [],
        **{"propose": False, "saved": False, **about},
    )
