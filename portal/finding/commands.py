"""`academy search` and `academy index`."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from html import unescape
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from portal.accounts.policy import ALL_AUDIENCES
from portal.finding.api import search_answer
from portal.finding.finder import Finder, Found
from portal.finding.indexing import rebuild_index
from portal.finding.queries import events_waiting, published_count
from portal.finding.showing import result_address
from portal.runtime import Runtime
from portal.web.languages import LANGUAGES, known_language
from search.interface import Hit, IndexUnavailable, Query

OpenRuntime = Callable[[], AbstractContextManager[Runtime]]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of sentences.")]
LINES_EVERY = 500


def _checked_language(lang: str) -> str:
    if lang and known_language(lang) is None:
        raise typer.BadParameter(f"The languages are {', '.join(LANGUAGES)}.")
    return lang


LangOption = Annotated[
    str, typer.Option(help="Only this language: en or fr.", callback=_checked_language)
]


def search_command(open_runtime: OpenRuntime) -> Callable[[list[str], str, int, bool], None]:
    def search(
        terms: Annotated[list[str], typer.Argument(help="What to look for.")],
        lang: LangOption = "",
        limit: Annotated[int, typer.Option(min=1, max=50)] = 10,
        as_data: JsonOption = False,
    ) -> None:
        """Search everything published, whomever it is written for."""
        with open_runtime() as runtime, runtime.database.reading() as db:
            prefer_lang = lang or runtime.settings.default_language
            query = Query(" ".join(terms), prefer_lang, ALL_AUDIENCES, lang or None, limit=limit)
            found = Finder(runtime.engine, db).answer(query)
        typer.echo(search_answer(found).model_dump_json() if as_data else _as_text(found))

    return search


def _as_text(found: Found) -> str:
    head = [f"Results for “{found.terms}”: {found.total}"]
    if found.is_down:
        head.append("There is no usable index; the database answered. Run `academy index rebuild`.")
    return "\n".join([*head, *(_hit(found, hit) for hit in found.hits)])


def _hit(found: Found, hit: Hit) -> str:
    excerpt = unescape(hit.snippet.replace("<mark>", "").replace("</mark>", ""))
    return f"\n{hit.title} [{hit.lang}]\n  {result_address(found, hit)}\n  {excerpt}"


def index_app(open_runtime: OpenRuntime) -> typer.Typer:
    app = typer.Typer(help="The search index.", no_args_is_help=True)

    @app.callback()
    def group() -> None:
        """The search index."""

    @app.command()
    def rebuild(as_data: JsonOption = False) -> None:
        """Build the index anew from the database; searches go on meanwhile."""
        with open_runtime() as runtime:
            _rebuild_or_exit(runtime)
            state = IndexState.of(runtime)
        typer.echo(state.as_json() if as_data else f"Documents in the index: {state.documents}")

    @app.command()
    def status(as_data: JsonOption = False) -> None:
        """Say what the index holds and how far it has followed the content."""
        with open_runtime() as runtime:
            state = IndexState.of(runtime)
        typer.echo(state.as_json() if as_data else state.as_text())

    return app


@dataclass(frozen=True)
class IndexState:
    """The index beside the database it is built from."""

    documents: int
    published: int
    generation: str
    built_at: str | None
    position: int
    behind: int
    fragments: int
    healthy: bool
    problem: str | None

    @classmethod
    def of(cls, runtime: Runtime) -> "IndexState":
        status = runtime.engine.status()
        with runtime.database.reading() as db:
            published, behind = published_count(db), events_waiting(db, status.position)
        return cls(
            documents=status.documents,
            published=published,
            generation=status.generation,
            built_at=status.built_at.isoformat() if status.built_at else None,
            position=status.position,
            behind=behind,
            fragments=status.fragments,
            healthy=status.healthy,
            problem=status.problem,
        )

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    def as_text(self) -> str:
        lines = [
            f"Documents:  {self.documents} of {self.published} published",
            f"Generation: {self.generation or 'none'}, built {self.built_at or 'never'}",
            f"Position:   event {self.position}, behind by {self.behind} events",
            f"Healthy:    {'yes' if self.healthy else 'no'}",
        ]
        return "\n".join([*lines, *([f"Problem:    {self.problem}"] if self.problem else [])])


def _rebuild_or_exit(runtime: Runtime) -> None:
    try:
        _rebuild(runtime)
    except IndexUnavailable as problem:
        typer.echo(f"The index was not rebuilt: {problem}.", err=True)
        raise typer.Exit(1) from problem


def _rebuild(runtime: Runtime) -> None:
    """Rebuild with a bar on a terminal and with a line now and then elsewhere."""
    console = Console(stderr=True)
    with runtime.database.reading() as db:
        total = published_count(db)
    if not console.is_terminal:
        rebuild_index(runtime, lambda count: _say(count, total))
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Reading documents", total=total)
        rebuild_index(runtime, lambda count: bar.update(task, completed=count))


def _say(count: int, total: int) -> None:
    if count % LINES_EVERY == 0:
        typer.echo(f"{count} of {total} documents", err=True)
