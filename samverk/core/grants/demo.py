"""The demo's roles: one given in May and due again, one that waits for a yes, one deputy this week.

Only people of the cast take part, and only at universities: the leader of a unit, whoever orders
hires there, and at UiT the colleague who is known as a deputy.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from samverk.core.access.api import Actor, DemoPlace, acting
from samverk.core.grants import api
from samverk.core.outbox.api import deliver_due

OSLO = ZoneInfo("Europe/Oslo")
GIVEN = datetime(2026, 5, 18, 10, 0, tzinfo=OSLO)
NIGHT = datetime(2026, 11, 18, 2, 15, tzinfo=OSLO)
APPOINTED = datetime(2026, 11, 19, 14, 30, tzinfo=OSLO)
PROPOSED = datetime(2026, 11, 20, 10, 12, tzinfo=OSLO)
WEEK = (date(2026, 11, 23), date(2026, 11, 29))


def build(place: DemoPlace) -> None:
    """Play the acts in the order of their days; what they tell is delivered at the end."""
    by_role = {
        role: row for row in reversed(place.people) for role in row["roller"] if row["enhet"]
    }
    if "leder" not in by_role or "bestiller" not in by_role or "tilgang" not in place.cast:
        return
    unit = by_role["bestiller"]["enhet"]
    leads = next(r for r in place.people if "leder" in r["roller"] and r["enhet"] == unit)
    leader, orderer = place.cast[leads["bruker"]], place.cast[by_role["bestiller"]["bruker"]]
    helper = next((r for r in place.people if "stedfortreder" in r["tekst"]), None)
    colleague = place.cast.get("torgeir", orderer)
    _give(place, colleague, unit, leader)
    with acting(place.actor, now=NIGHT):
        api.recertify_nightly(actor=place.actor, now=NIGHT)
    if helper is not None:
        _stand_in(leader, place.cast[helper["bruker"]])
    _propose(place, orderer, unit)
    with acting(place.actor, now=place.now):
        deliver_due(actor=place.actor, now=place.now)


def _give(place: DemoPlace, to: Actor, unit: str, leader: Actor) -> None:
    ny = api.NyRolle(
        to.bruker_id, "saksbehandler", "enhet", place.units[unit], GIVEN.date(),
        "Behandler studentsaker for instituttet",
    )  # fmt: skip
    with acting(place.cast["tilgang"], now=GIVEN) as admin:
        forslag = api.propose_rolle(actor=admin, ny=ny, now=GIVEN)
    with acting(leader, now=GIVEN):
        api.answer_forslag(actor=leader, forslag_id=forslag, er_ja=True, now=GIVEN)


def _stand_in(leader: Actor, deputy: Actor) -> None:
    with acting(leader, now=APPOINTED):
        lent = api.lendable(leader, on=WEEK[0])
        api.appoint_deputy(
            actor=leader, til_bruker_id=deputy.bruker_id, fra=WEEK[0], til_og_med=WEEK[1],
            grant_ids=[one.grant_id for one in lent], now=APPOINTED,
            begrunnelse="På feltarbeid i Hammerfest",
        )  # fmt: skip


def _propose(place: DemoPlace, to: Actor, unit: str) -> None:
    ny = api.NyRolle(
        to.bruker_id, "attestant", "enhet", place.units[unit], WEEK[0],
        "Attesterer innkjøp til undervisningen i vår", date(2027, 6, 30),
    )  # fmt: skip
    with acting(place.cast["tilgang"], now=PROPOSED) as admin:
        api.propose_rolle(actor=admin, ny=ny, now=PROPOSED)
