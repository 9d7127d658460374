"""What the charts of the insight pages show of what was counted."""

from collections.abc import Mapping, Sequence
from datetime import date

from portal.reporting.answering import Kept
from portal.reporting.charts import STACKED, Line, Standing, lying, standing
from portal.reporting.failing import Failing
from portal.reporting.gate_health import GateHealth
from portal.reporting.items import ItemFigures, most_read_before_a_request, that_solved
from portal.reporting.policy import Figures
from portal.reporting.sheets import TIER_NAMES, UNLOCKED_NAMES, Frame
from portal.words import N_

IN_TIME = N_("%(met)s of %(due)s in time")
SOLVED_OF = N_("%(solved)s of %(readings)s")


def weeks_drawn(weeks: Mapping[date, Figures]) -> Standing:
    return standing(
        {week: [(kind, getattr(one, kind)) for kind in STACKED] for week, one in weeks.items()}
    )


def failures_drawn(found: Failing) -> Standing:
    return standing(
        {
            week: [("missed", one.found_nothing), ("unknown", one.not_opened)]
            for week, one in found.weeks.items()
        }
    )


def answers_drawn(kept: Mapping[tuple[str, int], Kept], frame: Frame) -> Sequence[Line]:
    return lying(
        [
            (
                f"{frame.say(TIER_NAMES[tier])} P{priority}",
                [("met", one.met), ("missed", one.missed), ("running", one.not_due)],
                frame.say(IN_TIME)
                % {"met": frame.number(one.met), "due": frame.number(one.met + one.missed)},
            )
            for (tier, priority), one in kept.items()
        ]
    )


def before_drawn(found: Sequence[ItemFigures], frame: Frame) -> Sequence[Line]:
    most = most_read_before_a_request(found)
    return lying([(one.title, [("raised", one.raised)], frame.number(one.raised)) for one in most])


def solving_drawn(found: Sequence[ItemFigures], frame: Frame) -> Sequence[Line]:
    return lying(
        [
            (
                one.title,
                [("solved", one.solved), ("unknown", one.readings - one.solved)],
                frame.say(SOLVED_OF)
                % {"solved": frame.number(one.solved), "readings": frame.number(one.readings)},
            )
            for one in that_solved(found)
        ]
    )


def opened_drawn(health: GateHealth, frame: Frame) -> Sequence[Line]:
    counts = [(name, health.unlocked.get(why, 0)) for why, name in UNLOCKED_NAMES.items()]
    return lying([(frame.say(name), [("raised", n)], frame.number(n)) for name, n in counts])
