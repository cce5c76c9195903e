"""The advance that a run pays, as the run page shows it."""

from __future__ import annotations

from typing import Any

from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.hr import api as hr
from samverk.payroll import api
from samverk.payroll.web.forms import InnvilgForm

UNDECIDED = frozenset({"aapen", "beregnet", "kontrollert"})
OPEN = UNDECIDED | {"godkjent"}


def advance_panel(
    actor: Actor, run: api.KjoeringFacts, innvilg: InnvilgForm | None = None
) -> dict[str, Any] | None:
    """Who asked for what and why, what it may be, what is left to take back, and the two answers.

    Args:
        actor, run: who reads which run; innvilg: the form of a refused answer, as it was typed.
    """
    if run.forskudd_id is None:
        return None
    facts, tak = hr.forskudd(actor, run.forskudd_id), api.forskuddstak(actor, run.id)
    if facts is None or tak is None:
        return None
    people = access.brukere(actor, [one for one in (facts.bedt_av, run.avlyst_av) if one])
    decides = actor.can("lonn.kjoring.klargjor") and not api.is_own(actor, run.id)
    may_grant = decides and run.tilstand in UNDECIDED
    if may_grant and innvilg is None:
        innvilg = InnvilgForm(initial={"beloep": tak.satt_oere, "grunn": run.nedsatt_grunn})
    return {
        "f": facts,
        "tak": tak,
        "bedt_av": people[facts.bedt_av].navn if facts.bedt_av in people else "–",
        "avlyst_av": people[run.avlyst_av].navn if run.avlyst_av in people else "",
        "igjen_oere": api.forskudd_left(actor, facts.party_id),
        "innvilg": innvilg if may_grant else None,
        "kan_avslaa": decides and run.tilstand in OPEN and run.betalt_av is None,
    }
