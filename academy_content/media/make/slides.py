"""The picture: draws every state of every slide with a headless Chromium."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
SIZE = {"width": 1280, "height": 720}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def curly(text: str) -> str:
    return text.replace("'", "’")


templates = Environment(
    loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
templates.filters["curly"] = curly


@contextmanager
def studio() -> Iterator[Page]:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        raise SystemExit("No Chromium here: install it, or name it in CHROMIUM.")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser.new_page(viewport=SIZE)
        browser.close()


def draw(page: Page, png: Path, **facts: Any) -> None:
    """Write one picture; `mark` numbers the item that is being spoken about, 0 for none."""
    style = (HERE / "slide.css").read_text(encoding="utf-8")
    page.set_content(templates.get_template("slide.html").render(style=style, **facts))
    lowest = page.evaluate("document.querySelector('main').scrollHeight")
    if lowest > SIZE["height"]:
        raise SystemExit(f"{facts['slide']['heading']}: the slide is too full ({lowest} px).")
    page.screenshot(path=str(png))
