"""Admins set how much self-help comes before the form, by tier and product area."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.policy import Capability
from portal.content.queries import topics
from portal.gate.forms import RuleName, RulesForm
from portal.gate.policy import GateRules
from portal.gate.ruling import remove_rules, set_rules, stored_rules
from portal.support_policy.tiers import Tier
from portal.web.dependencies import Db, ReadDb, Runtime
from portal.web.forms import FieldError, Filled, Sent
from portal.web.pages import language_of, page, see_other
from portal.words import N_

router = APIRouter(prefix="/admin/gate", dependencies=[needs(Capability.ADMINISTER)])

NO_SUCH_AREA = N_("Choose one of the areas.")
TICKED = "1"


@router.get("", name="show_gate_rules")
def show_gate_rules(
    request: Request, db: ReadDb, tier: Tier = Tier.STANDARD, area: str = "", saved: bool = False
) -> Response:
    stored = next((r for r in stored_rules(db) if (r.tier, r.area) == (tier, area)), None)
    rules = stored.rules if stored else GateRules()
    values = {"tier": str(tier), "area": area, **{k: _typed(v) for k, v in vars(rules).items()}}
    return _rules_page(request, db, values, [], saved=saved)


@router.post("", name="update_gate_rules")
def update_gate_rules(
    request: Request,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[RulesForm], Sent(RulesForm)],
) -> Response:
    errors = form.errors or _unknown_area(request, db, form.value.area)
    if errors:
        return _rules_page(request, db, form.values, errors)
    set_rules(db, runtime, form.value.tier, form.value.area, form.value.rules, by=person)
    return see_other(request, "show_gate_rules", ending="?saved=true")


@router.post("/removals", name="delete_gate_rules")
def delete_gate_rules(
    request: Request,
    person: CurrentPerson,
    runtime: Runtime,
    db: Db,
    form: Annotated[Filled[RuleName], Sent(RuleName)],
) -> Response:
    remove_rules(db, runtime, form.value.tier, form.value.area, by=person)
    return see_other(request, "show_gate_rules", ending="?saved=true")


def _typed(value: object) -> str:
    return (TICKED if value else "") if isinstance(value, bool) else str(value)


def _areas(request: Request, db: ReadDb) -> list[tuple[str, str]]:
    return [(shelf.slug, shelf.title) for shelf in topics(db, language_of(request))]


def _unknown_area(request: Request, db: ReadDb, area: str) -> list[FieldError]:
    known = {"", "other", *(slug for slug, _ in _areas(request, db))}
    return [] if area in known else [FieldError("area", NO_SUCH_AREA)]


def _rules_page(
    request: Request,
    db: ReadDb,
    values: dict[str, str],
    errors: list[FieldError],
    *,
    saved: bool = False,
) -> Response:
    return page(
        request,
        "gate/rules.html",
        status_code=422 if errors else 200,
        stored=stored_rules(db),
        beginning=GateRules(),
        areas=_areas(request, db),
        values=values,
        errors=errors,
        saved=saved,
    )
