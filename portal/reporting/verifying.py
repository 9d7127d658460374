"""Recomputing an exported ledger from its rows alone, without the Academy it came from."""

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from portal.errors import Invalid
from portal.reporting.exporting import FORMAT, Totals
from portal.reporting.policy import Matter, Outcome, is_in_time, same_matter

MOST_FAULTS = 20
FILTERS = frozenset({"tier", "organisation", "topic", "lang"})
SAID_SOLVED = frozenset({Outcome.SOLVED, Outcome.REVERSED})


@dataclass(frozen=True, slots=True)
class Judged:
    """A solved or raised row as the file holds it."""

    enquiry: str
    ended_at: datetime
    matter: Matter
    reversed_by: str | None


@dataclass
class Verdict:
    """What came of it: the figures recomputed, and every difference to what the file says."""

    rows: int = 0
    figures: Mapping[str, Any] = field(default_factory=dict)
    part: Mapping[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def blame(self, sentence: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(sentence)


Part = Callable[[Mapping[str, Any]], bool]


def part_of(only: Iterable[str]) -> Part:
    """Return whether a row belongs to a part such as from=2026-09-01, tier=enhanced."""
    wanted = dict(each.split("=", 1) for each in only if "=" in each)
    first, last = wanted.pop("from", ""), wanted.pop("to", "9999")
    unknown = wanted.keys() - FILTERS
    if unknown:
        raise Invalid("A ledger has no %(names)s.", names=", ".join(sorted(unknown)))

    def is_part(facts: Mapping[str, Any]) -> bool:
        is_in = first <= facts["began_on"] <= last
        return is_in and all(facts[name] == value for name, value in wanted.items())

    return is_part


def verify_lines(lines: Iterable[str], is_part: Part = lambda facts: True) -> Verdict:
    """Recompute reversals and all figures; raise Invalid when a line cannot be read."""
    verdict, totals, part = Verdict(), Totals(), Totals()
    within, seen = timedelta(0), set[str]()
    solved: list[Judged] = []
    raised: dict[UUID, list[Judged]] = defaultdict(list)
    said: Mapping[str, Any] | None = None
    for facts in _facts(lines):
        if "ledger" in facts:
            within = _within(facts)
        elif "figures" in facts:
            said = facts
        else:
            _take(facts, verdict, totals, seen, solved, raised)
            if is_part(facts):
                part.take(facts)
    _check_reversals(solved, raised, within, verdict)
    _check_figures(said, totals, verdict)
    verdict.part = part.as_facts()["figures"]
    return verdict


def _take(
    facts: Mapping[str, Any],
    verdict: Verdict,
    totals: Totals,
    seen: set[str],
    solved: list[Judged],
    raised: dict[UUID, list[Judged]],
) -> None:
    verdict.rows += 1
    enquiry, outcome = facts["enquiry"], Outcome(facts["outcome"])
    if enquiry in seen:
        verdict.blame(f"The enquiry {enquiry} stands in the file twice.")
    seen.add(enquiry)
    totals.take(facts)
    if (outcome == Outcome.REVERSED) != ("reversed_by" in facts):
        verdict.blame(f"The enquiry {enquiry} is {outcome} and names what reversed it, or neither.")
    if outcome in SAID_SOLVED:
        solved.append(_judged(facts))
    elif outcome == Outcome.RAISED:
        row = _judged(facts)
        for whose in {row.matter.person_id, row.matter.organisation_id}:
            raised[whose].append(row)


def _judged(facts: Mapping[str, Any]) -> Judged:
    matter = Matter(
        UUID(facts["person"]),
        UUID(facts["organisation"]),
        frozenset(map(sys.intern, facts["words"])),
        frozenset(map(sys.intern, facts["items"])),
        sys.intern(facts["topic"]),
    )
    at = datetime.fromisoformat(facts["ended_at"])
    return Judged(facts["enquiry"], at, matter, facts.get("reversed_by"))


def _check_reversals(
    solved: Iterable[Judged],
    raised: Mapping[UUID, list[Judged]],
    within: timedelta,
    verdict: Verdict,
) -> None:
    for rows in raised.values():
        rows.sort(key=lambda row: (row.ended_at, row.enquiry))
    for row in solved:
        found = _first_reversal(row, raised, within)
        if found != row.reversed_by:
            verdict.blame(
                f"The enquiry {row.enquiry} is reversed by {found or 'nothing'}, "
                f"the file says {row.reversed_by or 'nothing'}."
            )


def _first_reversal(
    row: Judged, raised: Mapping[UUID, list[Judged]], within: timedelta
) -> str | None:
    whose = row.matter.person_id, row.matter.organisation_id
    candidates = [
        (request.ended_at, request.enquiry)
        for each in whose
        for request in raised.get(each, ())
        if is_in_time(row.ended_at, request.ended_at, within=within)
        and same_matter(row.matter, request.matter)
    ]
    return min(candidates)[1] if candidates else None


def _check_figures(said: Mapping[str, Any] | None, totals: Totals, verdict: Verdict) -> None:
    counted = totals.as_facts()
    verdict.figures = counted["figures"]
    if said is None:
        verdict.blame("The file ends without its figures: it is not whole.")
        return
    for name, value in counted["figures"].items():
        if said["figures"].get(name) != value:
            verdict.blame(
                f"{name}: the rows give {value}, the file says {said['figures'].get(name)}."
            )
    if said["weeks"] != counted["weeks"]:
        verdict.blame("The weeks do not add up from the rows.")


def _within(facts: Mapping[str, Any]) -> timedelta:
    if facts["ledger"] != FORMAT:
        raise Invalid("This ledger has another format.")
    return timedelta(days=facts["reversed_within_days"])


def _facts(lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(lines, start=1):
        try:
            facts = json.loads(line)
            assert isinstance(facts, dict)
        except (ValueError, AssertionError) as error:
            raise Invalid("Line %(number)s is not a row of a ledger.", number=number) from error
        yield facts
