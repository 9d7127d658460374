"""How every engine takes documents in, and what readers see meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from search.interface import IndexUnavailable

from .conftest import BUILT_AT
from .shelf import DOCUMENTS, ask, document, ids


def test_an_engine_never_built_is_unavailable(empty_engine):
    with pytest.raises(IndexUnavailable):
        ask(empty_engine, "password")
    with pytest.raises(IndexUnavailable):
        empty_engine.update([], [], position=1)
    assert empty_engine.status().healthy is False
    assert empty_engine.status().problem


def test_an_engine_built_empty_is_available_and_finds_nothing(empty_engine):
    empty_engine.rebuild([], position=3)

    assert ask(empty_engine, "password").total == 0
    assert empty_engine.status().healthy is True


def test_an_engine_built_empty_can_be_updated(empty_engine):
    empty_engine.rebuild([], position=3)

    empty_engine.update([document("a", "Quota")], [], position=4)

    assert ids(ask(empty_engine, "quota")) == ["a"]


def test_a_closed_engine_is_unavailable(engine):
    engine.close()

    with pytest.raises(IndexUnavailable):
        ask(engine, "password")
    assert engine.status().healthy is False


def test_the_status_says_how_far_the_index_is(engine):
    status = engine.status()

    assert (status.documents, status.position) == (len(DOCUMENTS), 7)
    assert status.built_at == BUILT_AT
    assert (status.healthy, status.problem) == (True, None)


def test_progress_is_reported_for_each_document(empty_engine):
    seen = []

    empty_engine.rebuild(iter(DOCUMENTS), position=1, progress=seen.append)

    assert seen == list(range(1, len(DOCUMENTS) + 1))


def test_an_update_adds_changes_and_removes_together(engine):
    before = engine.status().generation
    changed = replace(DOCUMENTS[0], title="Quota of your account")

    engine.update([changed, document("new", "Quota")], ["sso", "unknown"], position=8)

    assert set(ids(ask(engine, "quota"))) == {"reset-password", "new"}
    assert "sso" not in ids(ask(engine, "saml"))
    assert "reset-password" not in ids(ask(engine, "reset"))
    assert (engine.status().documents, engine.status().position) == (len(DOCUMENTS), 8)
    assert engine.status().generation != before


def test_a_document_both_changed_and_removed_is_there(engine):
    engine.update([document("sso", "Quota")], ["sso"], position=8)

    assert ids(ask(engine, "quota")) == ["sso"]


def test_a_change_of_audience_takes_effect_at_once(engine):
    engine.update([replace(DOCUMENTS[1], audience="staff")], [], position=8)

    assert "sso" not in ids(ask(engine, "saml"))


def test_an_update_of_nothing_moves_the_position(engine):
    engine.update([], [], position=9)

    assert engine.status().position == 9
    assert ids(ask(engine, "saml"))


def test_everything_can_be_removed(engine):
    engine.update([], [each.id for each in DOCUMENTS], position=9)

    assert ask(engine, "saml").total == 0
    assert engine.status().documents == 0


def test_many_small_updates_answer_like_one_rebuild(empty_engine):
    topics = ("alpha", "beta", "gamma")
    many = [document(f"d{n:02}", f"Quota {topics[n % 3]}", body=f"item {n}") for n in range(40)]
    empty_engine.rebuild(many[:5], position=0)
    for number, each in enumerate(many[5:], 1):
        empty_engine.update(
            [each], [many[number - 1].id] if number % 4 == 0 else [], position=number
        )
    for number, each in enumerate(many):
        empty_engine.update([each], [], position=100 + number)
    updated = ids(ask(empty_engine, "quota beta", limit=100))

    empty_engine.rebuild(many, position=200)

    assert ids(ask(empty_engine, "quota beta", limit=100)) == updated
    assert len(updated) == 13


def failing_documents():
    yield document("a", "Quota")
    raise RuntimeError("the database went away")


REFUSED_ROWS = [
    ("the source fails", failing_documents, RuntimeError),
    ("an id comes twice", lambda: [document("a", "x"), document("a", "y")], ValueError),
]


@pytest.mark.parametrize(
    ("documents", "error"), [row[1:] for row in REFUSED_ROWS], ids=[row[0] for row in REFUSED_ROWS]
)
def test_a_rebuild_that_fails_leaves_the_index_as_it_was(engine, documents, error):
    before = engine.status()

    with pytest.raises(error):
        engine.rebuild(documents(), position=99)

    assert engine.status() == before
    assert ids(ask(engine, "saml")) == ["sso", "certificat"]
    engine.update([document("later", "Quota")], [], position=100)
    assert ids(ask(engine, "quota")) == ["later"]


def test_readers_see_one_state_or_the_other_while_it_changes(empty_engine):
    def state(name: str):
        return [document(f"{name}-{number}", "Quota", topic=name) for number in range(6)]

    def look(_: int):
        results = ask(empty_engine, "quota")
        return results.facets.topic, {hit.topic for hit in results.hits}, results.total

    empty_engine.rebuild(state("even"), position=0)
    with ThreadPoolExecutor(4) as readers:
        looks = readers.map(look, range(300))
        for turn in range(1, 9):
            new, old = ("odd", "even") if turn % 2 else ("even", "odd")
            if turn % 3:
                empty_engine.rebuild(state(new), position=turn)
            else:
                gone = [each.id for each in state(old)]
                empty_engine.update(state(new), gone, position=turn)
        seen = list(looks)

    expected = [({name: 6}, {name}, 6) for name in ("odd", "even")]
    assert [each for each in seen if each not in expected] == []
