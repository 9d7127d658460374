"""`academy demo` and `academy seed`: a filled Academy, and a sign-in link for each person."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from portal.accounts.asking_for_links import link_address
from portal.accounts.joining import get_person
from portal.accounts.models import LinkOrigin
from portal.accounts.queries import find_person
from portal.accounts.signing_in import make_link
from portal.composing import any_runtime, settings_of
from portal.content.conflicts import KEEP_WORKSPACE
from portal.content.importing import How, import_folder
from portal.db.schema import migrate
from portal.demo.belonging import let_them_belong
from portal.demo.cast import PEOPLE, add_cast
from portal.demo.closures import have_closures
from portal.demo.filming import film
from portal.demo.gaps import mind_gaps
from portal.demo.history import EPISODES, play
from portal.demo.living import fill_the_queue
from portal.demo.mailing import receive_mail
from portal.demo.ninety_days import simulate
from portal.demo.teaching import teach
from portal.demo.troubles import have_troubles
from portal.demo.writing import write_articles
from portal.errors import Conflict
from portal.finding.indexing import rebuild_index
from portal.paths import ACADEMY_CONTENT
from portal.runtime import Runtime
from portal.serving import address_of, check_free, is_loopback, serve, serving_runtime

PHONE, REPLY_ADDRESS = "+44 20 7946 0123", "help@academy.example"
console = Console(stderr=True)


def demo(
    data: Annotated[Path, typer.Option(help="Folder for the demo's data.")] = Path("academy-demo"),
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on.")] = 8000,
    allow_public: Annotated[bool, typer.Option(help="Serve it to other machines.")] = False,
) -> None:
    """Fill a demo Academy and serve it; prints a one-time sign-in link for each of its people."""
    if not is_loopback(host) and not allow_public:
        raise Conflict("The demo signs anybody in who has a link. Add --allow-public to serve it.")
    check_free(host, port)
    usual = {"ACADEMY_SUPPORT_PHONE": PHONE, "ACADEMY_BASE_URL": address_of(host, port)}
    usual["ACADEMY_REPLY_ADDRESS"] = REPLY_ADDRESS
    ours = {"ACADEMY_DATA_DIR": str(data), "ACADEMY_DEMO": "true"}
    with serving_runtime(settings_of({**usual, **os.environ, **ours})) as runtime:
        fill(runtime)
        print_links(runtime)
        typer.echo(f"\nThe Academy is at {runtime.settings.base_url}  (Ctrl+C ends it)", err=True)
        serve(runtime, host=host, port=port)


def seed() -> None:
    """Fill the database of this Academy with the demo's people, content and requests."""
    with any_runtime() as runtime:
        migrate(runtime.database)
        fill(runtime)


def _import(runtime: Runtime, watch: Callable[[int, int], None]) -> None:
    """Bring the shipped texts in; what was written over them in the workspace stays."""
    import_folder(runtime, ACADEMY_CONTENT, watch, How(taking=KEEP_WORKSPACE, publishes=True))


def fill(runtime: Runtime) -> None:
    """Add what is missing of the demo; a filled one is left as it is."""
    with progress() as bars:
        content = bars.add_task("Articles and videos", total=None)
        _import(runtime, lambda done, all_: bars.update(content, completed=done, total=all_))
        index = bars.add_task("Search index", total=None)
        rebuild_index(runtime, progress=lambda done: bars.update(index, completed=done))
        bars.update(index, total=bars.tasks[index].completed)
        if _has_cast(runtime):
            return
        with runtime.database.writing() as db:
            long_ago = runtime.now() - timedelta(days=120)
            add_cast(db, replace(runtime, now=lambda: long_ago), today=runtime.now().date())
        past = bars.add_task("Past requests", total=len(EPISODES))
        play(runtime, progress=lambda: bars.advance(past))
        have_troubles(runtime)
        have_closures(runtime)
        days = bars.add_task("Ninety days", total=None)
        simulate(runtime, progress=lambda d, total: bars.update(days, completed=d, total=total))
        _come_to_today(runtime)


def _come_to_today(runtime: Runtime) -> None:
    """Add what staff did and have before them, once the past has happened."""
    teach(runtime)
    mind_gaps(runtime)
    write_articles(runtime)
    film(runtime)
    fill_the_queue(runtime)
    let_them_belong(runtime)
    receive_mail(runtime)


def print_links(runtime: Runtime) -> None:
    """Print a fresh sign-in link for each person of the demo."""
    typer.echo("One-time sign-in links:")
    with runtime.database.writing() as db:
        for person in PEOPLE:
            secret = make_link(db, runtime, get_person(db, person.email), LinkOrigin.TERMINAL)
            role = f"{person.role.value}, {person.organisation}"
            typer.echo(f"  {person.name:<15} {role:<26} {link_address(runtime, secret)}")


@contextmanager
def progress() -> Iterator[Progress]:
    """Bars on a terminal; elsewhere nothing moves."""
    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        yield bars


def _has_cast(runtime: Runtime) -> bool:
    with runtime.database.reading() as db:
        return find_person(db, PEOPLE[0].email) is not None
