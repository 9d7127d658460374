"""`academy uptime`: what was kept of the promise to each customer in a month."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Annotated, Any

import typer

from portal.accounts.queries import customers, find_organisation
from portal.errors import NotFound
from portal.incidents.queries import uptime_for
from portal.runtime import Runtime
from portal.support_policy.errors import RuleError
from portal.support_policy.uptime import Month, Uptime

Opening = Callable[[], AbstractContextManager[Runtime]]


def uptime_command(opening: Opening) -> Callable[..., None]:
    def uptime(
        month: Annotated[str, typer.Option(help="Calendar month in GMT, such as 2026-11.")],
        organisation: Annotated[str, typer.Option(help="One customer; all when left out.")] = "",
        as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    ) -> None:
        """Print the uptime of a month for each customer, against the promised 99.99 %."""
        try:
            wanted = Month.parse(month)
        except RuleError as error:
            raise typer.BadParameter(str(error)) from error
        with opening() as runtime:
            rows = list(_rows(runtime, wanted, organisation))
        typer.echo(json.dumps(rows, indent=2) if as_json else "\n".join(map(_line, rows)))

    return uptime


def _rows(runtime: Runtime, month: Month, name: str) -> Iterator[dict[str, Any]]:
    with runtime.database.reading() as db:
        one = find_organisation(db, name) if name else None
        if name and one is None:
            raise NotFound("There is no organisation called %(name)s.", name=name)
        for customer in [one] if one else customers(db):
            counts = runtime.settings.maintenance_counts
            found = uptime_for(db, customer.id, month, now=runtime.now(), maintenance_counts=counts)
            yield {"organisation": customer.name, **_facts(found)}


def _facts(uptime: Uptime) -> dict[str, Any]:
    return {
        "month": str(uptime.month),
        "percent": f"{uptime.percent}",
        "promised": "99.99",
        "is_met": uptime.is_met,
        "minutes_down": float(uptime.minutes_down),
        "minutes_left": float(uptime.minutes_left),
    }


def _line(row: dict[str, Any]) -> str:
    kept = "kept" if row["is_met"] else "missed"
    return (
        f"{row['organisation']}: {row['percent']} % in {row['month']}, {kept}"
        f" ({row['minutes_down']:g} min down, {row['minutes_left']:g} min left)"
    )
