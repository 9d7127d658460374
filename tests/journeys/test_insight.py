"""A manager at a real browser: filters, file, paper; and from a failing class to its gap."""

import csv
import re
from pathlib import Path

import pytest

from portal.accounts.policy import Role
from tests.journeys.academy import Academy
from tests.journeys.visiting import Visits

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").expect

pytestmark = pytest.mark.browser


def test_a_manager_filters_opens_the_file_and_prints(
    visit: Visits, academy: Academy, tmp_path: Path
) -> None:
    visitor = visit(academy.add(Role.MANAGER), color_scheme="dark")
    page = visitor.open("/insight")
    page.get_by_label("Tier").select_option(label="Enhanced support")
    visitor.press("Show")
    assert "tier=enhanced" in page.url
    expect(page.locator(".page-head .meta")).to_contain_text("Enhanced support")
    said = re.search(r"All who came to ask: (\d+)", page.locator("main").inner_text())

    with page.expect_download() as download:
        page.get_by_role("link", name="Download these figures (CSV)").first.click()
    download.value.save_as(tmp_path / "weeks.csv")
    with (tmp_path / "weeks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert said
    assert sum(int(row["Came to ask"]) for row in rows) == int(said[1])

    page.emulate_media(media="print")
    expect(page.locator("nav:visible, form.filters:visible, .actions:visible")).to_have_count(0)
    expect(page.locator("h1")).to_have_css("color", "rgb(0, 0, 0)")
    solved, sent = (page.locator(f".fill-{kind}").first for kind in ("solved", "raised"))
    fills = [each.evaluate("bar => getComputedStyle(bar).fill") for each in (solved, sent)]
    assert fills[0] != fills[1]


@pytest.mark.parametrize("script", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_failing_class_leads_to_its_gap_and_closing_it_to_before_and_after(
    visit: Visits, academy: Academy, script: bool
) -> None:
    visitor = visit(academy.add(Role.ADMIN), script=script)
    page = visitor.open("/insight")
    visitor.press("Nothing was found" if script else "Opened, did not help", role="link")
    take = page.get_by_role("button", name=re.compile("^Take it")).first
    words = take.inner_text().removeprefix("Take it").lstrip(": \n")
    take.click()
    expect(page.locator("h1")).to_contain_text(words)
    gap = visitor.path

    page.get_by_role("textbox", name="Title").fill(f"What answers {words}")
    page.get_by_role("textbox", name="Summary").fill("It is written now.")
    visitor.press("Start article")
    expect(page).to_have_url(re.compile("/content/articles/"))
    visitor.open(gap)
    page.get_by_role("radio", name="A new article or video").check()
    visitor.press("Close the gap")

    visitor.open("/insight")
    visitor.press("Closed gaps", role="link")
    mine = page.get_by_role("row", name=re.compile(f"^{re.escape(words)} A new article"))
    expect(mine).to_contain_text("Too few to compare")
    demo = page.get_by_role("row").filter(has_text="mailbox")
    before, since = demo.locator("td").all_inner_texts()[4:6]
    assert int(before) > int(since)


def test_a_manager_sets_costs_and_sees_a_range_worked_out_from_its_counts(
    visit: Visits, academy: Academy
) -> None:
    visitor = visit(academy.add(Role.MANAGER))
    page = visitor.open("/insight/costs?tier=enhanced")
    request, reading, currency = map(page.get_by_label, ("One request", "One reading", "Currency"))
    request.fill("40 pounds")
    reading.fill("0,50")
    currency.fill("eur")
    visitor.press("Save the costs")
    expect(page.get_by_role("group", name="There is a problem")).to_contain_text(
        "Write an amount such as 12.50."
    )
    kept = [each.input_value() for each in (request, reading, currency)]
    assert kept == ["40 pounds", "0,50", "eur"]

    request.fill("40")
    visitor.press("Save the costs")
    assert "tier=enhanced" in page.url
    said = page.locator("main").inner_text()
    counts = re.search(
        r"Counted are ([\d,]+) solved .*?, ([\d,]+) unknown, and ([\d,]+) read", said
    )
    assert counts
    solved, unknown, readings = (int(count.replace(",", "")) for count in counts.groups())
    ends = [solved * 40 - readings * 0.5, (solved + unknown) * 40 - readings * 0.5]
    shown = page.locator(".figures dd:not(.formula)").all_inner_texts()
    assert shown == [f"€{end:,.2f}" for end in ends]
    assert ends[0] < ends[1]
