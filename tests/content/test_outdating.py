"""When a translation is outdated: by what it is based on, and by how much the original changed."""

from datetime import datetime
from uuid import UUID

import pytest

from portal.content.models import Item, Revision, Translation
from portal.content.outdating import Outdated, outdated
from portal.runtime import Runtime

# What the original became after its first text, which of its revisions readers get, which of
# them the translation follows, and what that makes of the translation.
ROWS = [
    ("nothing changed", [], 1, 1, None),
    ("a typing error", ["typo"], 2, 1, None),
    ("content", ["content"], 2, 1, (2, False)),
    ("a lot", ["major"], 2, 1, (2, True)),
    ("content, then a typing error", ["content", "typo"], 3, 1, (2, False)),
    ("content twice", ["content", "content"], 3, 1, (3, False)),
    ("a lot, then content", ["major", "content"], 3, 1, (3, True)),
    ("content, followed since", ["content"], 2, 2, None),
    ("content, then a lot, one followed", ["content", "major"], 3, 2, (3, True)),
    ("content that still waits for its turn", ["content"], 1, 1, None),
    ("what it follows was never said", ["content"], 2, None, (2, False)),
    ("never said, and nothing changed", ["typo"], 2, None, None),
]


@pytest.mark.parametrize(
    ("changes", "current", "followed", "expected"),
    [row[1:] for row in ROWS],
    ids=[row[0] for row in ROWS],
)
def test_what_outdates_a_translation(
    runtime: Runtime,
    changes: list[str],
    current: int,
    followed: int | None,
    expected: tuple[int, bool] | None,
) -> None:
    with runtime.database.writing() as db:
        french = db.query(Translation).filter_by(lang="fr", kind="article").first()
        assert french is not None
        item = db.get_one(Item, french.item_id)
        original = db.query(Translation).filter_by(item_id=item.id, lang=item.original_lang).one()
        first = db.query(Revision).filter_by(translation_id=original.id).one()
        for number, significance in enumerate(changes, start=2):
            facts = {c.key: getattr(first, c.key) for c in Revision.__table__.columns}
            facts |= {"id": UUID(int=number), "number": number, "significance": significance}
            facts["live_at"] = day(number) if number <= current else None
            db.add(Revision(**facts))
        original.revision_number = current
        db.query(Revision).filter_by(translation_id=french.id).one().based_on = followed
    with runtime.database.reading() as db:
        found = outdated(db).get(french.id)

    assert found == (expected and Outdated(day(expected[0]), expected[1]))


def day(number: int) -> datetime:
    return datetime.fromisoformat(f"2026-11-{number:02}T10:00:00+00:00")
