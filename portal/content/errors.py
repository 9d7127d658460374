"""What content refuses."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.content.reports import ImportReport
from portal.errors import Conflict, Invalid


@dataclass(frozen=True, order=True)
class Complaint:
    """What is wrong with a file, and in which line; a line of 0 means the file as a whole."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line or 1}: {self.sentence}"


class ContentRefused(Invalid):
    """A content folder that cannot be taken; nothing of it was stored."""

    slug = "content-refused"

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        self.complaints = tuple(sorted(complaints))
        super().__init__(
            "Nothing was imported: %(count)s problems were found.",
            count=len(self.complaints),
            complaints=[str(complaint) for complaint in self.complaints],
        )


class TooHard(Invalid):
    """Markdown that cannot be turned into a page in time or in memory."""

    slug = "markdown-too-hard"


class ChangedMeanwhile(Conflict):
    """Somebody else changed the content while this import was being prepared."""

    slug = "content-changed-meanwhile"


class BothChanged(Conflict):
    """Files that were changed in the folder and in the workspace; nothing was stored."""

    slug = "content-changed-on-both-sides"

    def __init__(self, report: ImportReport) -> None:
        self.report = report
        super().__init__(
            "Nothing was imported: %(count)s files were changed here and in the workspace.",
            count=len(report.conflicts),
            conflicts=report.conflicts,
        )


class FolderNotEmpty(Conflict):
    """An export goes into a folder of its own."""

    slug = "folder-not-empty"


class FileMissing(Conflict):
    """A stored file is no longer in the data folder."""

    slug = "file-missing"
