"""Synonyms and pins travel with the texts: out into a folder, and into another Academy."""

from contextlib import nullcontext
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, select
from typer.testing import CliRunner, Result

from portal.accounts.signed_in import SignedIn
from portal.content.commands import Further, content_app
from portal.content.importing import import_folder
from portal.content.models import Item, Translation
from portal.finding.checking_files import check_guidance
from portal.finding.files import GUIDANCE_FILE, write_guidance
from portal.finding.guidance import Pin, current_guidance
from portal.finding.guiding import add_pin, add_synonyms, change_synonyms, remove_synonyms
from portal.finding.models import PinnedAnswer, PinnedItem, SynonymGroup
from portal.finding.taking_over import take_guidance
from portal.runtime import Runtime
from search.synonyms import default_groups
from tests.conftest import SAMPLE

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def academy(runtime: Runtime, *words: object) -> Result:
    app = content_app(
        lambda: nullcontext(runtime), Further(write_guidance, take_guidance, check_guidance)
    )
    return CliRunner().invoke(app, list(map(str, words)))


def held(runtime: Runtime) -> tuple[object, ...]:
    """Return all that is kept of synonyms and pins, without ids of pins."""
    with runtime.database.reading() as db:
        groups = db.scalars(select(SynonymGroup).order_by(SynonymGroup.id)).all()
        pins = db.scalars(select(PinnedAnswer).order_by(PinnedAnswer.key)).all()
        return (
            [(g.id, list(g.phrases), g.author_id, g.changed_at) for g in groups],
            [(p.words, p.lang, p.key, p.item_ids, p.author_id, p.changed_at) for p in pins],
        )


def shipped(db, place: int) -> SynonymGroup:
    groups = db.scalars(select(SynonymGroup))
    return next(group for group in groups if list(group.phrases) == default_groups()[place])


@pytest.fixture
def taught(runtime: Runtime, eva: SignedIn) -> Runtime:
    """One group of Eva's, a shipped one changed, a shipped one removed, and a pin."""
    import_folder(runtime, SAMPLE)  # its media are in the data folder from here on
    with runtime.database.writing() as db:
        add_synonyms(db, runtime, ["Gad\\get", 'spread "sheets"'], by=eva)
        change_synonyms(db, runtime, shipped(db, 0), ["one", "two"], by=eva)
        remove_synonyms(db, runtime, shipped(db, 1), by=eva)
        items = db.scalars(select(Item.id).order_by(Item.id).limit(2)).all()
        add_pin(db, runtime, Pin("été gadget", "fr", tuple(items[::-1])), by=eva)
    return runtime


def as_it_came(runtime: Runtime) -> None:
    """Make the synonyms and pins those of an Academy that nobody taught anything."""
    with runtime.database.writing() as db:
        for table in (PinnedItem, PinnedAnswer):
            db.execute(delete(table))
        for id_ in db.scalars(select(SynonymGroup.id).where(SynonymGroup.author_id.is_not(None))):
            db.delete(db.get_one(SynonymGroup, id_))


def test_another_academy_finds_the_same_afterwards(taught: Runtime, tmp_path: Path) -> None:
    before = held(taught)
    assert academy(taught, "export", tmp_path / "out").exit_code == 0
    assert academy(taught, "check", tmp_path / "out").exit_code == 0
    as_it_came(taught)
    with taught.database.writing() as db:  # the shipped groups as an Academy begins with them
        first = SynonymGroup(id=_changed_id(before), phrases=default_groups()[0], author_id=None)
        db.add(first)

    answer = academy(taught, "import", tmp_path / "out")

    assert answer.exit_code == 0, answer.stderr
    assert held(taught) == before
    with taught.database.reading() as db:
        assert ("one", "two") in current_guidance(db).groups
    assert academy(taught, "import", tmp_path / "out", "--json").stdout.count("search.toml") == 0


def _changed_id(before: tuple[object, ...]) -> UUID:
    return next(id_ for id_, phrases, *_ in before[0] if phrases == ["one", "two"])  # type: ignore


@ONE_DATABASE
def test_what_editors_chose_here_stays_and_that_is_said(
    taught: Runtime, tmp_path: Path, eva: SignedIn
) -> None:
    academy(taught, "export", tmp_path / "out")
    with taught.database.writing() as db:
        group = next(g for g in db.scalars(select(SynonymGroup)) if "one" in g.phrases)
        change_synonyms(db, taught, group, ["one", "three"], by=eva)
    before = held(taught)

    answer = academy(taught, "import", tmp_path / "out")

    assert "1 kept" in answer.stdout
    assert held(taught) == before


@ONE_DATABASE
def test_a_dry_run_says_it_and_stores_nothing(taught: Runtime, tmp_path: Path) -> None:
    academy(taught, "export", tmp_path / "out")
    as_it_came(taught)
    before = held(taught)

    assert (
        "changed   search.toml" in academy(taught, "import", tmp_path / "out", "--dry-run").stdout
    )
    assert held(taught) == before


BAD = [
    ("no TOML", "synonyms = [", "It cannot be read"),
    ("an unknown key", "colour = 1", "colour does not look right"),
    ("one phrase", '[[synonyms]]\nphrases = ["a"]', "synonyms 1: A group has from two"),
    ("no words", '[[pins]]\nwords = "the"\nlang = "en"\nanswers = ["x"]', "pins 1: These words"),
    (
        "a place that is none",
        '[[pins]]\nwords = "gadget"\nlang = "en"\nanswers = ["articles/en/nowhere"]',
        "pins 1: There is no article or video at articles/en/nowhere.",
    ),
]


@ONE_DATABASE
@pytest.mark.parametrize(("text", "sentence"), [row[1:] for row in BAD], ids=[r[0] for r in BAD])
def test_a_fault_refuses_the_whole_import(
    taught: Runtime, tmp_path: Path, text: str, sentence: str
) -> None:
    academy(taught, "export", tmp_path / "out")
    (tmp_path / "out" / GUIDANCE_FILE).write_text(text)
    with taught.database.writing() as db:
        db.execute(delete(PinnedItem))
        db.execute(delete(PinnedAnswer))
        titles = db.query(Translation).count()
    before = held(taught)

    answer = academy(taught, "import", tmp_path / "out")

    assert answer.exit_code == 1
    assert answer.stderr.startswith(f"search.toml: {sentence}") or sentence in answer.stderr
    assert held(taught) == before
    with taught.database.reading() as db:
        assert db.query(Translation).count() == titles
