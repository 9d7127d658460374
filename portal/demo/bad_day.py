"""One morning of the demo's past the mail relay stood still; some said that it hit them too."""

from portal.demo.cast import ADDRESSES
from portal.demo.simulation import Simulation
from portal.incidents.forms import ClosingForm, IncidentForm
from portal.incidents.models import Impact
from portal.incidents.running import Reach, close_incident, open_incident

STANDSTILL = IncidentForm(
    title_en="Mail is delivered hours late",
    title_fr="Les courriels sont remis avec des heures de retard",
    text_en="Reminders and simulated mail wait in our relay. Nothing is lost.",
    text_fr="Les rappels et les courriels simulés attendent dans notre relais. Rien n’est perdu.",
    impact=Impact.DEGRADED,
)
OVER = ClosingForm(
    text_en="All mail that waited has been delivered.",
    text_fr="Tous les courriels en attente ont été remis.",
)


def break_down(simulation: Simulation) -> None:
    """Let support open the incident."""
    by = simulation.person(ADDRESSES["ben"])
    simulation.fault = open_incident(
        simulation.db, simulation.runtime, STANDSTILL, Reach(["reports-and-delivery"]), by=by
    )


def recover(simulation: Simulation) -> None:
    by = simulation.person(ADDRESSES["ben"])
    if simulation.fault is not None:
        close_incident(simulation.db, simulation.runtime, simulation.fault, OVER, by=by)
        simulation.fault = None
