"""Articles that the demo's editors have under way: drafts, in review, dated, left behind, archived;
and who looks after which."""

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
from portal.content.models import Item, Topic, Translation
from portal.content.policy import Kind
from portal.content.revising import Saved, current_revision
from portal.demo.cast import ADDRESSES
from portal.editing.drafting import Seen, find_draft, save_draft
from portal.editing.item_text import ItemText, revise_text
from portal.editing.publishing import Terms, get_ready, publish
from portal.editing.reviewing import ask_for_changes, schedule_draft, send_to_review
from portal.editing.shelving import Place, archive, put
from portal.editing.starting import NewItem, start_item
from portal.editing.translating import get_pair, start_translation
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
    with runtime.database.writing() as db:
        _give_owners(db, runtime)


def _give_owners(db: Session, runtime: Runtime) -> None:
    """Give each topic's articles the owner they have, and some a review that is due."""
    owners = {topic: person_called(db, runtime, who) for topic, who in ARTICLES["owners"].items()}
    due = ARTICLES["review_due"]
    articles = (
        select(Translation, Item, Topic.slug)
        .join(Item, Item.id == Translation.item_id)
        .join(Topic, Topic.id == Item.topic_id)
        .where(Translation.kind == Kind.ARTICLE, Topic.slug.in_(owners))
        .order_by(Translation.slug)
    )
    for translation, item, topic in db.execute(articles).all():
        review_on = translation.review_on
        if translation.slug in due:
            review_on = (runtime.now() - timedelta(days=due[translation.slug])).date()
        owner = owners[topic]
        place = Place(translation.slug, topic, item.audience, owner.id, review_on)
        put(db, runtime, translation, place, by=owner)


def _tell(db: Session, runtime: Runtime, told: Mapping[str, Any]) -> None:
    first = told["steps"][0]
    then = days_before(runtime, first["days_ago"])
    new = NewItem(**{key: told[key] for key in NEW}, audience="everyone")
    translation = start_item(db, then, Kind.ARTICLE, new, by=person_called(db, then, told["by"]))
    empty = ItemText(new.title, new.summary, [], "", "")
    page = typeset(db, translation, "")
    revise_text(db, then, translation, empty, page, Saved(person_called(db, then, told["by"]).id))
    for step in told["steps"]:
        now = days_before(runtime, step["days_ago"])
        Doing(db, now, translation, person_called(db, now, step["who"]), step).do()


@dataclass(frozen=True)
class Doing:
    """One step of one editor."""

    db: Session
    runtime: Runtime
    translation: Translation
    by: SignedIn
    step: Mapping[str, Any]

    def do(self) -> None:
        does = self.step["does"]
        given = (self.db, self.runtime, self.translation)
        if does == "archive":
            item_id = self.db.scalars(
                select(Translation.item_id).filter_by(slug=self.step["replaced_by"])
            ).first()
            archive(*given, by=self.by, item_id=item_id)
        elif does == "changes":
            ask_for_changes(*given, self.step["comment"], by=self.by)
        elif does == "translate":
            self._translate()
        else:
            self._write()
            if does != "write":
                self._send()

    def _write(self) -> None:
        current = current_revision(self.db, self.translation)
        assert current is not None
        draft = find_draft(self.db, self.translation.id, self.by.id)
        text = ItemText.of(draft or current)
        source = self.step.get("source", "").strip() or text.source.replace(*self.step["change"])
        written = replace(text, source=source)
        self._keep(written, Seen(draft.version if draft else 0, current.number))

    def _keep(self, text: ItemText, seen: Seen) -> None:
        save_draft(self.db, self.runtime, self.translation, text, seen=seen, by=self.by)

    def _translate(self) -> None:
        """Publish it in another language, over the original as it is then."""
        original = current_revision(self.db, self.translation)
        assert original is not None
        pair = get_pair(self.db, original, self.step["lang"])
        there = start_translation(self.db, self.runtime, pair, by=self.by)
        self.db.flush()
        doing = replace(self, translation=there, step={**self.step, "does": "publish"})
        words = (self.step[key].strip() for key in ("title", "summary", "source"))
        title, summary, source = words
        text = ItemText(title, summary, [], source, "")
        doing._keep(text, Seen(0, there.revision_number, original.number))
        doing._send()

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


def days_before(runtime: Runtime, days_ago: int) -> Runtime:
    at = (runtime.now() - timedelta(days=days_ago)).replace(second=0, microsecond=0)
    return replace(runtime, now=lambda: at)


def person_called(db: Session, runtime: Runtime, who: str) -> SignedIn:
    person = get_person(db, ADDRESSES[who])
    membership = find_membership(db, person.id)
    assert membership is not None
    return signed_in_as(membership, runtime.now())
