"""Every table of the insight pages, by the name its CSV has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.gate.policy import UnlockedBy, WhyDismissed
from portal.reporting.answering import Kept, answers_kept
from portal.reporting.diagnoses import MENDED_BY, NAMES, diagnoses
from portal.reporting.failing import Failing, failing
from portal.reporting.filters import Filters
from portal.reporting.gate_health import GateHealth, gate_health
from portal.reporting.items import ItemFigures, items, most_read_before_a_request, that_solved
from portal.reporting.ledger import weekly
from portal.reporting.load import HOURS, Load, load
from portal.reporting.policy import Figures
from portal.reporting.spreadsheets import TOO_FEW, Cell, Sheet, share_cell
from portal.support_policy.rules import PolicyRules
from portal.web.formats import written_number
from portal.words import N_

ENDED = (
    N_("Came to ask"),
    N_("Solved"),
    N_("Sent"),
    N_("Joined a known fault"),
    N_("Came back"),
    N_("Unknown"),
)
HEADLINE = N_("Solved ÷ (solved + sent), per cent")
COUNTED = {
    "met": N_("In time"),
    "missed": N_("Late"),
    "running": N_("Still within time"),
    "best": N_("No time promised"),
    "ended": N_("Not needed any more"),
}
IN_TIME = N_("In time ÷ due, per cent")
TIER_NAMES = {"standard": N_("Standard"), "enhanced": N_("Enhanced")}
STEP_NAMES = {
    "search": N_("Until the first search"),
    "read": N_("From there to “none of these solved it”"),
    "write": N_("From there to sending"),
}
REASON_NAMES = {
    WhyDismissed.NOT_MY_PROBLEM: N_("Not about my problem"),
    WhyDismissed.TRIED_IT: N_("I did it, and the problem stays"),
    WhyDismissed.COULD_NOT_FOLLOW: N_("I could not follow it"),
    WhyDismissed.OUT_OF_DATE: N_("It is out of date"),
}
UNLOCKED_NAMES = {
    UnlockedBy.READING: N_("Something shown was opened"),
    UnlockedBy.DISMISSAL: N_("They said that nothing shown helped"),
    UnlockedBy.NOTHING_FOUND: N_("By itself: nothing was found"),
    UnlockedBy.SEARCH_DOWN: N_("By itself: search was down"),
    UnlockedBy.SEARCH_ALONE: N_("A search was enough"),
    UnlockedBy.EXEMPT_AREA: N_("The product area needs no reading"),
    UnlockedBy.URGENT: N_("Urgent"),
}
DAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


@dataclass(frozen=True)
class Frame:
    """What a report is made within: the filters, the policy, the moment, the reader's language."""

    filters: Filters
    rules: PolicyRules
    now: datetime
    lang: str
    say: Callable[[str], str]

    def number(self, count: int) -> str:
        return written_number(count, lang=self.lang)


def weekly_sheet(db: Session, frame: Frame) -> Sheet:
    return weeks_of(weekly(db, frame.filters), frame)


def weeks_of(weeks: Mapping[date, Figures], frame: Frame) -> Sheet:
    heads = N_("Week from"), *ENDED, HEADLINE
    rows = [
        (week, *ended(figures), share_cell(figures.headline, figures.are_too_few, frame.say))
        for week, figures in weeks.items()
    ]
    return Sheet("solved-sent-unknown", heads, rows)


def ended(f: Figures) -> tuple[int, ...]:
    """Return the cells under the heads of `ENDED`: all, then each class."""
    return f.asked, f.solved, f.raised, f.joined, f.reversed, f.unknown


def searches_sheet(db: Session, frame: Frame) -> Sheet:
    return failing_of(failing(db, frame.filters))


def failing_of(found: Failing) -> Sheet:
    heads = (
        N_("Searched for"),
        N_("Nothing found"),
        N_("Shown, not opened"),
        N_("Solved after all"),
        N_("Sent"),
        N_("Unknown or came back"),
        N_("Only looked"),
    )
    rows = [astuple(one) for one in found.most]
    return Sheet("searches-that-fail", heads, rows)


def failing_weeks_sheet(db: Session, frame: Frame) -> Sheet:
    return failing_weeks_of(failing(db, frame.filters))


def failing_weeks_of(found: Failing) -> Sheet:
    heads = N_("Week from"), N_("Nothing found"), N_("Shown, not opened"), N_("Sent")
    rows = [(week, *astuple(one)) for week, one in found.weeks.items()]
    return Sheet("searches-that-fail-by-week", heads, rows)


def before_sheet(db: Session, frame: Frame) -> Sheet:
    return before_of(items(db, frame.filters, frame.lang))


def before_of(found: Sequence[ItemFigures]) -> Sheet:
    reasons = *REASON_NAMES.values(), N_("No reason given")
    heads = (N_("Title"), N_("Readings before a request"), *reasons)
    rows: list[tuple[Cell, ...]] = [
        (
            *(item.title, item.raised),
            *(*(item.why.get(why, 0) for why in REASON_NAMES), item.without_reason),
        )
        for item in most_read_before_a_request(found)
    ]
    return Sheet("read-before-a-request", heads, rows)


def solving_sheet(db: Session, frame: Frame) -> Sheet:
    return solving_of(items(db, frame.filters, frame.lang), frame)


def solving_of(found: Sequence[ItemFigures], frame: Frame) -> Sheet:
    heads = (N_("Title"), N_("Readings"), N_("Solved"), N_("Solved ÷ readings, per cent"))
    rows = [
        (
            *(item.title, item.readings, item.solved),
            share_cell(item.solved_per_reading, item.are_too_few, frame.say),
        )
        for item in that_solved(found)
    ]
    return Sheet("items-that-solved", heads, rows)


def steps_sheet(db: Session, frame: Frame) -> Sheet:
    return steps_of(gate_health(db, frame.filters), frame)


def steps_of(health: GateHealth, frame: Frame) -> Sheet:
    heads = N_("Step"), N_("Cases"), N_("Median, seconds")
    few = frame.say(TOO_FEW)
    rows = [
        (frame.say(STEP_NAMES[step.name]), step.cases, few if step.is_rare else step.median_s)
        for step in health.steps
    ]
    return Sheet("seconds-per-step", heads, rows)


def gate_sheet(db: Session, frame: Frame) -> Sheet:
    return gate_of(gate_health(db, frame.filters), frame)


def gate_of(health: GateHealth, frame: Frame) -> Sheet:
    rows = [(frame.say(name), health.unlocked.get(why, 0)) for why, name in UNLOCKED_NAMES.items()]
    return Sheet("how-the-gate-opened", (N_("The form opened"), N_("Requests")), rows)


def load_sheet(db: Session, frame: Frame) -> Sheet:
    return load_of(load(db, frame.filters, frame.rules), frame)


def load_of(found: Load, frame: Frame) -> Sheet:
    heads = N_("Day"), N_("Hour"), N_("Came to ask"), N_("Support is open")
    rows = [
        (frame.say(DAYS[n // 24]), f"{n % 24:02}:00", found.counts[n], int(found.open_hours[n]))
        for n in range(HOURS)
    ]
    return Sheet("load-by-hour", heads, rows)


def answers_sheet(db: Session, frame: Frame) -> Sheet:
    return answers_of(answers_kept(db, frame.filters, frame.now), frame)


def answers_of(kept: Mapping[tuple[str, int], Kept], frame: Frame) -> Sheet:
    heads = N_("Tier"), N_("Severity"), *COUNTED.values(), IN_TIME
    rows = [
        (frame.say(TIER_NAMES[tier]), f"P{priority}", *counts(one), kept_share(one, frame.say))
        for (tier, priority), one in kept.items()
    ]
    return Sheet("answers-in-time", heads, rows)


def counts(one: Kept) -> tuple[int, ...]:
    return tuple(getattr(one, name) for name in COUNTED)


def kept_share(one: Kept, say: Callable[[str], str]) -> Cell:
    return share_cell(one.share, one.are_too_few, say)


def why_sheet(db: Session, frame: Frame) -> Sheet:
    heads = N_("What the trail shows"), N_("Requests"), N_("What mends it")
    rows = [
        (frame.say(NAMES.get(name, name)), count, frame.say(MENDED_BY.get(name, name)))
        for name, count in diagnoses(db, frame.filters).items()
    ]
    return Sheet("why-it-was-not-solved", heads, rows)


SHEETS: Mapping[str, Callable[[Session, Frame], Sheet]] = {
    "solved-sent-unknown": weekly_sheet,
    "answers-in-time": answers_sheet,
    "why-it-was-not-solved": why_sheet,
    "searches-that-fail": searches_sheet,
    "searches-that-fail-by-week": failing_weeks_sheet,
    "read-before-a-request": before_sheet,
    "items-that-solved": solving_sheet,
    "seconds-per-step": steps_sheet,
    "how-the-gate-opened": gate_sheet,
    "load-by-hour": load_sheet,
}
