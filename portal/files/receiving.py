"""Taking in the files of a form: after the person is known, before any turn to write."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, BinaryIO

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from portal.accounts.dependencies import CurrentPerson
from portal.accounts.signed_in import SignedIn
from portal.files.errors import FileRefused
from portal.files.holding import MB, QUOTA, bytes_sent_lately
from portal.files.policy import MOST_AT_ONCE, safe_name
from portal.files.storing import TOO_LARGE, Kept, discard, keep_upload
from portal.runtime import Runtime as AcademyRuntime
from portal.web.dependencies import Runtime, note_form_is_read
from portal.web.forms import FieldError
from portal.words import N_

FIELD = "files"
TOO_MANY = N_("%(name)s was not taken: %(limit)s files at once are the limit.")
CHOOSE_AGAIN = N_("Nothing was sent yet. Choose these files once more: %(names)s.")


@dataclass
class Uploads:
    """What came with a form: files that are kept, and a sentence for each that is not."""

    kept: list[Kept] = field(default_factory=list)
    errors: list[FieldError] = field(default_factory=list)
    are_taken: bool = False

    def take(self) -> Sequence[Kept]:
        """Return the files for good; what nobody takes is deleted after the answer."""
        self.are_taken = True
        return self.kept

    def left_behind(self) -> Sequence[FieldError]:
        """Return what a form says that keeps no file while anything in it is wrong."""
        if not self.kept:
            return self.errors
        names = ", ".join(one.name for one in self.kept)
        return [*self.errors, FieldError(FIELD, CHOOSE_AGAIN, {"names": names})]


async def get_uploads(
    request: Request, person: CurrentPerson, runtime: Runtime
) -> AsyncIterator[Uploads]:
    uploads = Uploads()
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        yield uploads
        return
    form = await request.form(max_files=4 * MOST_AT_ONCE, max_fields=100)
    note_form_is_read(request)
    sent = [one for one in form.getlist(FIELD) if isinstance(one, UploadFile) and one.filename]
    named = [(one.filename or "", one.file) for one in sent]
    await run_in_threadpool(keep_files, uploads, named, person, runtime)
    await form.close()  # the files; the texts of the form are still there
    try:
        yield uploads
    finally:
        await run_in_threadpool(discard_left, uploads, runtime)


def keep_files(
    uploads: Uploads,
    sent: Sequence[tuple[str, BinaryIO]],
    person: SignedIn,
    runtime: AcademyRuntime,
) -> None:
    """Keep what may be taken of files as somebody named them, and say why not of each other."""
    with runtime.database.reading() as db:
        left = runtime.settings.files_mb_a_day * MB - bytes_sent_lately(db, person, runtime.now())
    for number, (sent_name, file) in enumerate(sent):
        name = safe_name(sent_name)
        try:
            _check_room(number, left, name, runtime)
            kept = _keep(file, name, left, runtime)
        except FileRefused as refused:
            uploads.errors.append(FieldError(FIELD, refused.sentence, dict(refused.facts)))
        else:
            uploads.kept.append(kept)
            left -= kept.size


def _keep(file: BinaryIO, name: str, left: int, runtime: AcademyRuntime) -> Kept:
    """Keep one file; of one that only what is left of the day is too small for, say that."""
    settings, most = runtime.settings, runtime.settings.max_file_mb * MB
    try:
        return keep_upload(
            file,
            name,
            data_dir=settings.data_dir,
            new_id=runtime.new_id,
            most_bytes=min(most, left),
        )
    except FileRefused as refused:
        if refused.sentence != TOO_LARGE or left >= most:
            raise
        raise FileRefused(QUOTA, name=name, limit=settings.files_mb_a_day) from refused


def _check_room(number: int, left: int, name: str, runtime: AcademyRuntime) -> None:
    if number >= MOST_AT_ONCE:
        raise FileRefused(TOO_MANY, name=name, limit=MOST_AT_ONCE)
    if left <= 0:
        raise FileRefused(QUOTA, name=name, limit=runtime.settings.files_mb_a_day)


def discard_left(uploads: Uploads, runtime: AcademyRuntime) -> None:
    """Delete the files that nobody took."""
    for kept in () if uploads.are_taken else uploads.kept:
        discard(runtime.settings.data_dir, kept.id)


Sent = Annotated[Uploads, Depends(get_uploads, scope="function")]
