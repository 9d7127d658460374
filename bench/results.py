"""Writes figures to RESULTS.md, each section with the command that made it."""

import sys
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


def write_section(title: str, lines: list[str]) -> str:
    """Replace a section of the results and return it."""
    given = ["COLLECTIONS", *sys.argv[2:]] if sys.argv[1:] else []
    command = " ".join(["python -m", _module(), *given])
    section = "\n".join([f"## {title}", "", f"`{command}`", "", *lines, ""])
    old = RESULTS.read_text().split("\n## ") if RESULTS.exists() else ["# Figures\n"]
    kept = [each for each in old[1:] if not each.startswith(f"{title}\n")]
    RESULTS.write_text("\n## ".join([old[0], *kept, section.removeprefix("## ")]))
    return section


def _module() -> str:
    return f"bench.{Path(sys.argv[0]).stem}"
