"""The index on disk: damage is noticed, a crash leaves one whole generation, readers go on."""

import fcntl
import json
import random
import shutil
from hashlib import sha256

import pytest

from search.interface import IndexUnavailable
from search.whoosh_engine import WhooshEngine

from .shelf import DOCUMENTS, ask, document, ids


def another(folder) -> WhooshEngine:
    """Another process would open the folder just so."""
    return WhooshEngine(folder)


def files_of(folder) -> list:
    """Return the pointer, then what the current generation consists of."""
    name, _ = json.loads((folder / "current").read_text())
    return [folder / "current", *sorted((folder / name).iterdir())]


def truncate(path, chance):
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])


def flip(path, chance):
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(content))


def empty(path, chance):
    path.write_bytes(b"")


def remove(path, chance):
    path.unlink()


def overwrite(path, chance):
    path.write_bytes(chance.randbytes(path.stat().st_size))


def nest(path, chance):
    path.write_bytes(b"[" * 100_000)


def replace_by_folder(path, chance):
    path.unlink()
    path.mkdir()


DAMAGES = [truncate, flip, empty, remove, overwrite, nest, replace_by_folder]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_to_any_file_makes_the_index_unavailable_and_nothing_worse(whoosh, folder, damage):
    chance = random.Random(damage.__name__)
    for place in range(len(files_of(folder))):
        whoosh.rebuild(DOCUMENTS, position=1)
        damage(files_of(folder)[place], chance)

        engine = another(folder)

        with pytest.raises(IndexUnavailable):
            ask(engine, "saml")
        assert engine.status().healthy is False
        with pytest.raises(IndexUnavailable):
            engine.update([document("x", "y")], [], position=2)


@pytest.mark.parametrize("seed", range(40))
def test_one_flipped_bit_anywhere_is_noticed(whoosh, folder, seed):
    chance = random.Random(seed)
    flip(chance.choice(files_of(folder)), chance)

    with pytest.raises(IndexUnavailable):
        ask(another(folder), "saml")


def test_a_damaged_index_is_whole_again_after_a_rebuild(whoosh, folder):
    for path in files_of(folder):
        path.write_bytes(b"")
    engine = another(folder)

    engine.rebuild(DOCUMENTS, position=8)

    assert ids(ask(engine, "saml"))
    assert ids(ask(another(folder), "saml"))
    assert engine.status().healthy is True


def test_a_deleted_folder_is_noticed_at_the_next_find_and_can_be_rebuilt(whoosh, folder):
    shutil.rmtree(folder)

    with pytest.raises(IndexUnavailable):
        ask(whoosh, "saml")
    whoosh.rebuild(DOCUMENTS, position=8)
    assert ids(ask(whoosh, "saml"))


def test_a_folder_that_cannot_be_one_is_unavailable(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    engine = WhooshEngine(tmp_path / "file")

    with pytest.raises(IndexUnavailable):
        ask(engine, "saml")
    with pytest.raises(IndexUnavailable):
        engine.rebuild(DOCUMENTS, position=1)


@pytest.mark.parametrize("damage", [truncate, flip, remove, overwrite], ids=lambda d: d.__name__)
def test_an_open_reader_answers_on_and_its_status_tells_of_the_damage(whoosh, folder, damage):
    before = ask(whoosh, "saml certificate")
    for path in files_of(folder)[1:]:
        damage(path, random.Random(5))

    assert ask(whoosh, "saml certificate") == before
    assert whoosh.status().healthy is False


def test_an_update_by_an_open_reader_heals_the_files(whoosh, folder):
    for path in files_of(folder)[1:]:
        truncate(path, random.Random(5))

    whoosh.update([document("new", "Quota")], [], position=8)

    assert ids(ask(another(folder), "quota")) == ["new"]
    assert ids(ask(another(folder), "saml")) == ["sso", "certificat"]
    assert whoosh.status().healthy is True


def test_another_format_is_refused(whoosh, folder):
    pointer, manifest = folder / "current", folder / whoosh.status().generation / "manifest.json"
    content = json.loads(manifest.read_text()) | {"format": 0}
    manifest.write_text(json.dumps(content))
    digest = sha256(manifest.read_bytes()).hexdigest()
    pointer.write_text(json.dumps([whoosh.status().generation, digest]))

    with pytest.raises(IndexUnavailable, match="format 0"):
        ask(another(folder), "saml")


def test_another_process_sees_a_switch_at_its_next_find(whoosh, folder):
    reader = another(folder)
    assert ask(reader, "quota").total == 0

    whoosh.update([document("new", "Quota")], [], position=8)

    assert ids(ask(reader, "quota")) == ["new"]
    assert reader.status().position == 8


def test_two_processes_updating_in_turn_lose_nothing(whoosh, folder):
    second = another(folder)

    whoosh.update([document("one", "Quota")], [], position=8)
    second.update([document("two", "Quota")], [], position=9)
    whoosh.update([document("three", "Quota")], [], position=10)

    assert set(ids(ask(second, "quota"))) == {"one", "two", "three"}


def test_while_another_process_writes_readers_go_on_and_a_writer_gives_up(whoosh, folder):
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        hurried = WhooshEngine(folder, patience_s=0)

        with pytest.raises(IndexUnavailable):
            hurried.update([document("new", "Zebra")], [], position=9)
        assert ids(ask(hurried, "password")) == ids(ask(whoosh, "password")) != []

    hurried.update([document("new", "Zebra")], [], position=9)
    assert ids(ask(whoosh, "zebra")) == ["new"]


def test_old_generations_go_and_nothing_else_does(whoosh, folder):
    (folder / "notes.txt").write_text("mine")
    (folder / "backup").mkdir()

    for position in range(8, 14):
        whoosh.update([document(f"d{position}", "Quota")], [], position=position)

    left = {path.name for path in folder.iterdir()} - {"notes.txt", "backup", "current", "lock"}
    assert (folder / "notes.txt").exists()
    assert (folder / "backup").exists()
    assert len(left) == 2
    assert whoosh.status().generation in left


def test_small_updates_do_not_pile_up_as_fragments(whoosh):
    for position in range(40):
        whoosh.update([document(f"d{position}", "Quota")], [], position=position)

    assert whoosh.status().fragments < 20
    assert ask(whoosh, "quota").total == 40
