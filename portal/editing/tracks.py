"""What is shown at its time while a video plays: captions and chapters, and where each is read."""

from collections.abc import Mapping
from enum import StrEnum

from fastapi import Request

from portal.content.models import Revision
from portal.web.pages import address


class Track(StrEnum):
    """One of the two WebVTT texts of a video."""

    CAPTIONS = "captions"
    CHAPTERS = "chapters"

    @property
    def column(self) -> str:
        return f"{self.value}_vtt"


def addresses_of_draft(request: Request, video: Revision) -> Mapping[str, str]:
    """Return where one reads the tracks of one's own draft, else those readers get."""
    id_ = video.translation_id
    return {
        track: address(request, "show_track", video_id=id_, track=track.value) for track in Track
    }


def addresses_of(request: Request, revision: Revision) -> Mapping[str, str]:
    """Return where the tracks of a saved text are read."""
    return {track: address(request, f"show_{track}", revision_id=revision.id) for track in Track}
