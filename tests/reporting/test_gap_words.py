"""What a gap keeps of customers' words when the searches are deleted. Every word is invented."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.accounts.signed_in import SignedIn
from portal.content.models import Revision, Translation
from portal.editing.gap_work import take_new_gap
from portal.privacy.erasing import erase_person
from portal.reporting.gap_models import Gap, GapCase
from portal.reporting.gap_words import only, shared
from portal.runtime import Runtime
from tests.reporting.life import Life
from tests.world import Clock

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ONE, OTHER = uuid4(), uuid4()
SAID = [
    ([(ONE, "sso for Zebedee"), (OTHER, "sso for Tarquin")], {"sso"}),
    ([(ONE, "sso for Zebedee"), (ONE, "sso Zebedee")], set()),
    ([(ONE, "exporting reports"), (OTHER, "the report export")], {"report", "export"}),
    ([], set()),
]


@pytest.mark.parametrize(("said", "words"), SAID)
def test_words_of_two_organisations_are_nobodys_own(said, words) -> None:
    assert shared(said, "en") == words


HIDING = [
    ("zebedee to sign in with sso", {"sign", "sso"}, "… to sign in with sso"),
    ("zebedee o'tarquin: sso", {"sso"}, "…: sso"),
    ("sso", {"sso"}, "sso"),
    ("zebedee", set(), "…"),
    ("", set(), ""),
]


@pytest.mark.parametrize(("text", "kept", "shown"), HIDING)
def test_every_other_word_is_hidden(text: str, kept: set[str], shown: str) -> None:
    assert only(text, "en", frozenset(kept)) == shown


Asked = list[tuple[SignedIn, str]]


def taken(runtime: Runtime, clock: Clock, eva: SignedIn, asked: Asked, key: str) -> None:
    """Let people look in vain, and an editor take up what comes of it."""
    with runtime.database.writing() as db:
        life = Life(db, runtime, clock)
        for person, terms in asked:
            enquiry = life.look(person, "quokka")
            enquiry.searches[0].terms = terms
        clock.go(hours=25)
        life.keep()
        take_new_gap(db, runtime, "en", key, by=eva)


def a_month_goes_by(runtime: Runtime, clock: Clock) -> None:
    with runtime.database.writing() as db:
        clock.go(days=31)
        Life(db, runtime, clock).keep()


def kept(runtime: Runtime) -> tuple[str, str]:
    with runtime.database.reading() as db:
        gap = db.scalars(select(Gap)).one()
        return gap.sentence, gap.words.replace(gap.id.hex, "itself")


def test_words_nobody_shares_go_with_the_last_search_and_cases_stay(
    runtime: Runtime, clock: Clock, cleo: SignedIn, dai: SignedIn, eva: SignedIn
) -> None:
    asked = [(cleo, "Zebedee quokka swims"), (cleo, "Zebedee quokka swims"), (dai, "quokka swims")]
    taken(runtime, clock, eva, asked, "quokka swim zebede")
    assert kept(runtime) == ("zebedee quokka swims", "quokka swim zebede")

    a_month_goes_by(runtime, clock)

    assert kept(runtime) == ("… quokka swims", "quokka swim")
    with runtime.database.reading() as db:
        assert db.query(GapCase).count() == 3
    with runtime.database.writing() as db:
        life = Life(db, runtime, clock)
        life.look(dai, "quokka").searches[0].terms = "quokka swims"
        clock.go(hours=25)
        life.keep()
        assert db.query(GapCase).count() == 4


@ONE_DATABASE
def test_while_somebody_else_still_says_it_the_gap_says_it_in_their_words(
    runtime: Runtime, clock: Clock, cleo: SignedIn, dai: SignedIn, eva: SignedIn
) -> None:
    asked = [(cleo, "zebedee quokka"), (cleo, "zebedee quokka")]
    taken(runtime, clock, eva, asked, "quokka zebede")
    with runtime.database.writing() as db:
        life = Life(db, runtime, clock)
        clock.go(days=20)
        life.look(dai, "quokka").searches[0].terms = "quokka"
        clock.go(days=11)
        life.keep()

    assert kept(runtime) == ("quokka", "quokka")


@ONE_DATABASE
def test_words_of_published_titles_stay_and_a_key_is_never_anothers(
    runtime: Runtime, clock: Clock, cleo: SignedIn, eva: SignedIn
) -> None:
    with runtime.database.writing() as db:
        shown = select(Revision).join(Translation, Translation.id == Revision.translation_id)
        db.scalars(shown.filter_by(state="published", lang="en")).first().title = "Quokkas"
    taken(runtime, clock, eva, [(cleo, "zebedee quokka")], "quokka zebede")
    with runtime.database.writing() as db:
        twin = Gap(id=runtime.new_id(), lang="en", words="quokka", sentence="quokka")
        twin.state, twin.taken_at = "dismissed", clock()
        db.add(twin)

    a_month_goes_by(runtime, clock)

    with runtime.database.reading() as db:
        gap = db.scalars(select(Gap).where(Gap.id != twin.id)).one()
        assert (gap.sentence, gap.words) == ("… quokka", f"quokka …{gap.id.hex}")


@ONE_DATABASE
def test_a_gap_of_one_customers_own_words_keeps_none(
    runtime: Runtime, clock: Clock, cleo: SignedIn, eva: SignedIn
) -> None:
    taken(runtime, clock, eva, [(cleo, "zebedee tarquin")], "tarquin zebede")

    a_month_goes_by(runtime, clock)

    assert kept(runtime) == ("…", "…itself")


@ONE_DATABASE
def test_words_of_somebody_erased_go_from_what_others_failed_at_too(
    runtime: Runtime, clock: Clock, cleo: SignedIn, dai: SignedIn, eva: SignedIn
) -> None:
    asked = [(cleo, "zebedee quokka swims"), (cleo, "zebedee quokka swims"), (dai, "quokka swims")]
    taken(runtime, clock, eva, asked, "quokka swim zebede")

    with runtime.database.writing() as db:
        erase_person(db, runtime, cleo.email)

    sentence, words = kept(runtime)
    assert "zebede" not in sentence
    assert words == "quokka swim"
