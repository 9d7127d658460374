"""A video on its way as an article is: reviewed, dated, compared, restored, renamed, translated."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from portal.accounts.signed_in import SignedIn
from portal.app import create_app
from portal.content.media import path_of
from portal.content.models import Media
from portal.editing.outside import LinkCheck
from portal.editing.publishing import publish_due
from portal.finding.indexing import follow_content
from portal.reporting.models import FailedSearch
from portal.runtime import Runtime
from tests.browser import Browser
from tests.editing.test_examining import Sites, checking, turn
from tests.editing.videos import ELSEWHERE, film, form_of, publish, revisions, say, start, write
from tests.world import Clock

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def editor(browser: Browser, eva: SignedIn) -> Browser:
    return browser.sign_in(eva)


@pytest.fixture
def strict(runtime: Runtime) -> Iterator[Browser]:
    """A browser where a second person looks at each text."""
    settings = runtime.settings.model_copy(update={"four_eyes": True})
    app = create_app(replace(runtime, settings=settings))
    with TestClient(app, base_url=settings.base_url) as client:
        yield Browser(client, runtime)


def complete(editor: Browser, **changed: str) -> str:
    """Begin a video and give it what publishing asks for; return the address of its editor."""
    path = start(editor, **changed)
    write(editor, path, source_url=ELSEWHERE)
    say(editor, path)
    return path


def test_with_four_eyes_a_second_person_sees_the_captions_before_readers_do(
    strict: Browser, runtime: Runtime, people: Any
) -> None:
    editor = strict.sign_in(people.eva)
    path = complete(editor)
    publish(editor, path, status=409)
    publish(editor, path, action="review", why="The new key")
    review = editor.open(f"{path}/review")
    assert "The new key" in review.main
    assert "Now the wombat key." in review.main
    editor.send(f"{path}/review", {"action": "approve", "comment": ""}, status=409)
    waiting = revisions(runtime, path)[-1]
    captions = f"/media/captions/{waiting.id}.vtt"
    assert "wombat" in editor.client.get(captions).text
    editor.sign_in(people.cleo).open(captions, status=404)

    editor.sign_in(people.ada).send(f"{path}/review", {"action": "changes", "comment": "Slower"})
    assert "Slower" in editor.open(path).main
    publish(editor.sign_in(people.eva), path, action="review")
    editor.sign_in(people.ada).send(f"{path}/review", {"action": "approve", "comment": "Good"})
    editor.send(f"{path}/review/publication", {"at": ""})

    assert "wombat" in editor.sign_in(people.cleo).open("/videos/rotate-a-key").main
    assert revisions(runtime, path)[-1].captions_vtt


@ONE_DATABASE
def test_a_video_is_published_at_its_time(
    editor: Browser, runtime: Runtime, clock: Clock, cleo: SignedIn
) -> None:
    path = complete(editor)
    at = runtime.now() + timedelta(hours=2)
    publish(editor, path, at=f"{at:%Y-%m-%dT%H:%M}")
    editor.sign_in(cleo).open("/videos/rotate-a-key", status=404)

    clock.go(hours=3)
    assert publish_due(runtime) == 1
    assert "wombat" in editor.open("/videos/rotate-a-key").main


@ONE_DATABASE
def test_captions_are_compared_as_text_and_come_back(editor: Browser, runtime: Runtime) -> None:
    path = complete(editor)
    publish(editor, path)
    say(editor, path, start="1", end="2", text="A quokka speaks.")
    publish(editor, path, why="Another animal")
    compared = editor.open(f"{path}/comparison?a=2&b=3")

    assert [e.text for e in compared.all("h3")] == ["Captions and transcript"]
    assert "quokka" in " ".join(e.text for e in compared.all("ins"))
    assert "wombat" in " ".join(e.text for e in compared.all("del"))
    assert "Another animal" in editor.open(f"{path}/history").main
    editor.send(f"{path}/restorations", {"number": "2"})
    publish(editor, path)
    assert [r.captions_vtt for r in revisions(runtime, path)][3] == revisions(runtime, path)[
        1
    ].captions_vtt


@ONE_DATABASE
def test_a_renamed_video_is_still_found_by_its_old_address_and_a_replaced_one_leads_on(
    editor: Browser, runtime: Runtime, cleo: SignedIn, eva: SignedIn
) -> None:
    path, other = complete(editor), complete(editor, title="Turn a key")
    publish(editor, path)
    publish(editor, other)
    place = form_of(editor.open(f"{path}/place"))
    assert place["owner"] == str(eva.id)
    editor.send(f"{path}/place", {**place, "slug": "change-a-key", "review_on": "2027-03-01"})
    editor.sign_in(cleo).open("/videos/rotate-a-key")
    assert editor.path.startswith("/videos/change-a-key")

    found = editor.sign_in(eva).open(f"{path}/archive?q=turn")
    item = next(e.get("value") for e in found.all("input") if e.get("value").count("-") == 4)
    editor.send(f"{path}/archive", {"replaced_by": item})
    editor.sign_in(cleo).open("/videos/change-a-key")
    assert editor.path.startswith("/videos/turn-a-key")


def test_a_translation_has_its_own_captions_beside_those_it_follows(
    editor: Browser, runtime: Runtime, cleo: SignedIn
) -> None:
    path = complete(editor)
    publish(editor, path)
    assert "not in French" in editor.open("/content?kind=video&work=needs-translation").main
    editor.send(f"{path}/translations/fr", {})
    there = "/content/videos/" + editor.path.split("/")[3]
    refused = publish(editor, there, status=422)
    assert "needs captions" in refused.main
    write(editor, there, title="Changer une clé", summary="Remplacer la clé de la connexion.")
    cues = editor.open(f"{there}/captions")
    beside = [e.text for e in cues.all("td") if "data-original" in e.attributes]
    assert beside[:2] == ["Where it is: Open the page.", "The key: Now the wombat key."]
    starts = [e.get("value") for e in cues.all("input") if e.get("name") == "start"]
    rows = {"start": starts[:2], "end": ["3", "6"], "text": ["Ouvrez la page.", ""]}
    say(editor, there, **rows)
    assert "1 captions of the original have no words" in editor.open(there).main
    publish(editor, there)

    follow_content(runtime)
    seen = editor.sign_in(cleo).open("/videos/rotate-a-key?lang=fr").main
    assert "Ouvrez la page." in seen
    assert "wombat" not in seen


def test_a_translation_is_outdated_when_other_words_are_said_and_followed_when_published(
    editor: Browser, runtime: Runtime
) -> None:
    path = complete(editor)
    publish(editor, path)
    editor.send(f"{path}/translations/fr", {})
    there = "/content/videos/" + editor.path.split("/")[3]
    write(editor, there, title="Changer une clé", summary="Remplacer la clé.")
    say(editor, there, start="1", end="3", text="Ouvrez la page.")
    publish(editor, there)
    outdated = "/content?kind=video&work=outdated"
    assert "Changer une clé" not in editor.open(outdated).main

    say(editor, path, start="1", end="3", text="Open the other page.")
    publish(editor, path)
    assert "Changer une clé" in editor.open(outdated).main
    beside = editor.open(f"{there}/translations/fr")
    assert "other" in " ".join(e.text for e in beside.all("ins"))
    say(editor, there, start="1", end="3", text="Ouvrez l’autre page.")
    publish(editor, there)
    assert "Changer une clé" not in editor.open(outdated).main
    assert revisions(runtime, there)[-1].based_on == revisions(runtime, path)[-1].number


@ONE_DATABASE
def test_words_that_are_said_or_name_a_chapter_are_not_called_lacking(
    editor: Browser, runtime: Runtime, clock: Clock
) -> None:
    path = complete(editor)
    say(editor, path, "chapters", start="0", end="6", text="Quokka")
    on = clock().date()
    with runtime.database.writing() as db:
        for terms in ("wombat", "quokka", "bandicoot"):
            ids = {name: uuid4() for name in ("search_id", "enquiry_id", "organisation_id")}
            facts = {"terms": terms, "topic": "mail", "lang": "en", "found_nothing": True}
            tier = {"tier": "standard", "outcome": "raised", "began_on": on, "week_on": on}
            db.add(FailedSearch(**facts, **ids, **tier))

    said = checklist(editor, path)
    assert "nobody says or writes them here: bandicoot (1)" in said
    assert "wombat" not in said
    assert "quokka" not in said


@ONE_DATABASE
def test_the_checklist_knows_lost_files_and_addresses_that_do_not_answer(
    editor: Browser, runtime: Runtime
) -> None:
    path = complete(editor)
    check = LinkCheck(Sites(404))
    turn(check, checking(runtime))
    check.stop()
    assert "The address elsewhere does not answer (404)" in checklist(editor, path)

    media_id = film(editor, path)
    assert "no longer in the library" not in checklist(editor, path)
    with runtime.database.reading() as db:
        path_of(runtime.settings.data_dir, db.get_one(Media, UUID(media_id)).sha256).unlink()
    assert "The file of the film is no longer in the library" in checklist(editor, path)


def checklist(editor: Browser, path: str) -> str:
    page = editor.open(path)
    return next(e.text for e in page.all("section") if e.get("id") == "checklist")
