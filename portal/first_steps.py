"""What is still missing before a new Academy can help its first customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from portal.accounts.models import Membership, Organisation
from portal.accounts.policy import Role
from portal.content.models import Item, Topic, Translation
from portal.content.policy import Kind, State
from portal.opening_hours.keeping import confirmed_years
from portal.paths import ACADEMY_CONTENT
from portal.runtime import Runtime
from portal.settings import Settings
from portal.support_policy.bank_holidays import parse_divisions
from portal.words import N_


@dataclass(frozen=True)
class Step:
    """One thing to set up: what, why, on which page (none: by a setting), and whether it is."""

    what: str
    why: str
    href: str
    is_done: bool


def first_steps(db: Session, runtime: Runtime) -> Sequence[Step]:
    """Return every step in the order to take them, done or not."""
    return (*_of_server(runtime.settings), *_of_content(db, runtime), *_of_people(db))


def steps_left(db: Session, runtime: Runtime) -> int:
    return sum(not step.is_done for step in first_steps(db, runtime))


def _of_server(settings: Settings) -> Sequence[Step]:
    default_sender = Settings.model_fields["mail_from"].default
    sends = settings.smtp_url is not None and settings.mail_from != default_sender
    return (
        Step(
            N_("Set the address of the Academy"),
            N_("Links in mail begin with ACADEMY_BASE_URL. Without https, sign-ins travel openly."),
            "",
            settings.base_url.startswith("https:"),
        ),
        Step(
            N_("Set the mail server and the sender"),
            N_(
                "ACADEMY_SMTP_URL and ACADEMY_MAIL_FROM. Until then mail, invitations too, is"
                " printed by the server or refused by others."
            ),
            "",
            sends,
        ),
    )


def _of_content(db: Session, runtime: Runtime) -> Sequence[Step]:
    return (
        Step(
            N_("Add a topic"),
            N_("Each article and video stands under a topic, and requests name one."),
            "/content/topics",
            _is_any(db, Topic.archived_at.is_(None)),
        ),
        Step(
            N_("Publish an article of your own"),
            N_("What the Academy brings along is about an invented product: a pattern to archive."),
            "/content/articles/new",
            _has_own_article(db),
        ),
        Step(
            N_("Compare this year's bank holidays"),
            N_("No answer time runs on them. They are a proposal until somebody confirms them."),
            "/admin/calendars#bank-holidays",
            _are_holidays_confirmed(db, runtime),
        ),
    )


def _of_people(db: Session) -> Sequence[Step]:
    return (
        Step(
            N_("Invite an agent"),
            N_("You may answer requests too, but only agents are told of each new one by mail."),
            "/admin/people",
            _is_any(db, Membership.role == Role.AGENT),
        ),
        Step(
            N_("Add a customer's organisation"),
            N_("It has standard support until you choose another tier."),
            "/admin/people",
            _is_any(db, ~Organisation.is_vendor),
        ),
        Step(
            N_("Invite an administrator of a customer"),
            N_("Only administrators may send requests. Readers search, and hand over to them."),
            "/admin/people",
            _is_any(db, Membership.role == Role.ADMINISTRATOR),
        ),
    )


def _is_any(db: Session, wanted: ColumnElement[bool]) -> bool:
    return bool(db.scalar(select(exists().where(wanted))))


def _has_own_article(db: Session) -> bool:
    published = select(Translation.slug).join(Item, Item.id == Translation.item_id)
    is_wanted = Translation.state == State.PUBLISHED, Item.kind == Kind.ARTICLE
    own = published.where(*is_wanted, Translation.slug.not_in(_shipped_slugs()))
    return db.scalar(own.limit(1)) is not None


@cache
def _shipped_slugs() -> frozenset[str]:
    return frozenset(path.stem for path in ACADEMY_CONTENT.glob("articles/*/*/*.md"))


def _are_holidays_confirmed(db: Session, runtime: Runtime) -> bool:
    year, confirmed = runtime.now().year, confirmed_years(db)
    divisions = parse_divisions(runtime.settings.bank_holidays)
    return all((division, year) in confirmed for division in divisions)
