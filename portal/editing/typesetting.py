"""A text made a page where it stands: one way for its preview and for what readers get."""

from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from portal.content.checking import Typeset
from portal.content.linking import Following
from portal.content.markdown import render
from portal.content.media import MediaFile, Placed
from portal.content.models import Media, Translation
from portal.content.policy import place_of
from portal.editing.library import find_by_path


def typeset(db: Session, translation: Translation, source: str) -> Typeset:
    """Return the page of a text with pictures of the library; raise TooHard."""
    pictures: dict[str, Placed] = {}

    def picture(path: str) -> str | None:
        if (media := find_by_path(db, path)) is None:
            return None
        pictures[path] = placed(media)
        return pictures[path].address

    following = Following(place_of_text(translation), picture)
    rendered = render(source, following, lang=translation.lang)
    return Typeset(rendered, tuple(following.links), pictures)


def place_of_text(translation: Translation) -> PurePosixPath:
    """Return where the text stands in a content folder: links and pictures are seen from there."""
    topic = translation.item.topic.slug
    return place_of(translation.kind, translation.lang, topic, translation.slug)


def placed(media: Media) -> Placed:
    path = f"media/{media.filename}"
    return Placed(media.id, MediaFile(path, media.content_type, media.sha256, media.size))
