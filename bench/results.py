"""Writes figures to RESULTS.md, each section with the command that made it."""

import sys
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


def write_section(title: str, lines: list[str]) -> str:
    """Replace a section of the results and return it; words about the old figures go with them."""
    command = " ".join(["python -m", _module(), *_given()])
    section = "\n".join([title, "", f"`{command}`", "", *lines, ""])
    head, *sections = RESULTS.read_text().split("\n## ") if RESULTS.exists() else ["# Figures\n"]
    by_title = {each.partition("\n")[0]: each for each in sections} | {title: section}
    RESULTS.write_text("\n## ".join([head, *by_title.values()]))
    return f"## {section}"


def _given() -> list[str]:
    """Return the arguments, without where folders lie on this machine."""
    given = ["FOLDER" if Path(each).is_dir() else each for each in sys.argv[1:]]
    return ["COLLECTIONS", *given[1:]] if given[:1] == ["FOLDER"] else given


def _module() -> str:
    return f"bench.{Path(sys.argv[0]).stem}"
