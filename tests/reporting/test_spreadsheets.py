"""No exported cell can be taken for a formula, and none is lost (RELIABILITY F5)."""

import csv
import re
from io import StringIO

import pytest

from portal.reporting.spreadsheets import Sheet, as_csv, original

PAYLOADS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    '=WEBSERVICE("http://evil.example")',
    '=IMPORTXML("http://evil.example","//a")',
    '=DDE("cmd";"/C calc";"x")',
    "=SUM(A1:A9)",
    "= 1+1",
    "==1",
    "+1+1",
    "+cmd|' /C calc'!A0",
    "++1",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "--1",
    "@SUM(1+1)",
    "@A1",
    "%0A=1+1",
    "|calc",
    "|'cmd'!A0",
    "\t=1+1",
    "\t@A1",
    "\r=1+1",
    "\n=1+1",
    "\r\n=1+1",
    " =1+1",
    "  +1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\u200e=1+1",
    "\u202e=1+1",
    "\x00=1+1",
    "\x0b=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "﹦1+1",
    "﹣1",
    "'=1+1",
    "''",
    "a;=1+1",
    "a; =1+1;+1",
    "a;＝1+1",
    "a;'=1+1; 'b'",
    "=1;=2",
    "a\n=1+1",
    "a\r\n@A1",
]
HARMLESS = [
    "Ann",
    "a=b",
    "1-2",
    "l'accès",
    "«\u00a0oui\u00a0»",
    "P1",
    "",
    "élan",
    "5 %",
    "x|y",
    "a; b",
]
STARTS = tuple("=+-@|%\t\r\n＝＋－＠﹦﹣")


def cell_of(text: str) -> str:
    written = as_csv(Sheet("x", ["Title"], [(text,)]), str)
    _, row = csv.reader(StringIO(written, newline=""))
    return row[0]


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_what_could_be_calculated_is_text(payload: str) -> None:
    cell = cell_of(payload)

    seen = "".join(sign for sign in cell if sign.isprintable()).strip()
    assert not seen.startswith(STARTS)
    assert not cell.startswith(STARTS)
    assert not any(piece.strip().startswith(STARTS) for piece in re.split(r"[;\r\n]", cell))
    assert original(cell) == payload


@pytest.mark.parametrize("text", HARMLESS, ids=ascii)
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert cell_of(text) == text


def test_numbers_stay_numbers() -> None:
    written = as_csv(Sheet("x", ["-n"], [(-3,), (None,)]), str)

    assert written.splitlines() == ["'-n", "-3", '""']
