"""The index is built from the database and follows its events."""

from pathlib import Path

import pytest

from portal.activity.queries import last_event_id
from portal.activity.recording import record
from portal.finding.finder import Finder
from portal.finding.indexing import follow_content, rebuild_index
from portal.runtime import Runtime
from search.interface import IndexUnavailable, Query
from tests.finding.shelves import EVERYTHING, PASSWORD, Shelves, Text

AUDIENCES = frozenset({"everyone"})


def found(runtime: Runtime, text: str) -> list[str]:
    return [hit.slug for hit in runtime.engine.find(Query(text, "en", AUDIENCES)).hits]


def last_event(runtime: Runtime) -> int:
    with runtime.database.reading() as db:
        return last_event_id(db)


def test_the_first_follower_builds_the_index(runtime: Runtime, bare: Shelves) -> None:
    bare.put(*EVERYTHING)

    follow_content(runtime)

    status = runtime.engine.status()
    assert (status.documents, status.position) == (6, last_event(runtime))


def test_an_academy_without_content_has_an_empty_index(runtime: Runtime, bare: Shelves) -> None:
    assert follow_content(runtime) == 0
    assert follow_content(runtime) == 0
    assert (runtime.engine.status().healthy, runtime.engine.status().documents) == (True, 0)


def test_what_is_published_is_found_after_following(runtime: Runtime, shelves: Shelves) -> None:
    shelves.put(Text("new-text", "About marmalade"))
    assert found(runtime, "marmalade") == []

    assert follow_content(runtime) == 1

    assert found(runtime, "marmalade") == ["new-text"]
    assert runtime.engine.status().position == last_event(runtime)
    assert follow_content(runtime) == 0


def test_what_is_withdrawn_leaves_the_index(runtime: Runtime, shelves: Shelves) -> None:
    shelves.withdraw("reset-a-password")

    follow_content(runtime)

    assert runtime.engine.status().documents == 5
    assert "reset-a-password" not in found(runtime, "reset password")


def test_many_events_of_one_text_are_one_change(runtime: Runtime, shelves: Shelves) -> None:
    shelves.revise("reset-a-password", "Forgotten words", "About quinces.")
    shelves.revise("reset-a-password", "Forgotten words", "About medlars.")
    shelves.withdraw("export-a-report")

    assert follow_content(runtime) == 3

    assert (found(runtime, "medlars"), found(runtime, "quinces")) == (["reset-a-password"], [])
    assert found(runtime, "export") == []


def test_long_histories_are_followed_in_batches(
    runtime: Runtime, shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.finding.indexing.BATCH", 2)
    shelves.put(*(Text(f"text-{n}", f"Marmalade {n}") for n in range(5)))

    assert [follow_content(runtime) for _ in range(4)] == [2, 2, 1, 0]
    assert len(found(runtime, "marmalade")) == 5


def test_events_of_other_domains_are_passed_over(runtime: Runtime, shelves: Shelves) -> None:
    with runtime.database.writing() as db:
        record(db, "gate.solved", at=runtime.now())

    assert follow_content(runtime) == 0


def test_an_index_ahead_of_the_database_is_built_anew(runtime: Runtime, shelves: Shelves) -> None:
    runtime.engine.rebuild([], position=last_event(runtime) + 1_000)

    follow_content(runtime)

    assert runtime.engine.status().documents == 6
    assert runtime.engine.status().position == last_event(runtime)


def test_a_damaged_index_is_built_anew(on_disk: Runtime, bare: Shelves) -> None:
    bare.put(PASSWORD)
    follow_content(on_disk)
    _damage(on_disk.settings.data_dir / "index")
    assert not on_disk.engine.status().healthy

    follow_content(on_disk)

    assert on_disk.engine.status().healthy
    assert found(on_disk, "password") == ["reset-a-password"]


def test_an_index_in_many_pieces_is_joined_at_a_quiet_time(
    on_disk: Runtime, bare: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.finding.indexing.MOST_FRAGMENTS", 1)
    bare.put(*EVERYTHING)
    follow_content(on_disk)
    bare.put(Text("new-text", "About marmalade"))

    follow_content(on_disk)
    pieces = on_disk.engine.status().fragments
    follow_content(on_disk)

    assert (pieces, on_disk.engine.status().fragments) == (2, 1)
    assert found(on_disk, "marmalade") == ["new-text"]


def test_search_answers_while_the_index_cannot_be_written(on_disk: Runtime, bare: Shelves) -> None:
    bare.put(PASSWORD)
    (on_disk.settings.data_dir / "index").write_text("a file is in the way")

    with pytest.raises(IndexUnavailable):
        follow_content(on_disk)

    with on_disk.database.reading() as db:
        answer = Finder(on_disk.engine, db).answer(Query("password", "en", AUDIENCES))
    assert (answer.is_down, [hit.slug for hit in answer.hits]) == (True, ["reset-a-password"])


def test_rebuilding_counts_the_documents(runtime: Runtime, shelves: Shelves) -> None:
    counted: list[int] = []

    assert rebuild_index(runtime, counted.append) == 6

    assert counted == [1, 2, 3, 4, 5, 6]


def test_two_processes_follow_with_their_own_index(
    runtime: Runtime, on_disk: Runtime, bare: Shelves
) -> None:
    follow_content(runtime)
    follow_content(on_disk)
    bare.put(PASSWORD)

    assert (follow_content(runtime), follow_content(on_disk)) == (1, 1)
    assert found(runtime, "password") == found(on_disk, "password") == ["reset-a-password"]


def _damage(folder: Path) -> None:
    largest = max((path for path in folder.rglob("*") if path.is_file()), key=_size)
    largest.write_bytes(b"x" * 10)


def _size(path: Path) -> int:
    return path.stat().st_size
