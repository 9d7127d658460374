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
    "a;=",
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
    wanted = (*(sign + body for sign in SIGNS for body in BODIES), *WORDS)
    cells = taken_in(program, [*wanted, *NUMBERS])
    texts, numbers = cells[: len(wanted)], cells[len(wanted) :]
    formulas = sum("formula" in kinds for kinds, _ in cells)
    both = zip((text for _, text in texts), wanted, strict=True)
    lost = sum(kept(original(text)) != kept(want) for text, want in both)
    no_numbers = sum("float" not in kinds for kinds, _ in numbers)
    payloads = len(wanted) - len(WORDS)
    write_section(
        "Spreadsheets",
        [
            f"LibreOffice, told to calculate, opened {payloads} payloads, {len(WORDS)} words",
            f"and {len(NUMBERS)} numbers. Cells that became formulas: {formulas}; texts that",
            f"came out changed: {lost}; numbers that came out as text: {no_numbers}.",
        ],
    )
    sys.exit(bool(formulas or lost or no_numbers))


def taken_in(program: str, column: Sequence[Cell]) -> list[tuple[set[str], str]]:
    """Write the column as our files are written; return its cells as LibreOffice took them."""
    sheet = Sheet("cells", ["Cell"], [(one,) for one in column])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cells.csv"
        file.write_text("\ufeff" + as_csv(sheet, str), encoding="utf-8", newline="")
        return list(opened(program, file))[1:]


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
