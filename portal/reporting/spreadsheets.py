"""Tables as pages show them and as CSV: no cell can be taken for a formula, and none is lost."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import StringIO

from defusedcsv import csv
from fastapi import Response

from portal.reporting.policy import percent
from portal.words import N_

Cell = str | int | Decimal | date | datetime | None
Say = Callable[[str], str]
TOO_FEW = N_("Too few to compare")
FORMULA_SIGNS = frozenset("=+-@|%'")
# A French spreadsheet cuts at semicolons and knows our quotes only at the start of such a piece.
CUT = r"([;\r\n]\s*)"
SIGN = r"(?=['=+\-@|%＝＋－＠﹦﹣﹢｜％＇])"


@dataclass(frozen=True)
class Sheet:
    """A table with its file name; columns are sentences of the catalogue."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def share_cell(share: Fraction | None, are_too_few: bool, say: Say) -> Cell:
    """Return a share in per cent, or the words that stand for one of too few cases."""
    return say(TOO_FEW) if are_too_few else percent(share)


def as_csv(sheet: Sheet, say: Say) -> str:
    """Return the table with its heads in the reader's language."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(say(column)) for column in sheet.columns])
    writer.writerows([[_written(cell) for cell in row] for row in sheet.rows])
    return out.getvalue()


def csv_response(sheet: Sheet, say: Say) -> Response:
    return Response(
        "\ufeff" + as_csv(sheet, say),  # by this mark spreadsheets know that it is UTF-8
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{sheet.name}.csv"'},
    )


def harmless(text: str) -> str:
    """Put an apostrophe before what a spreadsheet could calculate, also in full-width signs.

    One that stands there already gets another, so that taking one away gives the text back.
    """
    text = re.sub(CUT + SIGN, r"\1'", text)
    plain = unicodedata.normalize("NFKC", text)
    seen = "".join(sign for sign in plain if sign.isprintable()).lstrip()
    is_formula = seen[:1] in FORMULA_SIGNS if seen else False
    return f"'{text}" if is_formula or not text[:1].isprintable() else text


def original(cell: str) -> str:
    """Return what `harmless` was given."""
    return re.sub(f"{CUT}'{SIGN}", r"\1", cell.removeprefix("'"))


def _written(cell: Cell) -> str | int | Decimal | None:
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else cell
