"""The panel beside the editor: what it knows of links, of customers' words and of other texts."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from portal.accounts.signed_in import SignedIn
from portal.editing.models import OutsideLink
from portal.editing.outside import LinkCheck, known_problems, verdict
from portal.reporting.models import FailedSearch
from portal.runtime import Runtime
from portal.web.outgoing import NotReached, Outgoing
from tests.browser import Browser
from tests.editing.articles import BODY, start, write
from tests.world import Clock

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
GONE = "https://gone.example/page"


def preview(editor: Browser, path: str, **typed: str) -> str:
    """Return what the checklist says of a text that is being typed."""
    text = {"title": "Keys", "summary": "Change the key of a connection.", "source": BODY, **typed}
    page = editor.send(f"{path}/preview", text, **{"HX-Request": "true"})
    return next(e.text for e in page.all("section") if e.get("id") == "checklist")


@pytest.fixture
def editor(browser: Browser, eva: SignedIn) -> Browser:
    return browser.sign_in(eva)


@ONE_DATABASE
def test_the_checklist_stands_beside_the_editor_and_follows_what_is_typed(editor: Browser) -> None:
    path = start(editor)
    assert "The text is checked while you write it." in editor.open(path).main
    write(editor, path)
    assert "In order: Summary" in editor.open(path).main

    said = preview(editor, path, source="Text\n\n[it](gone.md)", summary="")

    assert "Line 3: The link gone.md leads nowhere." in said
    assert "There is no summary." in said


LINKS = [
    ("[x](/articles/simulated-mail-missing)", True),
    ("[x](/articles/never-written)", False),
    ("[x](/articles/unfinished)", False),
    ("[x](../people/reset-a-password.md)", True),
    ("[x](academy:00000000-0000-4000-8000-00000000dead)", False),
]


@ONE_DATABASE
@pytest.mark.parametrize(("link", "leads_somewhere"), LINKS)
def test_a_link_is_followed_to_where_readers_would_come(
    editor: Browser, link: str, leads_somewhere: bool
) -> None:
    assert ("Line 1:" not in preview(editor, start(editor), source=link)) is leads_somewhere


@ONE_DATABASE
def test_words_of_failed_searches_of_its_topic_are_named(
    editor: Browser, runtime: Runtime, clock: Clock
) -> None:
    path = start(editor)
    with runtime.database.writing() as db:
        for days, terms in [
            (1, "revoke certificate"),
            (2, "certificates, revoke"),
            (400, "forgotten"),
        ]:
            facts = {"terms": terms, "topic": "mail", "lang": "en", "found_nothing": True}
            when = clock().date() - timedelta(days=days)
            ids = {name: uuid4() for name in ("search_id", "enquiry_id", "organisation_id")}
            tier = {"tier": "standard", "outcome": "raised", "began_on": when, "week_on": when}
            db.add(FailedSearch(**facts, **ids, **tier))

    said = preview(editor, path)

    assert "certificates (2)" in said or "certificate (2)" in said
    assert "revoke (2)" in said
    assert "forgotten" not in said
    assert "revoke" not in preview(editor, path, source="Revoke it.")


@ONE_DATABASE
def test_texts_that_say_much_the_same_are_named(editor: Browser) -> None:
    said = preview(editor, start(editor), title="Simulated mail missing")

    assert "Could one of them be changed instead?" in said


VERDICTS = [
    (200, "", True),
    (204, "", True),
    (403, "", True),
    (429, "", True),
    (404, "404", True),
    (410, "410", True),
    (500, "500", False),
    (NotReached("timeout"), "timeout", False),
    (NotReached("unknown-host"), "unknown-host", False),
    (NotReached("private"), "private", False),
    (NotReached("address"), "address", True),
]


@pytest.mark.parametrize(("answer", "problem", "is_certain"), VERDICTS)
def test_what_an_answer_says_of_a_link(
    answer: int | NotReached, problem: str, is_certain: bool
) -> None:
    assert verdict(answer) == (problem, is_certain)


class Sites(Outgoing):
    """Every address answers as it is told, or as all others do."""

    def __init__(self, others: int | NotReached, **told: int | NotReached) -> None:
        super().__init__()
        object.__setattr__(self, "answers", {"others": others, **told})
        object.__setattr__(self, "visited", [])

    def visit(self, url: str) -> int:
        self.visited.append(url)  # type: ignore[attr-defined]
        answers: dict[str, int | NotReached] = self.answers  # type: ignore[attr-defined]
        answer = next((answers[name] for name in answers if f"//{name}." in url), answers["others"])
        if isinstance(answer, NotReached):
            raise answer
        return answer


def checking(runtime: Runtime) -> Runtime:
    return replace(runtime, settings=runtime.settings.model_copy(update={"check_links": True}))


def turn(check: LinkCheck, runtime: Runtime) -> None:
    """Hand over what is due, wait until it is back, and write it down."""
    check(runtime)
    for visit in check.visits.values():
        visit.exception(timeout=10)
    check(runtime)


def test_an_address_is_visited_and_the_editor_told(editor: Browser, runtime: Runtime) -> None:
    path = start(editor)
    write(editor, path, source=f"[it]({GONE}#part)")
    sites = Sites(404)
    check = LinkCheck(sites)
    turn(check, checking(runtime))

    assert GONE in sites.visited  # type: ignore[attr-defined]
    said = preview(editor, path, source=f"Text\n\n[it]({GONE}#part)")
    assert f"Line 3: {GONE} does not answer (404)." in said
    check.stop()


UNREACHED = [
    pytest.param(Sites(200, gone=500), [{}, {}, {GONE: "500"}], id="an error, thrice"),
    pytest.param(
        Sites(200, gone=NotReached("unknown-host")),
        [{}, {}, {GONE: "unknown-host"}],
        id="no such site, while others answer",
    ),
    pytest.param(Sites(NotReached("unknown-host")), [{}, {}, {}], id="no network"),
    pytest.param(Sites(NotReached("private")), [{}, {}, {}], id="a network that answers for all"),
    pytest.param(Sites(503), [{}, {}, {}], id="a gateway that refuses all"),
]


@ONE_DATABASE
@pytest.mark.parametrize(("sites", "expected"), UNREACHED)
def test_a_site_is_called_dead_after_three_tries_by_a_network_that_leads_to_others(
    editor: Browser,
    runtime: Runtime,
    clock: Clock,
    sites: Sites,
    expected: list[dict[str, str]],
) -> None:
    write(editor, start(editor), source=f"<{GONE}> and {GONE} and <https://there.example/>")
    check = LinkCheck(sites)
    told = []
    for _ in range(3):
        turn(check, checking(runtime))
        with runtime.database.reading() as db:
            told.append(dict(known_problems(db, [GONE, "https://there.example/"])))
        clock.go(hours=7)

    assert told == expected
    check.stop()


@ONE_DATABASE
def test_who_answered_last_is_asked_before_a_silent_site_is_called_dead(
    editor: Browser, runtime: Runtime, clock: Clock, eva: SignedIn
) -> None:
    there = "https://there.example/"
    write(editor, start(editor), source=f"<{there}>")
    sites = Sites(200, gone=NotReached("timeout"))
    check = LinkCheck(sites)
    turn(check, checking(runtime))
    clock.go(days=2)
    editor.sign_in(eva)
    write(editor, start(editor), source=f"<{GONE}>")
    for _ in range(4):
        turn(check, checking(runtime))
        clock.go(hours=7)

    assert sites.visited.count(there) == 2  # type: ignore[attr-defined]
    with runtime.database.reading() as db:
        assert known_problems(db, [GONE]) == {GONE: "timeout"}
    check.stop()


def test_an_address_no_text_has_any_more_is_forgotten(
    editor: Browser, runtime: Runtime, clock: Clock
) -> None:
    path = start(editor)
    write(editor, path, source=GONE)
    check = LinkCheck(Sites(200))
    turn(check, checking(runtime))
    write(editor, path, source="Nothing.")
    clock.go(days=8)
    turn(check, checking(runtime))

    with runtime.database.reading() as db:
        assert GONE not in [link.url for link in db.query(OutsideLink)]
    check.stop()


@ONE_DATABASE
@pytest.mark.parametrize("changed", [{"check_links": False}, {"check_links": True, "demo": True}])
def test_nobody_is_visited_where_that_is_off(
    editor: Browser, runtime: Runtime, changed: dict[str, bool]
) -> None:
    write(editor, start(editor), source=GONE)
    sites = Sites(200)
    check = LinkCheck(sites)
    turn(check, replace(runtime, settings=runtime.settings.model_copy(update=changed)))

    assert sites.visited == []  # type: ignore[attr-defined]
    check.stop()
