"""From a draft to its readers: at once, at a time, or after a second person looked."""

from dataclasses import replace

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from portal.accounts.signed_in import SignedIn
from portal.app import create_app
from portal.content.models import Translation
from portal.editing.errors import FourEyes, OwnText
from portal.editing.publishing import publish_due
from portal.editing.reviewing import approve
from portal.editing.shelving import Place, put, withdraw
from portal.editing.steps import steps_of
from portal.finding.indexing import follow_content
from portal.runtime import Runtime
from tests.browser import Browser
from tests.editing.articles import form_of, publish, revisions, start, write
from tests.world import Clock

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
READ = "/articles/rotate-the-key"


@pytest.fixture
def editor(browser: Browser, eva: SignedIn) -> Browser:
    return browser.sign_in(eva)


@pytest.fixture
def strict(runtime: Runtime) -> Runtime:
    return replace(runtime, settings=runtime.settings.model_copy(update={"four_eyes": True}))


def article(runtime: Runtime, path: str) -> Translation:
    with runtime.database.reading() as db:
        return next(t for t in db.query(Translation) if str(t.id) == path.rpartition("/")[2])


def steps(runtime: Runtime, path: str) -> list[tuple[str, int, str]]:
    with runtime.database.reading() as db:
        found = steps_of(db, article(runtime, path).id)
        return [(step.kind, step.number, step.comment) for step in reversed(found)]


def review(editor: Browser, path: str, action: str, comment: str = "", *, status: int = 200) -> str:
    form = {"action": action, "comment": comment}
    return editor.send(f"{path}/review", form, status=status).main


def test_a_published_text_is_found_and_says_who_when_and_why(
    editor: Browser, runtime: Runtime, eva: SignedIn, cleo: SignedIn
) -> None:
    path = start(editor)
    write(editor, path, source="The wombat turns the key.")
    editor.sign_in(cleo).open(READ, status=404)
    publish(editor.sign_in(eva), path, why="Asked for twice", significance="major")
    follow_content(runtime)

    last = revisions(runtime, path)[-1]
    assert (last.significance, last.why, last.author_id) == ("major", "Asked for twice", eva.id)
    shown = editor.open(path).main
    assert f"Published · {eva.name}Asked for twice" in shown
    assert "Rotate the key" in editor.sign_in(cleo).open("/search?q=wombat").main


def test_a_draft_over_an_older_text_is_not_published_and_both_are_shown(
    editor: Browser, runtime: Runtime, eva: SignedIn, ada: SignedIn
) -> None:
    path = start(editor)
    write(editor, path)
    editor.sign_in(ada)
    write(editor, path, source="Ada writes this.")
    publish(editor.sign_in(eva), path)
    version = form_of(editor.sign_in(ada).open(path))["version"]

    terms = {"version": version, "significance": "content", "action": "publish"}
    page = editor.send(f"{path}/publication", terms, status=409)

    assert "Open *Settings*" in page.main
    assert form_of(page)["source"] == "Ada writes this."
    assert len(revisions(runtime, path)) == 2
    editor.send(f"{path}/draft", form_of(page))
    publish(editor, path)
    assert [r.source for r in revisions(runtime, path)[2:]] == ["Ada writes this."]


@ONE_DATABASE
@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"significance": ""}, "Say how much the text changed"),
        ({"at": "2026-11-23T09:59"}, "still to come"),
        ({"version": "7"}, "Your draft changed"),
    ],
)
def test_terms_that_cannot_be_kept_are_refused(
    editor: Browser, runtime: Runtime, terms: dict[str, str], sentence: str
) -> None:
    path = start(editor)
    write(editor, path)
    publish(editor, path)
    write(editor, path, source="Another.")
    status = 409 if "version" in terms else 422

    sent = {"version": "1", "significance": "content", "action": "publish", **terms}
    assert sentence in editor.send(f"{path}/publication", sent, status=status).main
    assert len(revisions(runtime, path)) == 2


@ONE_DATABASE
def test_of_a_first_text_nobody_is_asked_how_much_it_changed(
    editor: Browser, runtime: Runtime
) -> None:
    path = start(editor)
    write(editor, path)
    question = "How much did it change?"

    assert question not in editor.open(f"{path}/publication").main
    editor.send(f"{path}/publication", {"version": "1", "action": "publish"})
    assert revisions(runtime, path)[-1].significance == "content"
    assert question in editor.open(f"{path}/publication").main


@ONE_DATABASE
def test_a_text_that_lacks_its_body_is_not_published(editor: Browser, runtime: Runtime) -> None:
    path = start(editor)
    assert "Write the text." in editor.open(f"{path}/publication").main

    sent = {"version": "0", "significance": "content", "action": "publish"}
    editor.send(f"{path}/publication", sent, status=422)
    assert not article(runtime, path).is_published


def test_a_text_is_published_when_its_time_has_come(
    editor: Browser, runtime: Runtime, clock: Clock, cleo: SignedIn
) -> None:
    path = start(editor)
    write(editor, path)
    publish(editor, path, at="2026-11-23T11:00")
    assert "Scheduled" in editor.open(path).main
    assert publish_due(runtime) == 0
    clock.go(hours=1)

    assert (publish_due(runtime), publish_due(runtime)) == (1, 0)
    assert article(runtime, path).published_at == clock.at
    assert [kind for kind, _, _ in steps(runtime, path)] == ["scheduled", "published"]
    editor.sign_in(cleo).open(READ)


def test_a_scheduled_text_that_another_overtook_goes_back_to_review(
    editor: Browser, runtime: Runtime, clock: Clock, ada: SignedIn
) -> None:
    path = start(editor)
    write(editor, path, source="Of Eva.")
    publish(editor, path, at="2026-11-23T11:00")
    editor.sign_in(ada)
    write(editor, path, source="Of Ada.")
    publish(editor, path)
    clock.go(hours=2)

    publish_due(runtime)

    now = article(runtime, path)
    assert (now.stage, now.revision_number) == ("in_review", 3)
    assert steps(runtime, path)[-1][0] == "overtaken"


def test_four_eyes_see_a_text_before_its_readers(
    strict: Runtime, eva: SignedIn, ada: SignedIn, cleo: SignedIn
) -> None:
    app: FastAPI = create_app(strict)
    with TestClient(app, base_url=strict.settings.base_url) as client:
        editor = Browser(client, strict).sign_in(eva)
        path = start(editor)
        write(editor, path)
        sent = {"version": "1", "significance": "content", "why": "New"}
        refused = editor.send(f"{path}/publication", {**sent, "action": "publish"}, status=409)
        assert "second person" in refused.main
        editor.send(f"{path}/publication", {**sent, "action": "review"})
        assert "Somebody else approves it" in editor.open(f"{path}/review").main
        assert "Somebody else" in review(editor, path, "approve", status=409)
        editor.send(f"{path}/review/publication", {"at": ""}, status=409)

        editor.sign_in(ada)
        assert "Say what should change" in review(editor, path, "changes", status=422)
        review(editor, path, "changes", "Which settings?")
        assert "Which settings?" in editor.sign_in(eva).open(path).main
        given_back = form_of(editor.open(path))
        assert "Open *Settings*" in given_back["source"]
        editor.send(f"{path}/publication", {**sent, "action": "review"})
        review(editor.sign_in(ada), path, "approve", "Good")
        editor.sign_in(cleo).open(READ, status=404)
        editor.sign_in(ada).send(f"{path}/review/publication", {"at": ""})
        editor.sign_in(cleo).open(READ)
    kinds = [kind for kind, _, _ in steps(strict, path)]
    assert kinds == ["sent", "changes", "sent", "approved", "published"]


WIDENINGS = [("staff", "everyone"), ("staff", "administrators"), ("administrators", "everyone")]


def choose_readers(strict: Runtime, path: str, audience: str, by: SignedIn) -> None:
    with strict.database.writing() as db:
        text = db.get_one(Translation, article(strict, path).id)
        put(db, strict, text, Place(text.slug, "mail", audience, None, None), by=by)


@ONE_DATABASE
@pytest.mark.parametrize(("before", "after"), WIDENINGS)
def test_where_four_eyes_look_nobody_alone_lets_more_people_read_what_is_published(
    editor: Browser, strict: Runtime, eva: SignedIn, before: str, after: str
) -> None:
    path = start(editor, audience=before)
    write(editor, path)
    publish(editor, path)

    with pytest.raises(FourEyes):
        choose_readers(strict, path, after, eva)
    with strict.database.writing() as db:
        withdraw(db, strict, db.get_one(Translation, article(strict, path).id), by=eva)
    choose_readers(strict, path, after, eva)
    choose_readers(strict, path, before, eva)


@ONE_DATABASE
def test_what_was_approved_for_fewer_people_is_looked_at_again_by_somebody_else(
    editor: Browser, strict: Runtime, eva: SignedIn, ada: SignedIn
) -> None:
    path = start(editor.sign_in(ada), audience="staff")
    write(editor, path)
    publish(editor, path, action="review")
    review(editor, path, "approve")

    choose_readers(strict, path, "everyone", eva)

    waiting = article(strict, path)
    assert (waiting.stage, steps(strict, path)[-1]) == (
        "in_review",
        ("sent", 2, "staff → everyone"),
    )
    for alone in (eva, ada):
        with strict.database.writing() as db, pytest.raises(OwnText):
            approve(db, strict, db.get_one(Translation, waiting.id), "", by=alone)


@ONE_DATABASE
def test_one_text_waits_at_a_time(editor: Browser, runtime: Runtime, ada: SignedIn) -> None:
    path = start(editor)
    write(editor, path)
    publish(editor, path, action="review")
    editor.sign_in(ada)
    write(editor, path, source="Of Ada.")

    sent = {"version": "1", "significance": "typo", "action": "review"}
    page = editor.send(f"{path}/publication", sent, status=409)

    assert "waits already" in page.main
    assert form_of(editor.open(path))["source"] == "Of Ada."
    assert steps(runtime, path) == [("sent", 2, "")]
