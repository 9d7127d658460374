"""Web addresses that texts lead to: gathered as texts change, visited in turn, never in a hurry.

The visits wait for others, so they run beside the worker: a turn only hands some over and
writes down what has come back.
"""

import re
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from portal.content.listing import IS_CURRENT
from portal.content.models import Revision, Translation
from portal.content.policy import State
from portal.editing.dead_links import outside_addresses
from portal.editing.findings import PageParts
from portal.editing.models import Draft, OutsideLink
from portal.runtime import Runtime
from portal.web.outgoing import NotReached, Outgoing

ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"'`]+")
A_MINUTE = timedelta(minutes=1)
A_DAY = timedelta(days=1)
AGAIN = timedelta(days=7)
SOONER = timedelta(hours=6)
AT_ONCE = 4
TRIES = 3
FOR_GOOD = frozenset({404, 410})
CANNOT_SAY = frozenset({401, 403, 405, 406, 407, 408, 425, 429, 451})
IS_NONE = "address"


def known_problems(db: Session, urls: Iterable[str]) -> Mapping[str, str]:
    """Return those of the addresses that do not answer, each with its problem."""
    digests = {digest_of(url): url for url in urls}
    rows = select(OutsideLink.digest, OutsideLink.problem).where(
        OutsideLink.digest.in_(digests), OutsideLink.problem != ""
    )
    return {digests[digest]: problem for digest, problem in db.execute(rows)}


def digest_of(url: str) -> str:
    return sha256(url.encode("utf-8", "replace")).hexdigest()


def verdict(answer: int | NotReached) -> tuple[str, bool]:
    """Return the problem, empty for none, and whether this alone is enough to say so.

    Only an answer of the site itself is, or an address that is none: all else may be the network.
    """
    if isinstance(answer, NotReached):
        return answer.why, answer.why == IS_NONE
    if answer < 400 or answer in CANNOT_SAY:
        return "", True
    return str(answer), answer in FOR_GOOD


class LinkCheck:
    """The worker's task: it keeps up with the texts, and with the answers of others."""

    __name__ = "check_links"

    def __init__(self, outgoing: Outgoing | None = None) -> None:
        self.outgoing = outgoing or Outgoing()
        self.visitors = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="link-check")
        self.visits: dict[str, Future[int]] = {}
        self.gathered_to: datetime | None = None

    def __call__(self, runtime: Runtime) -> int:
        if not runtime.settings.check_links or runtime.settings.demo:
            return 0
        return self.gather(runtime) + self.note(runtime) + self.hand_over(runtime)

    def gather(self, runtime: Runtime) -> int:
        """Take up the addresses of texts that changed since the last time."""
        now, since = runtime.now(), self.gathered_to
        if since is not None and now - since < A_MINUTE:
            return 0
        with runtime.database.reading() as db:
            wanted = {digest_of(url): url for url in _addresses(db, since)}
            known = set(db.scalars(select(OutsideLink.digest)))
        new = {digest: url for digest, url in wanted.items() if digest not in known}
        if new:
            with runtime.database.writing() as db:
                for digest, url in new.items():
                    db.merge(OutsideLink(digest=digest, url=url, next_check_at=now))
        self.gathered_to = now
        return len(new)

    def hand_over(self, runtime: Runtime) -> int:
        """Begin the visits that are due, a few at a time."""
        free = AT_ONCE - len(self.visits)
        with runtime.database.reading() as db:
            due = db.scalars(_due(runtime.now(), AT_ONCE)).all() if free > 0 else []
        for link in [link for link in due if link.digest not in self.visits][:free]:
            self.visits[link.digest] = self.visitors.submit(self.outgoing.visit, link.url)
        return 0

    def note(self, runtime: Runtime) -> int:
        """Write down what has come back."""
        back = {digest: visit for digest, visit in self.visits.items() if visit.done()}
        if not back:
            return 0
        with runtime.database.writing() as db:
            # Those that answered come first: they vouch for the network.
            answers = {digest: _answer(visit) for digest, visit in back.items()}
            for digest in sorted(answers, key=lambda one: bool(verdict(answers[one])[0])):
                _note(db, digest, answers[digest], runtime.now())
        for digest in back:
            del self.visits[digest]
        return len(back)

    def stop(self) -> None:
        self.visitors.shutdown(wait=False, cancel_futures=True)


def _answer(visit: Future[int]) -> int | NotReached:
    try:
        return visit.result()
    except NotReached as error:
        return error
    except Exception:  # whatever else a visit falls over says nothing about the address
        return NotReached("connection")


def _note(db: Session, digest: str, answer: int | NotReached, now: datetime) -> None:
    link = db.get(OutsideLink, digest)
    if link is None:
        return
    if not _is_wanted(db, link.url):
        db.delete(link)
        return
    problem, is_certain = verdict(answer)
    link.failures = link.failures + 1 if problem else 0
    is_told = is_certain or (link.failures >= TRIES and _is_vouched_for(db, now))
    if is_told:
        link.problem = problem
    link.checked_at = now
    link.next_check_at = now + (AGAIN if is_told else SOONER)
    db.flush()


def _is_vouched_for(db: Session, now: datetime) -> bool:
    """Whether the network led somewhere of late; if not, one that answered once is asked again."""
    answered = (
        select(OutsideLink)
        .where(OutsideLink.problem == "", OutsideLink.failures == 0)
        .where(OutsideLink.checked_at.is_not(None))
        .order_by(OutsideLink.checked_at.desc(), OutsideLink.digest)
    )
    witness = db.scalar(answered.limit(1))
    if witness is None or witness.checked_at is None:
        return False
    if witness.checked_at > now - A_DAY:
        return True
    witness.next_check_at = now
    return False


def _due(now: datetime, limit: int) -> Select[OutsideLink]:
    return (
        select(OutsideLink)
        .where(OutsideLink.next_check_at <= now)
        .order_by(OutsideLink.next_check_at, OutsideLink.digest)
        .limit(limit)
    )


def _addresses(db: Session, since: datetime | None) -> Iterable[str]:
    texts = select(Revision.html).join(Translation, IS_CURRENT)
    drafts = select(Draft.source, Draft.source_url)
    films = select(Revision.source_url).join(Translation, IS_CURRENT)
    if since is not None:
        texts = texts.where(or_(Revision.created_at >= since, Revision.live_at >= since))
        films = films.where(or_(Revision.created_at >= since, Revision.live_at >= since))
        drafts = drafts.where(Draft.saved_at >= since)
    texts = texts.where(Translation.state != State.ARCHIVED, Revision.html.contains("://"))
    for html in db.scalars(texts.execution_options(yield_per=100)):
        yield from outside_addresses(PageParts(html))
    for source, film in db.execute(drafts):
        yield from (found.group().partition("#")[0] for found in ADDRESS.finditer(source))
        yield from filter(None, [film])
    yield from filter(None, db.scalars(films.where(Translation.state != State.ARCHIVED)))


def _is_wanted(db: Session, url: str) -> bool:
    """Whether a text still leads there."""
    now = select(Revision.id).join(Translation, IS_CURRENT)
    named = Revision.source.contains(url, autoescape=True)
    now = now.where(or_(named, Revision.source_url == url))
    named = Draft.source.contains(url, autoescape=True)
    draft = select(Draft.id).where(or_(named, Draft.source_url == url))
    return any(db.scalar(wanted.limit(1)) is not None for wanted in (now, draft))
