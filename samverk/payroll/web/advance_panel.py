"""The advance that a run pays, as the run page shows it."""

from __future__ import annotations

from typing import Any

from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.hr import api as hr
from samverk.payroll import api

OPEN = frozenset({"aapen", "beregnet", "kontrollert", "godkjent"})


def advance_panel(actor: Actor, run: api.KjoeringFacts) -> dict[str, Any] | None:
    """Who asked for what and why, what is left to take back, and whether it can be refused."""
    if run.forskudd_id is None:
        return None
    facts = hr.forskudd(actor, run.forskudd_id)
    if facts is None:
        return None
    people = access.brukere(actor, [one for one in (facts.bedt_av, run.avlyst_av) if one])
    return {
        "f": facts,
        "bedt_av": people[facts.bedt_av].navn if facts.bedt_av in people else "–",
        "avlyst_av": people[run.avlyst_av].navn if run.avlyst_av in people else "",
        "igjen_oere": api.forskudd_left(actor, facts.party_id),
        "kan_avslaa": run.tilstand in OPEN
        and run.betalt_av is None
        and actor.can("lonn.kjoring.klargjor")
        and not api.is_own(actor, run.id),
    }
