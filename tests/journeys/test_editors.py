"""Editors through a whole text: pictures, links that last, two at once, languages, the archive."""

import base64
import io
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from portal.accounts.policy import Role
from portal.content.models import Translation
from tests.journeys.academy import Academy
from tests.journeys.test_articles import begin, enter, go_to, leave
from tests.journeys.test_every_page import EVERY_RULE, axe_core, broken
from tests.journeys.visiting import Visitor, Visits

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").expect

pytestmark = pytest.mark.browser

HOLD = """(words) => { const bytes = Uint8Array.from(atob(words), (sign) => sign.charCodeAt(0));
  window.held = new DataTransfer();
  held.items.add(new File([bytes], "menu.png", { type: "image/png" })); }"""
PASTE = """() => document.activeElement.dispatchEvent(
  new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }))"""
DROP = """() => ["dragover", "drop"].map((kind) => document.activeElement.dispatchEvent(
  new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true })))"""


def hold_picture(visitor: Visitor, colour: str) -> None:
    """Take a picture into the hand, to be pasted or dropped."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    visitor.page.evaluate(HOLD, base64.b64encode(file.getvalue()).decode())


def source_of(page: Any) -> str:
    return str(page.locator("#source").input_value())


def slug_of(academy: Academy, article: UUID) -> str:
    with academy.runtime.database.reading() as db:
        return db.get_one(Translation, article).slug


def test_pictures_are_pasted_and_dropped_by_keyboard_and_steps_go_on_by_themselves(
    visit: Visits, academy: Academy
) -> None:
    editor = academy.add(Role.EDITOR)
    visitor = visit(editor)
    page = visitor.open(f"/content/articles/{begin(academy, editor, 'Draw the numbat')}")
    keys = page.keyboard
    go_to(visitor, "Text (Markdown)")
    keys.press("Control+A")
    keys.press("Delete")
    keys.type("1. Open the menu ")
    hold_picture(visitor, "teal")
    page.evaluate(PASTE)
    keys.press("Enter")  # without a word nothing is added
    expect(page.locator("#ask-picture")).to_be_visible()
    page.evaluate(axe_core.Axe().axe_script)
    assert not list(broken(page, EVERY_RULE))
    keys.type("The menu, open")
    keys.press("Enter")
    expect(page.locator("#preview img")).to_have_attribute("alt", "The menu, open")
    keys.type("\nChoose it\n\nDone. ")
    hold_picture(visitor, "brown")
    assert page.evaluate(DROP) == [False, False], "the page takes the picture, not the browser"
    enter(visitor, "It is decorative")
    expect(page.locator("#preview img")).to_have_count(2)

    lines = source_of(page).splitlines()
    assert lines[0].startswith("1. Open the menu ![The menu, open](media/menu")
    assert lines[1:3] == ["2. Choose it", ""]
    assert lines[3].startswith("Done. ![](media/menu")
    keys.press("Control+z")
    assert source_of(page).endswith("Done. ")
    keys.press("Control+Shift+z")
    expect(page.locator("#saved")).to_contain_text("Your draft, saved")
    expect(page.locator("#checklist")).to_contain_text("Descriptions of pictures")
    expect(page.locator("#checklist")).not_to_contain_text("has no description")


def test_the_checklist_leads_to_the_line_and_a_link_by_search_outlives_a_new_name(
    visit: Visits, academy: Academy
) -> None:
    editor = academy.add(Role.EDITOR)
    other = begin(academy, editor, "Groom a numbat")
    article = begin(academy, editor, "Brush a numbat", source="Brush.\n\n[gone](nowhere.md)\n")
    visitor = visit(editor)
    page = visitor.open(f"/content/articles/{article}")
    enter(visitor, "Line 3")
    assert page.evaluate("getSelection().toString()") == "[gone](nowhere.md)"
    page.keyboard.press("Delete")
    expect(page.locator("#checklist")).not_to_contain_text("leads nowhere")
    enter(visitor, "Link to another text")
    go_to(visitor, "Words of its title")
    page.keyboard.type("groom numbat")
    expect(page.locator("#links code")).to_be_visible()
    enter(visitor, "Put the link into the text")
    assert f"[Groom a numbat](academy:{page_item(academy, other)})" in source_of(page)
    expect(page.locator("#saved")).to_contain_text("Your draft, saved")
    leave(visitor, "Continue to publish")
    leave(visitor, "Publish")

    visitor.open(f"/content/articles/{other}/place")
    go_to(visitor, "Name in the address")
    page.keyboard.press("Control+A")
    page.keyboard.type("care-for-a-numbat")
    leave(visitor, "Save")
    reader = visit(academy.add(Role.READER))
    reader.open(f"/articles/{slug_of(academy, article)}")
    leave(reader, "Groom a numbat")
    assert reader.path == "/articles/care-for-a-numbat"
    reader.open("/articles/groom-a-numbat")
    assert reader.path == "/articles/care-for-a-numbat"


def page_item(academy: Academy, article: UUID) -> UUID:
    with academy.runtime.database.reading() as db:
        return db.get_one(Translation, article).item_id


def test_two_editors_at_once_are_told_early_and_both_texts_stay(
    visit: Visits, academy: Academy
) -> None:
    first, second = (academy.add(Role.EDITOR, name=name) for name in ("Iris Blom", "Otto Falk"))
    article = f"/content/articles/{begin(academy, first, 'Name a numbat', source='Ask it.')}"
    iris, otto = visit(first), visit(second)
    iris.open(article)
    write_at_end(iris, " Kindly.")
    otto.open(article)
    expect(otto.page.locator("#saved")).to_contain_text("Iris Blom has a draft of this since")
    write_at_end(otto, " Twice.")
    for name in ("Continue to publish", "Publish"):
        leave(iris, name)
    leave(otto, "Continue to publish")
    leave(otto, "Publish")

    assert otto.status == 409
    said = otto.page.get_by_role("main")
    expect(said).to_contain_text("Iris Blom changed what readers get")
    expect(said).to_contain_text("Ask it. Kindly.")
    assert source_of(otto.page) == "Ask it. Twice."
    write_at_end(otto, " Kindly.", is_kept=False)
    for name in ("Keep this text as my draft", "Continue to publish", "Publish", "History"):
        leave(otto, name)
    for words in ("Iris Blom", "Otto Falk"):
        expect(otto.page.get_by_role("main")).to_contain_text(words)
    reader = visit(academy.add(Role.READER))
    expect(reader.open("/articles/name-a-numbat").get_by_role("main")).to_contain_text(
        "Ask it. Twice. Kindly."
    )


def write_at_end(visitor: Visitor, words: str, *, is_kept: bool = True) -> None:
    go_to(visitor, "Text (Markdown)")
    visitor.page.keyboard.press("Control+End")
    visitor.page.keyboard.type(words)
    if is_kept:
        expect(visitor.page.locator("#saved")).to_contain_text("Your draft, saved")


def test_sans_script_une_traduction_est_depassee_par_un_changement_et_non_par_une_faute(
    visit: Visits, academy: Academy
) -> None:
    inès = academy.add(Role.EDITOR, lang="fr", name="Inès Aubert")
    article = begin(academy, inès, "Feed numbats", source="Termites at noon.")
    reader = visit(academy.add(Role.READER, lang="fr"), lang="fr", script=False)
    said = reader.open("/articles/feed-numbats").get_by_role("main")
    expect(said).to_contain_text("pas encore en français")
    visitor = visit(inès, lang="fr", script=False)
    page = visitor.open("/content?work=needs-translation&q=feed+numbats")
    leave(visitor, "pas en français")
    leave(visitor, "Commencer la traduction")
    fill(page, Titre="Nourrir les numbats", Résumé="Des termites, à midi.")
    page.get_by_label("Texte (Markdown)").fill("Des termites à midi.")
    visitor.press("Enregistrer le brouillon")
    expect(page.get_by_role("region", name="Texte de l’original")).to_contain_text("Termites")
    visitor.press("Continuer vers la publication")
    visitor.press("Publier")

    for amount, source, is_outdated in (
        ("Fautes de frappe", "Termites, at noon.", False),
        ("Majeur", "Termites, at midnight.", True),
    ):
        visitor.open(f"/content/articles/{article}")
        page.get_by_label("Texte (Markdown)").fill(source)
        visitor.press("Continuer vers la publication")
        page.get_by_label(amount).check()
        visitor.press("Publier")
        page = visitor.open("/content?work=outdated&q=nourrir")
        expect(page.get_by_role("link", name="Nourrir les numbats", exact=True)).to_have_count(
            int(is_outdated)
        )
    page.get_by_role("link", name="Obsolète, beaucoup a changé").first.click()
    expect(page.locator("del", has_text="noon")).to_be_visible()
    expect(page.locator("ins", has_text="midnight")).to_be_visible()
    said = reader.open("/articles/feed-numbats").get_by_role("main")
    expect(said).to_contain_text("Des termites à midi.")
    expect(said).to_contain_text("La version anglaise a changé")


def fill(page: Any, **words: str) -> None:
    for label, text in words.items():
        page.get_by_label(label, exact=True).fill(text)


def test_without_a_script_a_text_gets_its_time_is_approved_and_gives_way_to_another(
    visit: Visits, academy: Academy
) -> None:
    editor = academy.add(Role.EDITOR, name="Ada Wren")
    old, new = (begin(academy, editor, title) for title in ("Weigh a numbat", "Measure numbats"))
    visitor = visit(editor, script=False)
    page = visitor.open(f"/content/articles/{old}")
    page.get_by_label("Text (Markdown)").fill("On Monday.")
    visitor.press("Continue to publish")
    page.get_by_label("Publish at").fill("2001-01-01T09:00")
    visitor.press("Publish")
    assert visitor.status == 422
    page.get_by_label("Publish at").fill("2099-01-01T09:00")
    visitor.press("Publish")
    expect(page.get_by_role("main")).to_contain_text("Scheduled")
    reviewer = visit(academy.add(Role.EDITOR, name="Bo Lind"), script=False)
    waiting = reviewer.open(f"/content/articles/{old}/review")
    waiting.get_by_label("Why it goes back").fill("Say which scales.")
    reviewer.press("Give it back to its writer")
    page = visitor.open(f"/content/articles/{old}")
    expect(page.get_by_role("main")).to_contain_text("Say which scales.")
    expect(page.get_by_label("Text (Markdown)")).to_have_value("On Monday.")

    visitor.press("Take off the shelf", role="link")
    page.get_by_role("main").get_by_role("searchbox").fill("measure numbats")
    page.get_by_role("main").get_by_role("searchbox").press("Enter")
    page.get_by_label("Measure numbats").check()
    visitor.press("Archive")
    reader = visit(academy.add(Role.READER))
    expect(reader.open("/articles/weigh-a-numbat").get_by_role("main")).to_contain_text(
        "Measure numbats"
    )
    assert slug_of(academy, new) == "measure-numbats"
