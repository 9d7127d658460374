"""What a spreadsheet makes of our CSV: `make bench-spreadsheets` (needs LibreOffice's `soffice`).

Each payload that could be calculated is written as the pages write it, opened by LibreOffice with
formulas switched on, and read back: none may have become a formula, none may have lost a sign.
"""

import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from bench.results import write_section
from portal.reporting.spreadsheets import Cell, Sheet, as_csv, original

SIGNS = (
    "=",
    "+",
    "-",
    "@",
    "|",
    "%",
    "＝",
    "＋",
    "－",
    "＠",
    "﹦",
    "'=",
    "\t=",
    "\r=",
    "\n=",
    " =",
)
BODIES = ("1+1", 'HYPERLINK("http://evil.example","x")', "cmd|' /C calc'!A0")
WORDS = ("Müller", "élan à Besançon", "« oui »", "naïve", "5 % de plus", "x|y", "a=b", "1-2")
NUMBERS: Sequence[Cell] = (0, -3, 1_234_567, Decimal("55.0"), Decimal("99.9930"), Decimal("-0.5"))
CALCULATING = "44,34,76,1,,0,false,true,false,false,false,-1,true"
NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}


def main() -> None:
    program = shutil.which("soffice")
    if program is None:
        sys.exit("There is no soffice here; Debian calls it libreoffice-calc-nogui.")
    payloads = [sign + body for sign in SIGNS for body in BODIES]
    rows = [(one,) for one in (*payloads, *WORDS, *NUMBERS)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cells.csv"
        written = "\ufeff" + as_csv(Sheet("cells", ["Cell"], rows), str)
        file.write_text(written, encoding="utf-8", newline="")
        cells = list(opened(program, file))[1:]
    texts, numbers = cells[: len(payloads) + len(WORDS)], cells[-len(NUMBERS) :]
    formulas = sum("formula" in kinds for kinds, _ in cells)
    wanted = (*payloads, *WORDS)
    both = zip((text for _, text in texts), wanted, strict=True)
    lost = [want for text, want in both if kept(original(text)) != kept(want)]
    no_numbers = sum("float" not in kinds for kinds, _ in numbers)
    write_section(
        "Spreadsheets",
        [
            f"LibreOffice, told to calculate, opened {len(payloads)} payloads, {len(WORDS)} words",
            f"and {len(NUMBERS)} numbers. Cells that became formulas: {formulas}; texts that",
            f"came out changed: {len(lost)}; numbers that came out as text: {no_numbers}.",
        ],
    )
    sys.exit(bool(formulas or lost or no_numbers))


def kept(text: str) -> str:
    """Return the text as a cell can hold it: no other white space than blanks, none at its ends."""
    return " ".join(text.split())


def opened(program: str, file: Path) -> Iterator[tuple[set[str], str]]:
    """Yield kinds and text of the first cell of each row, as LibreOffice took it."""
    options = ["--headless", f"--infilter=CSV:{CALCULATING}", "--convert-to", "fods", "--outdir"]
    home = f"-env:UserInstallation=file://{file.parent}/home"
    command = [program, home, *options, str(file.parent), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    sheet = ET.parse(file.with_suffix(".fods"))
    for row in sheet.iterfind(".//table:table-row", NAMES):
        cell = row.find("table:table-cell", NAMES)
        if cell is not None and cell.find("text:p", NAMES) is not None:
            kinds = {cell.get(f"{{{NAMES['office']}}}value-type", "")}
            if cell.get(f"{{{NAMES['table']}}}formula"):
                kinds.add("formula")
            parts = ("".join(part.itertext()) for part in cell.iterfind("text:p", NAMES))
            yield kinds, "\n".join(parts)


if __name__ == "__main__":
    main()
