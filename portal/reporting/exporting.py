"""The ledger as a file that a stranger can recompute: one JSON object on each line.

The first line says by which rules, the last which figures; between them stands one row for each
enquiry. Words are written as keyed hashes with a key of this file: they can be compared, not read.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from sqlalchemy.orm import Session

from portal.reporting.ledger import LedgerLine, every_row, under_way
from portal.reporting.policy import Figures, percent
from portal.runtime import Runtime

FORMAT = 2
FORMULA = {
    "headline": "solved / (solved + raised)",
    "at_least": "solved / (solved + reversed + raised + joined + unknown)",
    "at_most": "(solved + unknown) / (solved + reversed + raised + joined + unknown)",
    "self_service_score": "helped_themselves / raised",
}


def export_lines(db: Session, runtime: Runtime, progress: Callable[[int], None]) -> Iterator[str]:
    """Yield the lines of the file; `progress` is told how many rows are done."""
    now = runtime.now()
    yield _line(_head(runtime, now, under_way(db)))
    hashed, totals, done = _hasher(runtime.new_secret()), Totals(), 0
    for part in every_row(db):
        for row in part:
            totals.add(row[0].week_on, row[0].outcome, row[0].readings > 0, row[0].self_solved)
            yield _line(_row(row, hashed))
        done += len(part)
        progress(done)
    yield _line(totals.as_facts())


class Totals:
    """Counts rows by week, as they come."""

    def __init__(self) -> None:
        self.counts: dict[tuple[date, str, bool, bool], int] = {}

    def add(self, week_on: date, outcome: str, has_read: bool, self_solved: bool) -> None:
        key = week_on, outcome, has_read, self_solved
        self.counts[key] = self.counts.get(key, 0) + 1

    def take(self, facts: Mapping[str, Any]) -> None:
        """Count a row as it stands in a file."""
        began_on = date.fromisoformat(facts["began_on"])
        week_on = began_on - timedelta(days=began_on.weekday())
        alone = facts.get("self_solved", False)
        self.add(week_on, facts["outcome"], facts["readings"] > 0, alone)

    def weeks(self) -> Mapping[date, Figures]:
        weeks: dict[date, Figures] = {}
        for (week_on, outcome, has_read, alone), count in sorted(self.counts.items()):
            more = Figures.of(
                outcome, count, with_readings=count * has_read, self_solved=count * alone
            )
            weeks[week_on] = weeks.get(week_on, Figures()) + more
        return weeks

    def as_facts(self) -> Mapping[str, Any]:
        weeks = self.weeks()
        return {
            "figures": figures_as_facts(sum(weeks.values(), Figures())),
            "weeks": {week.isoformat(): asdict(figures) for week, figures in weeks.items()},
        }


def figures_as_facts(figures: Figures) -> Mapping[str, Any]:
    """Return the counts, and each share in per cent with one decimal, cut."""
    shares = {name: percent(getattr(figures, name)) for name in FORMULA}
    return {**asdict(figures), **{name: _written(share) for name, share in shares.items()}}


def _written(value: object) -> str | None:
    return None if value is None else str(value)


def _head(runtime: Runtime, now: datetime, waiting: int) -> Mapping[str, Any]:
    return {
        "ledger": FORMAT,
        "made_at": now.isoformat(),
        "reversed_within_days": runtime.settings.reversed_within_days,
        "under_way": waiting,
        "formula": FORMULA,
    }


def _row(line: LedgerLine, hashed: Callable[[str], str]) -> Mapping[str, Any]:
    row, about, reference = line
    facts: dict[str, Any] = {
        "enquiry": row.enquiry_id.hex,
        "person": row.person_id.hex,
        "organisation": row.organisation_id.hex,
        "began_on": row.began_on.isoformat(),
        "ended_at": row.ended_at.isoformat(),
        "tier": row.tier,
        "topic": row.topic,
        "lang": row.lang,
        "outcome": row.outcome,
        "readings": row.readings,
    }
    if about is not None:
        facts["words"] = sorted(hashed(word) for word in about.words.split())
        facts["items"] = about.items.split()
    if row.self_solved:
        facts["self_solved"] = True
    if row.reversed_by_id is not None:
        facts |= {"reversed_by": row.reversed_by_id.hex, "reversed_why": row.reversed_why}
    return facts | ({"ticket": reference} if reference else {})


def _hasher(key: str) -> Callable[[str], str]:
    @lru_cache(maxsize=100_000)
    def hashed(word: str) -> str:
        return blake2b(word.encode(), digest_size=6, key=key.encode()[:64]).hexdigest()

    return hashed


def _line(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, separators=(",", ":"), ensure_ascii=False) + "\n"
