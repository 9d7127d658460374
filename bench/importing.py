"""How quick a large folder comes in, and in how much memory: `make bench-import`.

5,000 Markdown files as MkDocs would hold them, in English and French, and with COLLECTIONS=folder
every collection in it. Each import runs in a process of its own into an empty Academy; memory is
the most that process, and the one that renders for it, ever held (VmHWM).
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from typer.testing import CliRunner

from bench.results import write_section
from portal.composing import any_runtime
from portal.content.commands import content_app
from portal.content.markdown import RENDERER
from portal.db.schema import migrate

FILES = 5_000
WORDS = ("user", "group", "course", "report", "export", "filter", "mail", "campaign", "policy")
COMMAND = "from bench.importing import one; one()"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collections", nargs="?", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        tree = Path(temporary, "docs")
        write_tree(tree)
        sources = [(f"{FILES:,} Markdown files (MkDocs)", tree)]
        if asked.collections:
            folders = sorted(Path(asked.collections).iterdir())
            sources += [(folder.name, folder) for folder in folders if folder.is_dir()]
        lines = [
            "Each into an empty Academy on SQLite, in a process of its own; memory is VmHWM.",
            "",
            "| source | result | seconds | a second | memory MB | renderer MB | again, seconds |",
            "|---|---|---|---|---|---|---|",
            *(row(name, source) for name, source in sources),
        ]
    write_section("Import", lines)


def row(name: str, source: Path) -> str:
    with tempfile.TemporaryDirectory() as data:
        first, again = measured(source, data), measured(source, data)
    rate = first["count"] / first["seconds"]
    print(name, first, again, file=sys.stderr)
    return (
        f"| {name} | {first['said']} | {first['seconds']:.1f} | {rate:.0f} "
        f"| {first['memory']} | {first['renderer']} | {again['seconds']:.1f} |"
    )


def measured(source: Path, data: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, str(source)],
        env={**os.environ, "ACADEMY_DATA_DIR": data},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def one() -> None:
    """Import what the command line names, as `academy content import` does; print the figures."""
    with any_runtime() as runtime:
        migrate(runtime.database)
    began = time.monotonic()
    answer = CliRunner().invoke(content_app(any_runtime), ["import", sys.argv[1]])
    seconds = time.monotonic() - began
    said = answer.stdout.strip()
    child = RENDERER.process_id
    figures = {
        "said": said,
        "count": sum(int(word) for word in said.replace(",", "").split() if word.isdigit()),
        "seconds": seconds,
        "memory": most_mb("self"),
        "renderer": most_mb(str(child)) if child else 0,
    }
    print(json.dumps(figures))


def most_mb(process: str) -> int:
    status = Path("/proc", process, "status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def write_tree(top: Path) -> None:
    """Write a site of 20 chapters, every tenth page also in French."""
    chance = random.Random(1)
    for number in range(FILES * 10 // 11):
        folder = top / "docs" / f"chapter-{number % 20}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"page-{number}.md").write_text(page_of(chance, number))
        if number % 10 == 0:
            (folder / f"page-{number}.fr.md").write_text(page_of(chance, number))
    (top / "mkdocs.yml").write_text("site_name: Bench\n")


def page_of(chance: random.Random, number: int) -> str:
    """Return about 3 kB: headings, paragraphs, steps, a table and a link to the page before."""
    parts = [f"# How to {' '.join(chance.choices(WORDS, k=4))} {number}"]
    for part in range(4):
        parts.append(f"## Part {part}")
        parts.append(" ".join(chance.choices(WORDS, k=80)).capitalize() + ".")
        parts.append("\n".join(f"1. Open **{word}**." for word in chance.choices(WORDS, k=4)))
    parts.append("| a | b |\n|---|---|\n| 1 | 2 |")
    if number >= 20:
        parts.append(f"See [the page before](page-{number - 20}.md).")
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
