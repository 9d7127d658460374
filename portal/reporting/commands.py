"""`academy ledger export` and `academy ledger verify`."""

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from portal.errors import Invalid, NotFound
from portal.reporting.exporting import export_lines
from portal.reporting.keeping import keep_ledger
from portal.reporting.ledger import row_count
from portal.reporting.verifying import Verdict, part_of, verify_lines
from portal.runtime import Runtime

OpenRuntime = Callable[[], AbstractContextManager[Runtime]]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of sentences.")]
UPDATE_EVERY = 2_000
console = Console(stderr=True)


def ledger_app(open_runtime: OpenRuntime) -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, help="What self-service solved, row by row.")
    app.command(name="export")(_export_command(open_runtime))
    app.command(name="verify")(verify)
    return app


def _export_command(open_runtime: OpenRuntime) -> Callable[[str], None]:
    def export(
        file: Annotated[str, typer.Argument(help="File to write, or - for standard output.")],
    ) -> None:
        """Write the whole ledger into a file that anybody can recompute."""
        began = time.monotonic()
        with open_runtime() as runtime, _writing(file) as out, _bar("Ledger") as advance:
            while keep_ledger(runtime):
                pass
            with runtime.database.reading() as db:
                total = row_count(db)
                out.writelines(export_lines(db, runtime, lambda done: advance(done, total)))
        _say_rate(total, time.monotonic() - began)

    return export


def verify(
    file: Annotated[Path, typer.Argument(help="A file that `academy ledger export` wrote.")],
    only: Annotated[
        list[str] | None,
        typer.Option(help="Show the figures of a part only: from=DATE, to=DATE, tier=, topic= …"),
    ] = None,
    as_data: JsonOption = False,
) -> None:
    """Recompute every figure of an exported ledger from its rows; needs no Academy."""
    if not file.is_file():
        raise NotFound("There is no file %(file)s.", file=str(file))
    began = time.monotonic()
    with file.open(encoding="utf-8") as lines, _bar("Rows") as advance:
        verdict = verify_lines(_counted(lines, advance), part_of(only or []))
    typer.echo(json.dumps(verdict.part) if as_data else _as_text(verdict))
    _say_rate(verdict.rows, time.monotonic() - began)
    if verdict.faults:
        raise Invalid("The ledger does not add up:\n%(faults)s", faults="\n".join(verdict.faults))
    typer.echo("Every row and figure was recomputed, and agrees.", err=True)


def _as_text(verdict: Verdict) -> str:
    return "\n".join(f"{name:<20} {value}" for name, value in verdict.part.items())


def _counted(lines: Iterable[str], advance: Callable[[int, int | None], None]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        yield line
        if number % UPDATE_EVERY == 0:
            advance(number, None)


def _say_rate(rows: int, seconds: float) -> None:
    rate = rows / seconds if seconds else 0
    typer.echo(f"{rows:,} rows in {seconds:.1f} s, {rate:,.0f} rows a second", err=True)


@contextmanager
def _writing(file: str) -> Iterator[IO[str]]:
    """Open the file, which must be new; a dash is standard output."""
    if file == "-":
        yield sys.stdout
        return
    try:
        with Path(file).open("x", encoding="utf-8") as out:
            yield out
    except FileExistsError as error:
        raise Invalid("The file %(file)s exists already.", file=file) from error


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int | None], None]]:
    """A bar on a terminal; elsewhere nothing moves."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        task = bars.add_task(title, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)
