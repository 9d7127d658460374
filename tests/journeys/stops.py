"""Every page of the Academy, and each of its states that a person can meet."""

from dataclasses import dataclass
from datetime import UTC, datetime

from portal.accounts.policy import Role
from portal.demo.cast import CONTOSO
from tests.journeys import preparing
from tests.journeys.academy import Academy

ASKER = "administrator"
SEND = "main form[novalidate] .button:not(.button-link) >> nth=0"
LAST = "main form[novalidate] .button:not(.button-link) >> nth=-1"
SLUGS = {
    "en": ("users-do-not-receive-simulated-phishing-mail", "allow-list-simulated-phishing-mail"),
    "fr": (
        "les-utilisateurs-ne-recoivent-pas-les-courriels-d-hameconnage-simule",
        "autoriser-le-hameconnage-simule",
    ),
}
OTHER_LANGUAGE = {"en": "hameçonnage simulé", "fr": "simulated phishing mail"}


@dataclass(frozen=True)
class Stop:
    """One state of one page: who opens what, which button brings it about, are its folds open."""

    name: str
    who: str
    path: str
    press: str = ""
    sends_to: str = ""
    unfolds: bool = False
    status: int = 200


@dataclass(frozen=True)
class Population:
    """The people of one language who between them can meet every state; by name, addresses."""

    lang: str
    people: dict[str, str | None]
    stops: tuple[Stop, ...]


def populate(academy: Academy, lang: str) -> Population:
    """Add people of that language, let each come to where the pages need them."""
    people: dict[str, str | None] = {
        "nobody": None,
        ASKER: academy.add(Role.ADMINISTRATOR, lang=lang),
        "searcher": academy.add(Role.ADMINISTRATOR, lang=lang),
        "newcomer": academy.add(Role.ADMINISTRATOR, lang=lang, organisation=CONTOSO),
        "unlucky": academy.add(Role.ADMINISTRATOR, lang=lang, organisation=CONTOSO),
        "reader": academy.add(Role.READER, lang=lang),
        "agent": academy.add(Role.AGENT, lang=lang),
        "admin": academy.add(Role.ADMIN, lang=lang),
        "manager": academy.add(Role.MANAGER, lang=lang),
        "editor": academy.add(Role.EDITOR, lang=lang),
    }
    return Population(lang, people, (*_open_to_all(), *_of(academy, lang, people)))


def _open_to_all() -> tuple[Stop, ...]:
    return (
        Stop("sign in", "nobody", "/sign-in"),
        Stop("sign in, error", "nobody", "/sign-in", press=SEND, status=422),
        Stop("link sent", "nobody", "/sign-in/links/sent"),
        Stop("link used up", "nobody", "/sign-in/links/none"),
        Stop("status", "nobody", "/status"),
        Stop("not found, signed out", "nobody", "/nothing-here", status=404),
    )


def _of(academy: Academy, lang: str, people: dict[str, str | None]) -> tuple[Stop, ...]:
    email = people[ASKER] or ""
    sent, reference = preparing.raise_request(academy, email, lang=lang)
    agent = people["agent"] or ""
    preparing.talk(academy, reference, staff=agent, customer=email, text="Once more, please?")
    preparing.work_on(academy, reference, staff=agent)
    solved = preparing.settle(academy, email, lang=lang)
    ready = preparing.unlock(academy, email, lang=lang)
    blank = preparing.unlock(academy, email, lang=lang, draft=None)
    locked = preparing.search(academy, email, lang=lang)
    northwind = academy.person(email).organisation_id
    return (
        *_reading(lang, "searcher"),
        *_gate(lang),
        *_asking(locked=f"/help/{locked}", ready=f"/help/{ready}", blank=f"/help/{blank}"),
        Stop("sent", ASKER, f"/help/{sent}/sent"),
        Stop("solved", ASKER, f"/help/{solved}/solved"),
        *_requests(reference),
        *_meanwhile(academy, people, f"/help/{ready}", reference),
        *_staff(academy, people),
        Stop("insight", "manager", "/insight"),
        Stop("insight, articles", "manager", "/insight/articles"),
        Stop("insight, load", "manager", "/insight/load"),
        Stop("insight, deadlines", "manager", "/insight/deadlines"),
        Stop("insight, costs", "manager", "/insight/costs"),
        Stop("insight, searches", "manager", "/insight/searches"),
        Stop("insight, gate", "manager", "/insight/gate"),
        Stop("insight, closed gaps", "manager", "/insight/gaps"),
        Stop("organisations", "manager", "/insight/organisations"),
        Stop("scorecard", "manager", f"/insight/organisations/{northwind}"),
        Stop("statement", ASKER, f"/statements/{datetime.now(UTC):%Y-%m}"),
        *_editing(academy, lang),
        *_writing(academy, people["editor"] or ""),
        *_refused(f"/help/{locked}"),
    )


def _meanwhile(
    academy: Academy, people: dict[str, str | None], ready: str, reference: str
) -> tuple[Stop, ...]:
    reader = f"/help/{preparing.search(academy, people['reader'] or '')}"
    return (
        Stop("urgent", ASKER, "/help/urgent"),
        Stop("urgent, error", ASKER, "/help/urgent", press=SEND, status=422),
        Stop("handover", "reader", f"{reader}/handover"),
        Stop("handover, error", "reader", f"{reader}/handover", press=LAST, status=422),
        Stop("addition", ASKER, f"{ready}/additions/{reference}"),
        Stop("kept", ASKER, f"{ready}/kept"),
        Stop("own enquiries", ASKER, "/account/enquiries"),
    )


def _staff(academy: Academy, people: dict[str, str | None]) -> tuple[Stop, ...]:
    incident = preparing.trouble(academy, people["newcomer"] or "", title="Slow reports")
    person = f"/admin/people/{academy.person(people['newcomer'] or '').id}"
    return (
        Stop("admin", "admin", "/admin"),
        Stop("people", "admin", "/admin/people?did=added"),
        Stop("person", "admin", person),
        Stop("erasure, error", "admin", f"{person}/erasure", press=SEND, status=422),
        Stop("content", "admin", "/content"),
        Stop("gate rules", "admin", "/admin/gate"),
        Stop("calendars, error", "admin", "/admin/calendars", press=SEND, status=422),
        Stop("call", "agent", f"/desk/calls/new?caller={people[ASKER]}"),
        Stop("incidents", "newcomer", "/incidents"),
        Stop("incident", "newcomer", f"/incidents/{incident}"),
        Stop("tiers", "admin", "/admin/tiers", unfolds=True),
        Stop("endings", "agent", "/desk/endings"),
        Stop("mail in trouble", "agent", "/desk/mail"),
        Stop("call", "agent", f"/desk/calls/new?caller={people['newcomer']}"),
        Stop("desk incidents", "agent", "/desk/incidents"),
        Stop("new incident, error", "agent", "/desk/incidents/new", press=SEND, status=422),
        Stop("desk incident", "agent", f"/desk/incidents/{incident}"),
    )


def _reading(lang: str, who: str) -> tuple[Stop, ...]:
    article, video = SLUGS[lang]
    return (
        Stop("home", who, "/"),
        Stop("home of staff", "agent", "/"),
        Stop("home of a reader", "reader", "/"),
        Stop("search, empty", who, "/search"),
        Stop("search, results", who, f"/search?q={preparing.PROBLEM[lang]}"),
        Stop("search, zero", who, "/search?q=quokka"),
        Stop("search, other language", who, f"/search?q={OTHER_LANGUAGE[lang]}"),
        Stop("topic", who, "/topics/phishing-simulations"),
        Stop("article", who, f"/articles/{article}?lang={lang}"),
        Stop("article, other language", who, f"/articles/{SLUGS['fr'][0]}?lang=fr"),
        Stop("video", who, f"/videos/{video}?lang={lang}"),
        Stop("account", who, "/account"),
        Stop("account, saved", who, "/account?saved=true"),
    )


def _gate(lang: str) -> tuple[Stop, ...]:
    problem = preparing.PROBLEM[lang]
    return (
        Stop("help, fresh", "newcomer", "/help"),
        Stop("help, results", "searcher", f"/help?q={problem}"),
        Stop("help, zero", "unlucky", "/help?q=quokka"),
        Stop("help, reader", "reader", f"/help?q={problem}"),
        Stop("help, notice", "newcomer", "/help?notice=search-first"),
    )


def _asking(*, locked: str, ready: str, blank: str) -> tuple[Stop, ...]:
    form, too_soon = f"{blank}/details", f"{locked}/details"
    return (
        Stop("tried", ASKER, f"{locked}/tried"),
        Stop("tried, error", ASKER, f"{locked}/tried", press=SEND, status=422),
        Stop("details", ASKER, f"{ready}/details"),
        Stop("details, error", ASKER, form, press=SEND, status=422),
        Stop("search first", ASKER, form, press=SEND, sends_to=too_soon, status=409),
        Stop("check", ASKER, f"{ready}/check"),
    )


def _requests(reference: str) -> tuple[Stop, ...]:
    own, desk = f"/requests/{reference}", f"/desk/requests/{reference}"
    return (
        Stop("requests", ASKER, "/requests"),
        Stop("requests, none", "reader", "/requests"),
        Stop("request", ASKER, own),
        Stop("request, error", ASKER, own, press=SEND, status=422),
        Stop("escalation, error", ASKER, f"{own}/escalations", press=SEND, status=422),
        Stop("desk", "agent", "/desk"),
        Stop("ticket with its history", "agent", desk, unfolds=True),
        Stop("ticket, error", "agent", desk, press=SEND, status=422),
    )


TRIAL = "/content/synonyms/trial?phrases=password%0Apasscode"
PINNED = (
    "/content/pins/trial?words=invoice+copy&lang=en&untried=true"
    "&addresses=/articles/users-do-not-receive-simulated-phishing-mail"
)


def _editing(academy: Academy, lang: str) -> tuple[Stop, ...]:
    video, there, waiting = (
        f"/content/videos/{preparing.film(academy, slug)}"
        for slug in (SLUGS[lang][1], SLUGS["fr"][1], "set-up-single-sign-on-tour")
    )
    add = "main form[enctype] .button:not([hidden])"
    return (
        Stop("media library, error", "editor", "/content/media", press=add, status=422),
        Stop("video editor", "editor", video),
        Stop("captions", "editor", f"{video}/captions"),
        Stop("captions beside the original", "editor", f"{there}/captions"),
        Stop("video in review", "editor", f"{waiting}/review"),
        Stop("topics", "editor", "/content/topics"),
        Stop("topic", "editor", "/content/topics/support"),
        Stop("gaps", "editor", "/content/gaps"),
        Stop("gap, taken", "editor", preparing.gap(academy, "taken")),
        Stop("gap, closed", "editor", preparing.gap(academy, "closed")),
        Stop("item", "editor", preparing.item_with_todos(academy)),
        Stop("synonyms, tried", "editor", TRIAL),
        Stop("pins, tried without being saved", "editor", PINNED),
    )


def _writing(academy: Academy, editor: str) -> tuple[Stop, ...]:
    two, waiting, unwritten, overtaken = (
        f"/content/articles/{preparing.article(academy, title)}"
        for title in ("Give a colleague", "Help somebody", "Préparer", "Send the welcome")
    )
    preparing.overtaken_draft(academy, editor, title="Send the welcome")
    return (
        Stop("article editor", "editor", two),
        Stop("article, new", "editor", "/content/articles/new"),
        Stop("article in review", "editor", f"{waiting}/review"),
        Stop("article, publish", "editor", f"{two}/publication"),
        Stop("publish, error", "editor", f"{unwritten}/publication", press=SEND, status=422),
        Stop("several texts, error", "editor", _several(two), press=SEND, status=422),
        Stop("article, both texts", "editor", f"{overtaken}/publication", SEND, status=409),
        Stop("article, history", "editor", f"{two}/history"),
        Stop("article, compared", "editor", f"{two}/comparison?a=1&b=2"),
        Stop("article, place", "editor", f"{two}/place"),
        Stop("article, archive", "editor", f"{two}/archive?q=report"),
        Stop("translator", "editor", f"{overtaken}/translations/fr"),
    )


def _several(article: str) -> str:
    return f"/content/several?text={article.rpartition('/')[2]}"


def _refused(locked: str) -> tuple[Stop, ...]:
    return (
        Stop("not found", ASKER, "/nothing-here", status=404),
        Stop("not allowed", ASKER, "/desk", status=403),
        Stop("told who may ask", "reader", f"{locked}/details", status=403),
    )
