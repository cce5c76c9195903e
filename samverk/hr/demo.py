"""HR's part of the demo life: everyone's work, as it stood and as it changed, on both time axes.

Whoever has a name in the story, and whoever leads a unit, is employed and changed through the
services. The crowd is planned by pure functions and written in bulk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from samverk.core.access import api as access
from samverk.core.access.api import Actor, DemoPlace
from samverk.core.organisation import api as organisation
from samverk.core.parties import api as parties
from samverk.core.parties.api import NyPerson
from samverk.core.periods import Period
from samverk.hr import api
from samverk.hr.api import NyBesettelse, NyeTimer, NyStilling, Objekt
from samverk.hr.demo_bulk import Posts, access_time, jobs_of, register_people, write_jobs
from samverk.hr.demo_crowd import Crowd
from samverk.hr.demo_hours import (
    HOURLY_GROUP,
    Contract,
    Hourly,
    hourly_jobs,
    hourly_people,
    write_contracts,
    write_hours,
)
from samverk.hr.demo_plan import ALL, OVERFOERT, Draw, People, Unit, at_hour, raised

Account = tuple[UUID, UUID]


@cache
def demo_data() -> Mapping[str, Any]:
    """The invented names, pay and cast positions."""
    found = yaml.safe_load(Path(__file__).with_name("demo_data.yaml").read_text(encoding="utf8"))
    assert isinstance(found, dict)
    return found


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody employed through the services."""

    party_id: UUID
    bruker: str
    unit: Unit
    kode: Mapping[str, Any]
    oere: int
    fra: date
    leads: bool


def build(place: DemoPlace) -> None:
    """Give the institution its employees, their history since the life began, and their hours.

    Args:
        place: one tenant under construction; runs inside ``acting(place.actor)``.
    """
    if not place.employees:
        return
    data, draw = demo_data(), Draw(place.seed)
    units = _units(place)
    people = People(draw, data, place.tenant.domene, place.seed)
    for row in place.people:
        people.avoid(row["foedt"])
    crowd = Crowd(draw, people, data, list(units.values()), (place.start, place.now))
    cast = _cast(place, units)
    _give_accounts(place, people)
    named = [*cast, *_leaders(place, crowd, units)]
    held = _employ_named(place, named)
    _settle_named(place, crowd, named, held)
    _change_named(place, named, held, units)
    _write_crowd(place, crowd, len(named), _accounts(place, named))
    _look_at_a_number(place, next(one for one in cast if not one.leads))


def _look_at_a_number(place: DemoPlace, person: Named) -> None:
    """HR needed a number to answer Nav, so that the person has a line of the read log to read."""
    at = place.now - timedelta(days=11)
    with access.acting(place.cast["hr"], now=at) as hr:
        api.reveal_identifikator(
            actor=hr, party_id=person.party_id, slag="fnr", formaal="myndighet",
            begrunnelse="Nav spør når arbeidsforholdet begynte", on=at.date(),
        )  # fmt: skip


def _units(place: DemoPlace) -> dict[str, Unit]:
    """Units by name ("" is the top); a person's pay can be shared with the unit above."""
    found = {u.id: u for u in organisation.enheter(place.tenant.id, on=place.start)}
    named = {unit_id: name for name, unit_id in place.units.items() if name} | {place.units[""]: ""}
    return {
        named[u.id]: Unit(
            u.id, u.type, u.navn, u.stedkode, u.koststed or "",
            (found[u.overordnet_id].koststed or "") if u.overordnet_id else (u.koststed or ""),
        )
        for u in found.values()
    }  # fmt: skip


def _cast(place: DemoPlace, units: Mapping[str, Unit]) -> list[Named]:
    """Those of the named cast who are employed when the life begins."""
    data, made = demo_data(), []
    codes = {row["kode"]: row for row in data["koder"]}
    for row in place.people:
        plan = data["cast"].get(row["bruker"])
        if plan is None:
            continue
        kind = plan.get("leder")
        kode = data["lederkoder"][kind] if kind else codes.get(plan["kode"], plan)
        made.append(
            Named(
                row["party_id"], row["bruker"], units[row["enhet"]],
                {"mg": "1", "mug": "1"} | kode, plan["kr"] * 100, plan["fra"], bool(kind),
            )
        )  # fmt: skip
    return made


def _give_accounts(place: DemoPlace, people: People) -> None:
    """The cast who work here are paid to an account; who is hired in the story gives their own."""
    data, at = demo_data(), access_time(place)
    for row in place.people:
        if row["bruker"] in data["cast"] or row["bruker"] in data["cast_timer"]:
            parties.give_identifier(
                tenant_id=place.tenant.id, party_id=row["party_id"], kind="kontonummer",
                value=people.account(), kilde="hentet", now=at,
            )  # fmt: skip


def _leaders(place: DemoPlace, crowd: Crowd, units: Mapping[str, Unit]) -> list[Named]:
    """A leader, with an account, for every unit that nobody of the cast leads."""
    data, at = demo_data(), access_time(place)
    led = {row["enhet"] for row in place.people if "leder" in row["roller"]} | {""}
    vacant = [unit for name, unit in units.items() if name not in led]
    invented = [(at, crowd.people.invent((1958, 1976))) for _ in vacant]
    made = []
    for unit, party_id, (_, person) in zip(
        vacant, register_people(place, invented), invented, strict=True
    ):
        kode, name = data["lederkoder"][unit.type], f"leder{unit.stedkode[:4]}"
        with access.acting(place.actor, now=at):
            bruker = access.create_bruker(
                actor=place.actor, brukernavn=name, party_id=party_id, now=at,
                navn=f"{person.fornavn} {person.etternavn}",
                details={"rolletekst": kode["tittel"]},
            )  # fmt: skip
            access.grant_rolle(
                actor=place.actor, bruker_id=bruker, rolle="ansatt", omfang="selv",
                fra=place.start, now=at,
                details={"kilde": "oppsett", "begrunnelse": "Demolivet", "enhet_id": None},
            )  # fmt: skip
        pay = crowd.draw.within(kode["kr"], 100) * 100
        since = date(crowd.draw.between(2004, 2024), 8, 1)
        made.append(Named(party_id, name, unit, kode, pay, since, leads=True))
    return made


def _employ_named(place: DemoPlace, named: list[Named]) -> dict[UUID, UUID]:
    """Employ them as they stood when the life began; holding by person."""
    held, at = {}, access_time(place)
    with access.acting(place.actor, now=at) as actor:
        for person in named:
            span = Period(max(person.fra, place.start))
            stilling_id = _post(actor, person, span, at)
            employment = api.register_arbeidsforhold(
                actor=actor, party_id=person.party_id, gyldig=Period(person.fra), now=at,
                grunnlag=OVERFOERT,
            )  # fmt: skip
            held[person.party_id] = api.register_besettelse(
                actor=actor, arbeidsforhold_id=employment, now=at,
                ny=NyBesettelse(
                    stilling_id=stilling_id, gyldig=span, type="HOVED", prosent=ALL,
                    mg=person.kode["mg"], mug=person.kode["mug"],
                    linjer=((person.unit.koststed, "", ALL),), aarsloenn_oere=person.oere,
                    grunnlag=OVERFOERT,
                ),
            )  # fmt: skip
    return held


def _post(actor: Actor, person: Named, span: Period, at: datetime) -> UUID:
    ny = NyStilling(
        person.unit.id,
        person.kode["kode"],
        person.kode["tittel"],
        person.kode.get("yrke", ""),
        lederflagg=person.leads,
    )
    return api.find_or_register_stilling(actor=actor, ny=ny, period=span, now=at)


def _hr_of(place: DemoPlace, party_id: UUID) -> Actor:
    """Who registers a change: HR, but nobody their own."""
    own = place.cast["hrleder"].party_id == party_id
    return place.cast["hr" if own else "hrleder"]


def _settle_named(
    place: DemoPlace, crowd: Crowd, named: list[Named], held: Mapping[UUID, UUID]
) -> None:
    settled = crowd.settled
    for person in named:
        with access.acting(_hr_of(place, person.party_id), now=settled.at) as actor:
            api.register_change(
                actor=actor, objekt=Objekt("loennsavtale", held[person.party_id]),
                gjelder_fra=settled.fra, grunnlag=settled.grunn, now=settled.at,
                felter={"aarsloenn_oere": raised(person.oere, settled.verdi)},
            )  # fmt: skip


def _change_named(
    place: DemoPlace, named: list[Named], held: Mapping[UUID, UUID], units: Mapping[str, Unit]
) -> None:
    """What happened to some of the cast, each registered on its day."""
    by_user = {person.bruker: person for person in named}
    for row in sorted(demo_data()["endringer"], key=lambda r: r["registrert"]):
        person = by_user.get(row["bruker"])
        if person is None:
            continue
        kind, felter = _change(row, person)
        at = at_hour(row["registrert"])
        with access.acting(_hr_of(place, person.party_id), now=at) as actor:
            api.register_change(
                actor=actor, objekt=Objekt(kind, held[person.party_id]), felter=felter,
                gjelder_fra=row["fra"], gjelder_til=row.get("til"), grunnlag=row["grunn"], now=at,
            )  # fmt: skip


def _change(row: Mapping[str, Any], person: Named) -> tuple[Any, dict[str, Any]]:
    if row["hva"] == "prosent":
        return "besettelse", {"prosent": Decimal(row["verdi"])}
    if row["hva"] == "loenn":
        return "loennsavtale", {"aarsloenn_oere": row["kr"] * 100}
    share = Decimal(row["andel"])
    lines = [
        {"koststed": person.unit.koststed, "andel": share},
        {"koststed": person.unit.neste, "andel": ALL - share},
    ]
    return "kontering", {"linjer": lines}


def _accounts(place: DemoPlace, named: list[Named]) -> dict[UUID, Account]:
    """Account and person of who leads each unit."""
    made = {}
    for person in named:
        found = access.bruker_for_party(place.actor, person.party_id) if person.leads else None
        if found is not None:
            made[person.unit.id] = (found.id, person.party_id)
    return made


def _write_crowd(
    place: DemoPlace, crowd: Crowd, named: int, leaders: Mapping[UUID, Account]
) -> None:
    """Everyone else: a fifth of the institution on hours, the rest with monthly pay."""
    on_hours = place.employees // 5
    known = [row for row in place.people if row["bruker"] in demo_data()["cast_timer"]]
    employees = crowd.employees(place.employees - on_hours - named)
    hourly = hourly_people(crowd, on_hours - len(known))
    employees.sort(key=lambda e: e.known)
    hourly.sort(key=lambda h: h.known)
    ids = list(register_people(place, [(e.known, e.person) for e in employees]))
    more = list(register_people(place, [(h.known, h.person) for h in hourly]))
    ours = [_named_on_hours(row, crowd) for row in known]
    posts = Posts(place)
    jobs = jobs_of(place, employees, ids, posts)
    working, contracts = hourly_jobs(
        crowd, [*ours, *hourly], [*(row["party_id"] for row in known), *more], posts
    )
    posts.write()
    write_jobs(place, [*jobs, *working])
    town = demo_data()["skattekommune"][place.tenant.slug]
    write_contracts(place, contracts, town)
    for contract, row in zip(contracts, known, strict=False):
        _register_own_hours(place, contract, place.cast[row["bruker"]])
    write_hours(place, contracts, leaders)


def _named_on_hours(row: Mapping[str, Any], crowd: Crowd) -> Hourly:
    """One of the cast who already works on hours when the story begins."""
    plan = demo_data()["cast_timer"][row["bruker"]]
    kode = next(k for k in demo_data()["timer"] if k["tittel"] == plan["tittel"])
    unit = next(u for u in crowd.units if u.navn == row["enhet"])
    span = Period(plan["fra"], plan["til"])
    first, last = row["navn"]
    person = NyPerson(first, last, row["foedt"])
    return Hourly(person, unit, HOURLY_GROUP | kode, plan["sats"], (span,), at_hour(plan["kjent"]))


def _register_own_hours(place: DemoPlace, contract: Contract, actor: Actor) -> None:
    """This month's hours are registered by the person, and wait for the leader."""
    own = [day for day in contract.days if day.dato >= place.today.replace(day=1)]
    contract.days = [day for day in contract.days if day not in own]
    for day in own:
        at = at_hour(day.dato, 20)
        with access.acting(actor, now=at):
            api.foer_timer(
                actor=actor, kontrakt_id=contract.id, now=at,
                timer=NyeTimer(
                    day.dato, day.minutter, day.aktivitet, day.fra, day.fra + day.minutter
                ),
            )  # fmt: skip
    at = place.now - timedelta(days=3)
    with access.acting(actor, now=at):
        api.send_inn(actor=actor, kontrakt_id=contract.id, now=at)
