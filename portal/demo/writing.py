"""Articles that the demo's editors have under way: drafts, in review, dated, archived."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.joining import get_person
from portal.accounts.queries import find_membership, signed_in_as
from portal.accounts.signed_in import SignedIn
from portal.content.models import Translation
from portal.content.policy import Kind
from portal.content.revising import Saved, current_revision
from portal.demo.cast import ADDRESSES
from portal.editing.article_text import ArticleText, revise_article
from portal.editing.drafting import Seen, save_draft
from portal.editing.publishing import Terms, get_ready, publish
from portal.editing.reviewing import schedule_draft, send_to_review
from portal.editing.shelving import archive
from portal.editing.starting import NewItem, start_item
from portal.editing.typesetting import typeset
from portal.runtime import Runtime

ARTICLES = tomllib.loads(Path(__file__).with_name("writing.toml").read_text(encoding="utf-8"))
NEW = ("title", "summary", "lang", "topic")


def write_articles(runtime: Runtime) -> None:
    """Live through what the editors did, article by article."""
    two_eyes = runtime.settings.model_copy(update={"four_eyes": False})
    for told in ARTICLES["article"]:
        with runtime.database.writing() as db:
            _tell(db, replace(runtime, settings=two_eyes), told)


def _tell(db: Session, runtime: Runtime, told: Mapping[str, Any]) -> None:
    first = told["steps"][0]
    then = _at(runtime, first["days_ago"])
    new = NewItem(**{key: told[key] for key in NEW}, audience="everyone")
    translation = start_item(db, then, Kind.ARTICLE, new, by=_person(db, then, told["by"]))
    empty = ArticleText(new.title, new.summary, [], "", "")
    page = typeset(db, translation, "")
    revise_article(db, then, translation, empty, page, Saved(_person(db, then, told["by"]).id))
    for step in told["steps"]:
        now = _at(runtime, step["days_ago"])
        Doing(db, now, translation, _person(db, now, step["who"]), step).do()


@dataclass(frozen=True)
class Doing:
    """One step of one editor."""

    db: Session
    runtime: Runtime
    translation: Translation
    by: SignedIn
    step: Mapping[str, Any]

    def do(self) -> None:
        if self.step["does"] == "archive":
            item_id = self.db.scalars(
                select(Translation.item_id).filter_by(slug=self.step["replaced_by"])
            ).first()
            archive(self.db, self.runtime, self.translation, by=self.by, item_id=item_id)
            return
        self._write()
        if self.step["does"] != "write":
            self._send()

    def _write(self) -> None:
        current = current_revision(self.db, self.translation)
        assert current is not None
        text = ArticleText.of(current)
        source = self.step.get("source", "").strip() or text.source.replace(*self.step["change"])
        seen = Seen(0, current.number)
        written = replace(text, source=source)
        save_draft(self.db, self.runtime, self.translation, written, seen=seen, by=self.by)

    def _send(self) -> None:
        current = current_revision(self.db, self.translation)
        assert current is not None
        ready = get_ready(self.db, current, self.by)
        terms = Terms(self.step["significance"], self.step["why"])
        given = (self.db, self.runtime, self.translation, ready, terms, self.by)
        if self.step["does"] == "schedule":
            at = self.runtime.now() + timedelta(
                days=self.step["days_ago"] + self.step["days_ahead"]
            )
            schedule_draft(*given, at=at)
        else:
            {"publish": publish, "review": send_to_review}[self.step["does"]](*given)


def _at(runtime: Runtime, days_ago: int) -> Runtime:
    at = (runtime.now() - timedelta(days=days_ago)).replace(second=0, microsecond=0)
    return replace(runtime, now=lambda: at)


def _person(db: Session, runtime: Runtime, who: str) -> SignedIn:
    person = get_person(db, ADDRESSES[who])
    membership = find_membership(db, person.id)
    assert membership is not None
    return signed_in_as(membership, runtime.now())
