"""`academy policy`: ask the policy when an answer is due."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Annotated

import typer

from portal.support_policy.calendar import ClosedDay, WhyClosed
from portal.support_policy.errors import PolicyError
from portal.support_policy.explaining import as_json, up_to_the_minute, why
from portal.support_policy.hours import Spell
from portal.support_policy.rules import PolicyRules
from portal.support_policy.targets import Due, due_for
from portal.support_policy.tiers import Priority, Tier

TierOption = Annotated[Tier, typer.Option(help="The tier the request is opened under.")]
PriorityOption = Annotated[
    int, typer.Option(min=1, max=5, help="1 is critical, 5 is a question for a second line.")
]
AtOption = Annotated[
    str, typer.Option(help="When it is opened, with its zone: 2026-11-23T09:00:00Z.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of sentences.")]


def policy_app(rules: Callable[[], PolicyRules]) -> typer.Typer:
    """Return the commands; `rules` is asked only when one of them runs."""
    app = typer.Typer(no_args_is_help=True)

    @app.callback()
    def policy() -> None:
        """Ask the support policy."""

    @app.command()
    def due(
        tier: TierOption, priority: PriorityOption, at: AtOption, as_data: JsonOption = False
    ) -> None:
        """Say when the first answer is due, and what was counted."""
        opened_at = _moment(at)
        try:
            answer = due_for(tier, Priority(priority), opened_at, rules())
        except PolicyError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error
        typer.echo(json.dumps(as_json(answer)) if as_data else "\n".join(_lines(answer)))

    return app


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f"{text!r} is not a moment. Write it like 2026-11-23T09:00:00Z.", param_hint="'--at'"
        ) from error
    if at.tzinfo is None:
        raise typer.BadParameter(
            f"{text!r} names no zone. Add Z for GMT, or an offset such as +01:00.",
            param_hint="'--at'",
        )
    return at


def _lines(due: Due) -> Iterator[str]:
    yield _deadline(due)
    yield f"Decided by the {due.decided_by} promise: {_promise(due)}"
    if due.spells:
        yield "Counted:"
    yield from (f"  {_spell(spell, due)}" for spell in due.spells)
    if due.skipped:
        yield "Not counted:"
    yield from (f"  {_skipped(day)}" for day in due.skipped)
    yield from (f"The {other.decided_by} promise runs too: {_outcome(other)}" for other in due.also)


def _deadline(due: Due) -> str:
    return f"Answer due {_shown(due.due_at, due)}" if due.due_at else "No deadline: best effort"


def _outcome(due: Due) -> str:
    at = f"due {_shown(due.due_at, due)}, " if due.due_at else ""
    return f"{at}{_promise(due)}"


def _promise(due: Due) -> str:
    within = due.promise.within
    return f"{_duration(within)} of working time" if within else "best effort"


def _spell(spell: Spell, due: Due) -> str:
    ends_at = up_to_the_minute(spell.ends_at.astimezone(due.zone))
    return f"{_shown(spell.starts_at, due)} to {ends_at:%H:%M %Z}: {_duration(spell.counted)}"


def _skipped(day: ClosedDay) -> str:
    reason = f"closed: {day.name}" if day.why is WhyClosed.CLOSED and day.name else why(day)
    return f"{day.on:%a %Y-%m-%d}: {reason}"


def _shown(at: datetime, due: Due) -> str:
    return f"{up_to_the_minute(at.astimezone(due.zone)):%a %Y-%m-%d %H:%M %Z}"


def _duration(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    parts = ((seconds // 3600, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"
