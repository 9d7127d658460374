"""Editors with a video: sent, captioned beside the player, published, translated, found again."""

from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.accounts.policy import Role
from portal.content.models import Translation
from portal.content.policy import Kind, Significance
from portal.content.revising import current_revision
from portal.editing.cue_table import Row, to_vtt
from portal.editing.filming import change_draft, start_video
from portal.editing.publishing import Terms, get_ready, publish
from portal.editing.starting import NewItem
from portal.paths import ACADEMY_CONTENT
from tests.content.payloads import PAYLOADS
from tests.journeys.academy import Academy
from tests.journeys.catching_up import catch_up
from tests.journeys.test_articles import go_to, leave
from tests.journeys.test_planted_code import assert_only_text
from tests.journeys.visiting import Visits

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").expect

pytestmark = pytest.mark.browser

SHIPPED = ACADEMY_CONTENT / "media" / "raise-a-good-request.en.webm"
SEEK = "(v, to) => new Promise((go) => { v.onseeked = go; v.currentTime = to; })"
VOID = b"\xec\x80"  # an empty element of WebM: the same film, another file

# Asked again by an event: asking by a string would need what our content policy forbids.
AT_ITS_SECOND = """video => new Promise((done, fail) => {
  const look = () => { if (video.currentTime >= 5) done(); };
  video.addEventListener("timeupdate", look);
  look();
  setTimeout(() => fail(new Error(`the film stands at ${video.currentTime}`)), 10_000);
})"""


EARLIER = count()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A film that was in no library before."""
    path = tmp_path / "feeding.webm"
    path.write_bytes(SHIPPED.read_bytes() + VOID * (1 + next(EARLIER)))
    return path


def published(academy: Academy, email: str, title: str, said: str, **changed: str) -> UUID:
    """Publish a video that plays elsewhere; return the id by which its editors know it."""
    runtime, person = academy.runtime, academy.person(email)
    rows = [Row("0:01", "0:03", said, "A heading"), Row("0:04", "0:09", "And so on.")]
    captions, chapters = to_vtt(rows), to_vtt([Row("0:00", "0:09", said)])
    with runtime.database.writing() as db:
        new = NewItem(title, "About it.", "en", "support", "everyone")
        translation = start_video(db, runtime, new, by=person)
        db.flush()
        current = current_revision(db, translation)
        assert current is not None
        film = {"source_url": "https://vimeo.com/1", "captions_vtt": captions}
        text = {**film, "chapters_vtt": chapters, **changed}
        change_draft(db, runtime, current, text, by=person)
        ready = get_ready(db, current, person)
        publish(db, runtime, translation, ready, Terms(Significance.CONTENT), person)
        return translation.id


def test_a_film_is_sent_captioned_beside_the_player_and_found_at_its_second(
    visit: Visits, academy: Academy, film: Path
) -> None:
    visitor = visit(academy.add(Role.EDITOR))
    page = visitor.open("/content/videos")
    page.get_by_label("Title").fill("Feed the bilby")
    page.get_by_label("Summary").fill("What it eats, and when.")
    visitor.press("Start video")
    page.get_by_label("Summary").fill("What it eats, and when in the night.")
    visitor.press("Save draft and look in the media library")
    page.get_by_label("Picture or video").set_input_files(film)
    visitor.press("Add")
    expect(page.locator("#film option:checked")).to_have_text("feeding.webm")
    expect(page.get_by_label("Summary")).to_have_value("What it eats, and when in the night.")

    visitor.press("Captions and transcript")
    page.locator("#start-1").fill("1")
    page.locator("#end-1").fill("9")
    page.locator("#heading-1").fill("Food")
    page.locator("#text-1").fill("It eats seeds. At dusk it digs for grubs.")
    page.locator("video").evaluate(
        "v => new Promise(go => { v.onseeked = go; v.currentTime = 5; })"
    )
    page.locator("#text-1").evaluate("t => t.setSelectionRange(14, 14)")
    page.locator("#text-1").press("Control+Enter")
    expect(page.locator("#text-2")).to_be_focused()
    expect(page.locator("#text-2")).to_have_value("At dusk it digs for grubs.")
    expect(page.locator("#start-2")).to_have_value("00:00:05.000")
    page.locator("#heading-2").fill("Dusk")
    page.locator("#text-2").press("Control+ArrowDown")
    page.locator("#text-3").press("Control+Delete")
    visitor.press("Save draft")
    expect(page.locator("#end-1")).to_have_value("00:00:05.000")
    visitor.press("Chapters", role="link")
    visitor.press("Propose chapters from the transcript’s headings", role="link")
    expect(page.locator("#text-2")).to_have_value("Dusk")
    visitor.press("Save draft")
    visitor.press("Continue to publish", role="link")
    expect(page.get_by_role("main")).to_contain_text("At dusk it digs for grubs.")
    visitor.press("Publish")

    reader = visit(academy.add(Role.READER))
    catch_up(academy)
    reader.open("/search?q=bilby+grubs")
    reader.page.get_by_role("main").locator("a[href*='#t=5']").first.click()
    expect(reader.page.get_by_role("heading", name="Feed the bilby")).to_be_visible()
    reader.page.locator("video").evaluate(AT_ITS_SECOND)


def test_sending_a_film_can_be_stopped_and_what_is_refused_stays_chosen(
    visit: Visits, academy: Academy, film: Path, tmp_path: Path
) -> None:
    visitor = visit(academy.add(Role.EDITOR))
    page = visitor.open("/content/media")
    waiting = page.expect_request("**/content/media")
    page.route("**/content/media", lambda route: None, times=1)
    page.get_by_label("Picture or video").set_input_files(film)
    with waiting:
        visitor.press("Add")
    expect(page.get_by_role("progressbar")).to_be_visible()
    visitor.press("Stop sending")
    expect(page.get_by_role("alert")).to_contain_text("The file is still chosen")
    visitor.press("Add")
    expect(page.locator("#added")).to_contain_text("feeding")
    page.get_by_label("Picture or video").set_input_files(film)
    visitor.press("Add")
    expect(page.locator("#added")).to_contain_text("This file was here already")

    (tmp_path / "page.webm").write_text("<script>alert(1)</script>")
    page.get_by_label("Picture or video").set_input_files(tmp_path / "page.webm")
    page.locator("#alt").fill("Kept words")
    visitor.press("Add")
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator("#alt")).to_have_value("Kept words")
    visitor.troubles.clear()


def test_without_a_script_a_film_is_sent_captioned_and_published(
    visit: Visits, academy: Academy, film: Path
) -> None:
    visitor = visit(academy.add(Role.EDITOR), script=False)
    page = visitor.open("/content/videos")
    page.get_by_label("Title").fill("Wash the bilby")
    page.get_by_label("Summary").fill("With sand alone.")
    visitor.press("Start video")
    visitor.press("Save draft and look in the media library")
    page.get_by_label("Picture or video").set_input_files(film)
    visitor.press("Add")
    visitor.press("Captions and transcript")
    page.get_by_label("Or a file").set_input_files(
        {"name": "said.vtt", "mimeType": "text/vtt", "buffer": b"WEBVTT\n\n0 --> 1\nSand.\n"}
    )
    visitor.press("Save the WebVTT as my draft")
    expect(page.locator("#error-summary")).to_contain_text("Line 3: This cue cannot be read")
    page.get_by_role("textbox", name="WebVTT").fill("WEBVTT\n\n00:01.000 --> 00:02.000\nSand.\n")
    visitor.press("Save the WebVTT as my draft")
    visitor.press("Continue to publish", role="link")
    visitor.press("Publish")
    expect(page.get_by_role("main")).to_contain_text("Published")


def test_a_video_is_translated_in_french_by_keyboard_alone(visit: Visits, academy: Academy) -> None:
    published(academy, academy.add(Role.EDITOR), "Brush the bilby", "Take a soft brush.")
    visitor = visit(academy.add(Role.EDITOR, lang="fr"), lang="fr")
    page = visitor.open("/content?kind=video&work=needs-translation")
    keys = page.keyboard
    go_to(visitor, "Brush the bilby", most=200)
    go_to(visitor, "pas en français")
    with page.expect_navigation():
        keys.press("Enter")
    leave(visitor, "Commencer la traduction")
    go_to(visitor, "Titre")
    keys.press("Control+a")
    keys.type("Brosser le bilby")
    go_to(visitor, "Résumé")
    keys.type("Avec une brosse douce.")
    leave(visitor, "Sous-titres à côté de l’original")
    expect(page.locator("[data-original]").first).to_have_text("A heading: Take a soft brush.")
    go_to(visitor, "Texte de la ligne 1")
    keys.type("Prenez une brosse douce.")
    keys.press("Enter")
    expect(page.locator("#text-1")).to_have_value("Prenez une brosse douce.")
    leave(visitor, "Continuer vers la publication")
    leave(visitor, "Publier")
    reader = visit(academy.add(Role.READER, lang="fr"), lang="fr")
    reader.open("/videos/brush-the-bilby?lang=fr")
    expect(reader.page.locator(".cues")).to_contain_text("Prenez une brosse douce.")


def test_code_in_a_video_is_only_text_wherever_it_is_shown(visit: Visits, academy: Academy) -> None:
    editor = academy.add(Role.EDITOR)
    everything = to_vtt([Row("0:01", "0:03", f"{one} quoll", one[:80]) for one in PAYLOADS])
    changed = {"source": "\n\n".join(PAYLOADS), "chapters_vtt": everything or ""}
    planted = published(academy, editor, f"Quoll {PAYLOADS[0]}"[:200], PAYLOADS[1], **changed)
    path = f"/content/videos/{planted}"
    visitor = visit(editor, bypass_csp=True)
    page = visitor.open(f"{path}/captions")
    page.get_by_role("textbox", name="WebVTT").fill(everything or "")
    visitor.press("Save the WebVTT as my draft")

    assert_only_text(visitor, path, f"{path}?view=preview", f"{path}/captions", f"{path}/chapters")
    assert_only_text(visitor, f"{path}/chapters?propose=true", f"{path}/publication")
    page.get_by_role("button", name="Publish", exact=True).click()
    with academy.runtime.database.reading() as db:
        named = select(Translation.slug).filter_by(id=planted, kind=Kind.VIDEO)
        slug = db.scalars(named).one()
    assert_only_text(visitor, f"{path}/comparison?a=2&b=3", "/content", "/content/videos")
    assert_only_text(visitor, f"/videos/{slug}?lang=en", "/search?q=quoll", "/topics/support")
