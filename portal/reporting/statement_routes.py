"""Monthly statements: a customer's own, and any customer's for managers, with a scorecard."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from portal.accounts.dependencies import CurrentPerson, needs
from portal.accounts.models import Organisation
from portal.accounts.policy import Capability
from portal.reporting.dependencies import Customer
from portal.reporting.spreadsheets import csv_response
from portal.reporting.statement import (
    OUTCOME_NAMES,
    Statement,
    month_named,
    statement_of,
)
from portal.reporting.statement_files import IMPACT_NAMES, as_facts, as_sheet
from portal.support_policy.uptime import Month
from portal.web.dependencies import Now, ReadDb, Runtime
from portal.web.languages import translations
from portal.web.pages import language_of, page

own = APIRouter(dependencies=[needs(Capability.SEE_STATEMENTS)])
any_customer = APIRouter(dependencies=[needs(Capability.SEE_INSIGHT)])
MONTHS_LISTED = 12


def own_organisation(person: CurrentPerson, db: ReadDb) -> Organisation:
    return db.get_one(Organisation, person.organisation_id)


def own_statement(
    month: str,
    db: ReadDb,
    runtime: Runtime,
    own: Annotated[Organisation, Depends(own_organisation)],
) -> Statement:
    return statement_of(db, runtime, own, month_named(month, runtime.now()))


def any_statement(
    month: str,
    db: ReadDb,
    runtime: Runtime,
    customer: Customer,
) -> Statement:
    return statement_of(db, runtime, customer, month_named(month, runtime.now()))


Own = Annotated[Organisation, Depends(own_organisation)]
OwnStatement = Annotated[Statement, Depends(own_statement)]
AnyStatement = Annotated[Statement, Depends(any_statement)]


@own.get("/statements", name="show_statements")
def show_statements(request: Request, organisation: Own, now: Now) -> Response:
    months = months_of(organisation, Month.of(now))
    return page(request, "reporting/statements.html", months=months, organisation=organisation)


@own.get("/statements/{month}.csv", name="show_statement_csv")
def show_statement_csv(request: Request, statement: OwnStatement) -> Response:
    return _statement_csv(request, statement)


@own.get("/statements/{month}.json", name="show_statement_json")
def show_statement_json(statement: OwnStatement) -> Response:
    return JSONResponse(as_facts(statement))


@own.get("/statements/{month}", name="show_statement")
def show_statement(request: Request, statement: OwnStatement) -> Response:
    return _statement_page(request, statement)


@any_customer.get(
    "/insight/organisations/{organisation_id}/statements/{month}.csv", name="show_any_csv"
)
def show_any_csv(request: Request, statement: AnyStatement) -> Response:
    return _statement_csv(request, statement)


@any_customer.get(
    "/insight/organisations/{organisation_id}/statements/{month}.json", name="show_any_json"
)
def show_any_json(statement: AnyStatement) -> Response:
    return JSONResponse(as_facts(statement))


@any_customer.get(
    "/insight/organisations/{organisation_id}/statements/{month}", name="show_any_statement"
)
def show_any_statement(request: Request, statement: AnyStatement) -> Response:
    return _statement_page(request, statement)


def _statement_page(request: Request, statement: Statement) -> Response:
    words: dict[str, Any] = {"outcomes": OUTCOME_NAMES, "impacts": IMPACT_NAMES}
    return page(request, "reporting/statement.html", statement=statement, **words)


def _statement_csv(request: Request, statement: Statement) -> Response:
    lang = language_of(request)
    say = translations(lang).gettext
    return csv_response(as_sheet(statement, say, lang), say)


def months_of(organisation: Organisation, latest: Month) -> list[Month]:
    """Return the months since the customer is one, the latest first."""
    months, first = [latest], Month.of(organisation.created_at)
    while len(months) < MONTHS_LISTED and months[-1] > first:
        months.append(Month.of(months[-1].starts_at - timedelta(days=1)))
    return months
