"""What is known of the film of a text: its cues, its files on disk, what its original says."""

from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from portal.content.media import path_of
from portal.content.models import Media, Translation
from portal.content.videos import stored_cues
from portal.editing.film_checklist import FilmFacts
from portal.editing.item_text import ItemText
from portal.editing.outside import known_problems
from portal.editing.translating import find_original, plays_the_same


def film_facts(
    db: Session, translation: Translation, text: ItemText, *, data_dir: Path
) -> FilmFacts:
    original = find_original(db, translation)
    is_same = original is not None and plays_the_same(original, text)
    files = {"film": text.media_id, "poster": text.poster_id}
    source = text.source_url or ""
    return FilmFacts(
        captions=stored_cues(text.captions_vtt),
        chapters=stored_cues(text.chapters_vtt),
        duration_s=text.duration_s,
        has_film=bool(text.media_id or source),
        has_poster=text.poster_id is not None,
        lost=frozenset(name for name, id_ in files.items() if id_ and _is_lost(db, id_, data_dir)),
        problem=known_problems(db, [source]).get(source, "") if source else "",
        original=stored_cues(original.captions_vtt) if original and is_same else (),
    )


def _is_lost(db: Session, media_id: UUID, data_dir: Path) -> bool:
    media = db.get(Media, media_id)
    return media is None or not path_of(data_dir, media.sha256).exists()
