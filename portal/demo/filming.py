"""Videos that the demo's editors have under way: one in review, one whose translation it left."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.models import Revision, Translation
from portal.content.policy import Kind
from portal.content.revising import current_revision
from portal.demo.writing import days_before, person_called
from portal.editing.filming import change_draft
from portal.editing.publishing import Terms, get_ready, publish
from portal.editing.reviewing import send_to_review
from portal.runtime import Runtime

VIDEOS = tomllib.loads(Path(__file__).with_name("filming.toml").read_text(encoding="utf-8"))
DOES = {"publish": publish, "review": send_to_review}


def film(runtime: Runtime) -> None:
    """Live through what the editors did with the shipped videos; each gets an owner."""
    two_eyes = runtime.settings.model_copy(update={"four_eyes": False})
    with runtime.database.writing() as db:
        for told in VIDEOS["video"]:
            lived = replace(days_before(runtime, told["days_ago"]), settings=two_eyes)
            _change(db, lived, told)
        _give_owner(db, runtime)


def _change(db: Session, runtime: Runtime, told: Mapping[str, Any]) -> None:
    named = select(Translation).filter_by(kind=Kind.VIDEO, slug=told["slug"])
    by = person_called(db, runtime, told["who"])
    video = current_revision(db, db.scalars(named).one())
    assert video is not None
    change_draft(db, runtime, video, _changed(video, told["changes"]), by=by)
    terms = Terms(told["significance"], told["why"])
    ready = get_ready(db, video, by)
    DOES[told["does"]](db, runtime, video.translation, ready, terms, by)


def _changed(video: Revision, changes: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    said = {column: str(getattr(video, column)) for column in changes}
    return {column: said[column].replace(was, now) for column, (was, now) in changes.items()}


def _give_owner(db: Session, runtime: Runtime) -> None:
    owner = person_called(db, runtime, VIDEOS["owner"])
    for translation in db.scalars(select(Translation).filter_by(kind=Kind.VIDEO)):
        translation.item.owner_id = translation.item.owner_id or owner.id
