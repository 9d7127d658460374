"""Editors at work with nothing but a keyboard: writing, reviewing, comparing, linking."""

from uuid import UUID

import pytest

from portal.accounts.policy import Role
from portal.content.models import Translation
from portal.content.policy import Kind, Significance
from portal.content.revising import Saved, current_revision
from portal.editing.item_text import ItemText, revise_text
from portal.editing.publishing import Terms, get_ready, publish
from portal.editing.starting import NewItem, start_item
from portal.editing.typesetting import typeset
from tests.content.payloads import PAYLOADS
from tests.journeys.academy import Academy
from tests.journeys.catching_up import catch_up
from tests.journeys.test_every_page import WIDER_THAN_THE_WINDOW
from tests.journeys.test_planted_code import assert_only_text
from tests.journeys.visiting import Visitor, Visits

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").expect

pytestmark = pytest.mark.browser


def begin(
    academy: Academy,
    email: str,
    title: str,
    *,
    lang: str = "en",
    summary: str = "About it.",
    source: str = "Termites.",
) -> UUID:
    """Publish an article; return the id by which its editors know it."""
    runtime, person = academy.runtime, academy.person(email)
    text = ItemText(title, summary, [title[:50]], source, summary[:300])
    with runtime.database.writing() as db:
        new = NewItem(title, summary, lang, "support", "everyone")
        translation = start_item(db, runtime, Kind.ARTICLE, new, by=person)
        page = typeset(db, translation, source)
        revise_text(db, runtime, translation, text, page, Saved(person.id))
        current = current_revision(db, translation)
        assert current is not None
        ready = get_ready(db, current, person)
        publish(db, runtime, translation, ready, Terms(Significance.CONTENT), person)
        return translation.id


def go_to(visitor: Visitor, name: str, *, most: int = 60) -> None:
    """Press Tab until the control with that name has the focus."""
    named = """() => { const e = document.activeElement, l = e.labels && e.labels[0];
      return (e.getAttribute('aria-label') || (l || e).textContent).trim(); }"""
    for _ in range(most):
        if visitor.page.evaluate(named).startswith(name):
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {name}")


def enter(visitor: Visitor, name: str) -> None:
    go_to(visitor, name)
    visitor.page.keyboard.press("Enter")


def leave(visitor: Visitor, name: str) -> None:
    """Press what leads to another page, and wait for that page."""
    go_to(visitor, name)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")


def test_an_article_is_written_published_and_found_by_keyboard_alone(
    visit: Visits, academy: Academy
) -> None:
    visitor = visit(academy.add(Role.EDITOR))
    page = visitor.open("/content")
    keys = page.keyboard
    leave(visitor, "New article")
    go_to(visitor, "Title")
    keys.type("Feed the numbat")
    go_to(visitor, "Summary")
    keys.type("Termites, and when.")
    leave(visitor, "Start writing")
    enter(visitor, "Heading")
    keys.type("When")
    keys.press("End")
    keys.type("\n\nAt ")
    keys.press("Control+b")
    keys.type("noon")
    keys.press("End")
    keys.type(".")
    expect(page.locator("#preview h2").last).to_have_text("When")
    expect(page.locator("#preview strong")).to_have_text("noon")
    expect(page.locator("#saved")).to_contain_text("Your draft, saved")
    page.reload()
    expect(page.get_by_label("Text (Markdown)")).to_have_value("## When\n\nAt **noon**.")

    leave(visitor, "Continue to publish")
    go_to(visitor, "Why")
    keys.type("Asked for")
    leave(visitor, "Publish")
    expect(page.get_by_role("main")).to_contain_text("Asked for")
    reader = visit(academy.add(Role.READER))
    catch_up(academy)
    reader.open("/search?q=numbat")
    expect(reader.page.get_by_role("link", name="Feed the numbat")).to_be_visible()


def test_a_link_to_another_text_is_found_and_put_in_by_keyboard(
    visit: Visits, academy: Academy
) -> None:
    editor = academy.add(Role.EDITOR)
    visitor = visit(editor)
    page = visitor.open(f"/content/articles/{begin(academy, editor, 'Where numbats live')}")
    enter(visitor, "Link to another text")
    go_to(visitor, "Words of its title")
    page.keyboard.type("allow simulated google")
    expect(page.locator("#links code")).to_be_visible()
    enter(visitor, "Put the link into the text")

    expect(page.locator("#preview a")).to_have_text(
        "Allow simulated phishing mail in Google Workspace"
    )
    expect(page.locator("#saved")).to_contain_text("Your draft, saved")
    page.locator("#preview a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/allow-simulated-phishing-in-google-workspace")


def test_deux_personnes_ecrivent_relisent_et_comparent_au_clavier(
    visit: Visits, academy: Academy
) -> None:
    inès = academy.add(Role.EDITOR, lang="fr", name="Inès Aubert")
    article = begin(academy, inès, "Nourrir le numbat", lang="fr")
    visitor = visit(inès, lang="fr")
    page = visitor.open(f"/content/articles/{article}")
    go_to(visitor, "Texte (Markdown)")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Et le soir.")
    expect(page.locator("#saved")).to_contain_text("Votre brouillon, enregistré")
    other = visit(academy.add(Role.EDITOR, lang="fr", name="Noé Vidal"), lang="fr")
    expect(other.open(f"/content/articles/{article}").locator("#saved")).to_contain_text(
        "Inès Aubert a un brouillon de ce texte depuis"
    )

    leave(visitor, "Continuer vers la publication")
    expect(page.locator("ins")).to_contain_text("Et le soir.")
    leave(visitor, "Envoyer en relecture")
    other.open(f"/content/articles/{article}/review")
    leave(other, "Approuver")
    expect(other.page.get_by_role("main")).to_contain_text("Approuvé")
    leave(other, "Publier")
    leave(other, "Historique")
    leave(other, "Rétablir la révision 1")
    expect(other.page.get_by_label("Pourquoi")).to_have_value("Rétablit la révision 1")
    expect(other.page.locator("del")).to_contain_text("Et le soir.")


def test_code_in_an_article_is_only_text_wherever_it_is_shown(
    visit: Visits, academy: Academy
) -> None:
    editor = academy.add(Role.EDITOR)
    for number in range(0, len(PAYLOADS), 4):
        planted = " ".join(PAYLOADS[number : number + 4])
        begin(academy, editor, f"Numbat {planted}"[:200], summary=planted[:500], source=planted)
    everything = "\n\n".join(PAYLOADS)
    article = begin(academy, editor, PAYLOADS[0], source=everything)
    path = f"/content/articles/{article}"
    visitor = visit(editor, bypass_csp=True)
    page = visitor.open(path)
    page.get_by_label("Text (Markdown)").fill(everything + "\n\nOnce more.")
    expect(page.locator("#saved")).to_contain_text("Your draft, saved")
    expect(page.locator("#preview")).to_contain_text("Once more.")

    assert_only_text(visitor)
    assert_only_text(visitor, f"{path}?view=preview", f"{path}/publication", f"{path}/history")
    assert_only_text(visitor, "/content", "/topics/support", "/search?q=numbat")
    assert_only_text(visitor, "/content/links?q=numbat", f"{path}/archive?q=numbat")
    page.emulate_media(media="print")
    with academy.runtime.database.reading() as db:
        slug = db.get_one(Translation, article).slug
    assert_only_text(visitor, f"/articles/{slug}?lang=en")
    shown = page.locator(".prose").first.text_content() or ""
    assert shown.count("window.__pwned=1") > 60

    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 360, "height": 900})
    for wide in ("/", "/content", "/topics/support"):
        visitor.open(wide)
        assert page.locator("html").evaluate(WIDER_THAN_THE_WINDOW) == [], wide
