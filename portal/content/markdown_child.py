"""The process that turns Markdown into HTML; what a bomb breaks here breaks nowhere else.

One JSON line in, one JSON line out. It ends when its standard input is closed.
"""

import json
import resource
import sys
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

MEMORY_BYTES = 512 * 1024 * 1024
SECONDS_EACH = 4
LEVELS = ("h1", "h2", "h3", "h4", "h5", "h6")
BEFORE_TABLE_OF_CONTENTS = 15

EXTENSIONS = [
    "abbr",
    "admonition",
    "def_list",
    "sane_lists",
    "tables",
    "toc",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
]
SETTINGS: dict[str, dict[str, Any]] = {
    "tables": {"use_align_attribute": True},
    "toc": {"marker": ""},
    "pymdownx.highlight": {"guess_lang": False, "use_pygments": True},
}


class HeadingsFromTwo(Treeprocessor):
    """Move the headings together so that the highest is h2: h1 is the page's title."""

    def run(self, root: Element) -> None:
        headings = [element for element in root.iter() if element.tag in LEVELS]
        highest = min((LEVELS.index(element.tag) for element in headings), default=1)
        for element in headings:
            element.tag = LEVELS[min(LEVELS.index(element.tag) - highest + 1, 5)]


def new_markdown() -> Markdown:
    """Return a converter that takes HTML in the source as text."""
    converter = Markdown(extensions=EXTENSIONS, extension_configs=SETTINGS, output_format="html")
    converter.preprocessors.deregister("html_block")
    converter.inlinePatterns.deregister("html")
    converter.treeprocessors.register(
        HeadingsFromTwo(converter), "headings_from_two", BEFORE_TABLE_OF_CONTENTS
    )
    return converter


def limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_next_job() -> None:
    """Count the processor seconds of one job: without a parent to stop it, it stops itself."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(used.ru_utime + used.ru_stime) + SECONDS_EACH + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def convert(source: str) -> dict[str, str]:
    """Return the HTML, or under `fault` the name of what Markdown fell over."""
    try:
        return {"html": new_markdown().convert(source)}
    except (Exception, RecursionError, MemoryError) as error:
        return {"fault": type(error).__name__}


def main() -> None:
    limit_memory()
    convert("# Ready\n\n```text\nready\n```")
    answer({"ready": "yes"})
    for line in sys.stdin.buffer:
        limit_next_job()
        answer(convert(json.loads(line)["source"]))


def answer(words: dict[str, str]) -> None:
    sys.stdout.buffer.write(json.dumps(words).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
