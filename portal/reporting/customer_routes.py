"""Customers side by side, and the scorecard of each, for whoever looks after them."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from portal.accounts.dependencies import needs
from portal.accounts.models import Organisation
from portal.accounts.policy import Capability
from portal.accounts.success_managers import success_manager_of
from portal.reporting.dependencies import AskedFrame, Customer, choices_of
from portal.reporting.framing import report
from portal.reporting.organisations import by_organisation, organisations_of
from portal.reporting.scorecard import scorecard_of
from portal.reporting.scorecard_files import as_sheet
from portal.reporting.sheets import Frame
from portal.reporting.spreadsheets import csv_response
from portal.reporting.statement_routes import months_of
from portal.support_policy.uptime import Month
from portal.web.dependencies import ReadDb

router = APIRouter(dependencies=[needs(Capability.SEE_INSIGHT)])


def frame_of_all(frame: AskedFrame) -> Frame:
    """Return the frame without an organisation: the page has them all."""
    return replace(frame, filters=replace(frame.filters, organisation_id=None))


def frame_of_one(frame: AskedFrame, customer: Customer) -> Frame:
    """Return the frame of this customer, whatever the address says beside."""
    return replace(frame, filters=replace(frame.filters, organisation_id=customer.id))


FrameOfAll = Annotated[Frame, Depends(frame_of_all)]
FrameOfOne = Annotated[Frame, Depends(frame_of_one)]


@router.get("/insight/organisations", name="show_organisations")
def show_organisations(request: Request, db: ReadDb, frame: FrameOfAll) -> Response:
    found = by_organisation(db, frame)
    sheet = organisations_of(found, frame)
    return report(request, "organisations", db, frame, found=found, sheet=sheet)


@router.get("/insight/organisations/{organisation_id}.csv", name="show_scorecard_csv")
def show_scorecard_csv(db: ReadDb, customer: Customer, frame: FrameOfOne) -> Response:
    titles = dict(choices_of(db, frame)["shelves"])
    card = scorecard_of(db, customer, frame)
    return csv_response(as_sheet(card, _file_name(customer), titles, frame.say), frame.say)


@router.get("/insight/organisations/{organisation_id}", name="show_scorecard")
def show_scorecard(request: Request, db: ReadDb, customer: Customer, frame: FrameOfOne) -> Response:
    card, months = scorecard_of(db, customer, frame), months_of(customer, Month.of(frame.now))
    known = {"manager": success_manager_of(db, customer.id), "months": months}
    return report(request, "scorecard", db, frame, customer=customer, card=card, **known)


def _file_name(customer: Organisation) -> str:
    """Return the name as far as it is safe in a file's."""
    letters = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in customer.name)
    return letters.strip("-").lower() or "customer"
