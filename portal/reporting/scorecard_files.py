"""A scorecard as a table for spreadsheets: one figure on each row."""

from collections.abc import Iterator, Mapping

from portal.reporting.scorecard import Scorecard
from portal.reporting.sheets import COUNTED, HEADLINE, IN_TIME, counts, kept_share
from portal.reporting.spreadsheets import Cell, Say, Sheet, share_cell
from portal.reporting.statement_files import CLASS_NAMES
from portal.words import N_

HEADS = N_("Part"), N_("What is counted"), N_("Number")
Row = tuple[Cell, ...]


def as_sheet(card: Scorecard, name: str, titles: Mapping[str, str], say: Say) -> Sheet:
    """Return what the page says; `titles` are those of the topics."""
    rows = [
        *_ended(card, say),
        *_answered(card, say),
        *((say(N_("What requests were about")), titles.get(t, t), n) for t, n in card.topics),
        *((say(N_("Searches that fail")), one.terms, one.failed) for one in card.failing),
        *_waiting(card, say),
    ]
    return Sheet(f"scorecard-{name}", HEADS, rows)


def _ended(card: Scorecard, say: Say) -> Iterator[Row]:
    part, figures = say(N_("How enquiries ended")), card.figures
    yield part, say(N_("People who came")), card.people_who_came
    yield part, say(N_("Came to ask")), figures.asked
    for outcome, words in CLASS_NAMES.items():
        yield part, say(words), getattr(figures, outcome)
    yield part, say(HEADLINE), share_cell(figures.headline, figures.are_too_few, say)


def _answered(card: Scorecard, say: Say) -> Iterator[Row]:
    part = say(N_("Answers in time"))
    for words, count in zip(COUNTED.values(), counts(card.kept), strict=True):
        yield part, say(words), count
    yield part, say(IN_TIME), kept_share(card.kept, say)


def _waiting(card: Scorecard, say: Say) -> Iterator[Row]:
    part = say(N_("Waiting for our answer now"))
    for ticket in card.waiting:
        yield part, f"{ticket.reference} {ticket.title}", 1
