"""Taking in a file for the media library: after the editor is known, before any turn to write."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from portal.accounts.dependencies import CurrentPerson
from portal.accounts.signed_in import SignedIn
from portal.editing.incoming import Incoming, take_in
from portal.editing.library import bytes_added_lately
from portal.files.errors import FileRefused
from portal.files.holding import MB, QUOTA
from portal.files.policy import safe_name
from portal.runtime import Runtime as AcademyRuntime
from portal.web.dependencies import Runtime, note_form_is_read
from portal.web.forms import FieldError, read_form

FIELD, MOST_FIELDS = "file", 20


@dataclass
class SentMedia:
    """What came with a form: its texts, and a file that is taken or the reason why not."""

    texts: dict[str, str] = field(default_factory=dict)
    incoming: Incoming | None = None
    errors: list[FieldError] = field(default_factory=list)


async def get_sent_media(
    request: Request, person: CurrentPerson, runtime: Runtime
) -> AsyncIterator[SentMedia]:
    sent = SentMedia()
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        await read_form(request, most_fields=MOST_FIELDS)
    form = await request.form(max_files=1, max_fields=MOST_FIELDS)
    note_form_is_read(request)
    sent.texts = {k: v for k, v in form.multi_items() if isinstance(v, str)}
    upload = form.get(FIELD)
    if isinstance(upload, UploadFile) and upload.filename:
        await run_in_threadpool(_take, sent, upload, person, runtime)
    await form.close()
    try:
        yield sent
    finally:
        if sent.incoming is not None:  # what the library took is no longer there
            await run_in_threadpool(sent.incoming.path.unlink, missing_ok=True)


def _take(sent: SentMedia, upload: UploadFile, person: SignedIn, runtime: AcademyRuntime) -> None:
    settings = runtime.settings
    with runtime.database.reading() as db:
        left = settings.media_mb_a_day * MB - bytes_added_lately(db, person.id, runtime.now())

    def most_bytes(content_type: str) -> int:
        is_video = content_type.startswith("video/")
        return min((settings.max_video_mb if is_video else settings.max_file_mb) * MB, left)

    name = safe_name(upload.filename or "")
    try:
        if left <= 0:
            raise FileRefused(QUOTA, name=name, limit=settings.media_mb_a_day)
        sent.incoming = take_in(
            upload.file,
            name,
            data_dir=settings.data_dir,
            new_id=runtime.new_id,
            most_bytes=most_bytes,
        )
    except FileRefused as refused:
        sent.errors.append(FieldError(FIELD, refused.sentence, dict(refused.facts)))


MediaSent = Annotated[SentMedia, Depends(get_sent_media, scope="function")]
