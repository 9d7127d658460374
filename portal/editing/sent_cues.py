"""Captions and chapters as they are sent: rows of a table, a WebVTT text, or a file of one."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from portal.content.policy import LARGEST_CAPTIONS
from portal.content.videos import VttError, read_cues
from portal.editing.cue_table import MOST_ROWS, Row
from portal.editing.drafting import Seen
from portal.errors import Invalid
from portal.web.forms import BAD_FORM, FieldError, many_lines, one_line, read_form
from portal.web.languages import translations
from portal.web.pages import language_of
from portal.words import N_

AT_LINE = N_("Line %(line)s: %(why)s")
TOO_LONG = N_("The WebVTT is larger than %(limit)s kB.")
NO_TEXT = N_("This file is not text. Save it as WebVTT in UTF-8 and send it again.")
SEEN = ("version", "number", "based_on")
COLUMNS = ("start", "end", "text", "heading")
COUNT = re.compile(r"[0-9]{1,9}")
NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class SentCues:
    """What was typed, and which draft was on the page; `vtt` is None when the table was sent.

    `part` is the part of the table that was sent, 0 the whole; `then` the one to show next.
    """

    seen: Seen
    rows: list[Row]
    vtt: str | None
    faults: list[FieldError]
    part: int = 0
    then: int = 0


async def get_sent_cues(request: Request) -> SentCues:
    form = await read_form(request, most_fields=len(COLUMNS) * MOST_ROWS + 10, most_files=1)
    seen, upload = _seen(form), form.get("file")
    content = b"" if not isinstance(upload, UploadFile) else await upload.read(LARGEST_CAPTIONS + 1)
    await form.close()
    if content:
        return await run_in_threadpool(_from_file, request, seen, content)
    if (text := form.get("vtt")) is not None:
        vtt = str(many_lines(text))
        return SentCues(seen, [], vtt, await run_in_threadpool(_faults, request, vtt, "vtt"))
    part = _number(form.get("part", "0"))
    return SentCues(seen, _rows(form), None, [], part, _number(form.get("then", part)))


CuesSent = Annotated[SentCues, Depends(get_sent_cues)]


def _from_file(request: Request, seen: Seen, content: bytes) -> SentCues:
    if len(content) > LARGEST_CAPTIONS:
        return SentCues(seen, [], "", [_too_long("file")])
    vtt = _decoded(content)
    faults = [FieldError("file", NO_TEXT)] if vtt is None else _faults(request, vtt, "file")
    return SentCues(seen, [], vtt or "", faults)


def _too_long(field_id: str) -> FieldError:
    return FieldError(field_id, TOO_LONG, {"limit": LARGEST_CAPTIONS // 1024})


def _seen(form: FormData) -> Seen:
    version, number, based_on = (str(form.get(name, "")) for name in SEEN)
    if not all(COUNT.fullmatch(given) for given in (version, number, based_on or "0")):
        raise Invalid(BAD_FORM)
    return Seen(int(version), int(number), int(based_on) if based_on else None)


def _number(given: object) -> int:
    if not COUNT.fullmatch(str(given)):
        raise Invalid(BAD_FORM)
    return int(str(given))


def _rows(form: FormData) -> list[Row]:
    typed = [[str(one_line(str(one))) for one in form.getlist(name)] for name in COLUMNS]
    longest = max(len(column) for column in typed)
    whole = [column + [""] * (longest - len(column)) for column in typed]
    return [Row(*row) for row in zip(*whole, strict=True)]


def _decoded(content: bytes) -> str | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if NOT_IN_TEXT.search(text) else str(many_lines(text))


def _faults(request: Request, vtt: str, field_id: str) -> list[FieldError]:
    if len(vtt.encode()) > LARGEST_CAPTIONS:
        return [_too_long(field_id)]
    try:
        read_cues(vtt) if vtt else None
    except VttError as error:
        why = translations(language_of(request)).gettext(error.sentence)
        return [FieldError(field_id, AT_LINE, {"line": error.line, "why": why})]
    return []
