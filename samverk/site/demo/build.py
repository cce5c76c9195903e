"""Builds the demo life in stages: first the cast and the units, then twelve months of history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import yaml

from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.audit.api import has_act, record_act
from samverk.core.grants import demo as grants_demo
from samverk.core.identifiers import synthetic_fnr
from samverk.core.organisation import api as organisation
from samverk.core.parties import api as parties
from samverk.core.seals.api import seal_all
from samverk.core.tenancy.api import TenantFacts, refresh_statistics, tenant_by_slug, tenants
from samverk.core.ui import api as ui
from samverk.site.demo import beside

HERE = Path(__file__).parent
OSLO = ZoneInfo("Europe/Oslo")
START = date(2025, 8, 1)
START_AT = datetime(2025, 8, 1, 8, 0, tzinfo=OSLO)
LIFE = "site.demo.bygget"
Progress = Callable[[float, str], None]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=OSLO)  # Monday; the day the demo life stands at


# Modules in the order of the line; each builds on what those before it made.
MODULES = [
    "samverk.archive.demo",
    "samverk.cases.demo",
    "samverk.finance.demo",
    "samverk.hr.demo",
    "samverk.processes.demo_history",
    "samverk.payroll.demo",
    "samverk.processes.demo",
    "samverk.governance.demo",
]
EMPLOYEES = {
    "small": {"uib": 120, "uio": 120, "uit": 120, "ntnu": 120, "bott": 0},
    "full": {"uib": 4500, "uio": 8000, "uit": 4200, "ntnu": 8300, "bott": 0},
}


def build(
    *, stage: str, scale: str, only: str | None = None, progress: Progress | None = None
) -> bool:
    """Build the demo life; a stage that stands is left alone.

    Each tenant is built in one transaction: interrupted, it leaves nothing half made. At small
    scale the universities are built side by side, as many at a time as the machine has cores.

    Args:
        stage: ``cast`` (units and accounts) or ``life`` (also the history of every module).
        scale: ``small`` (about 120 people a university) or ``full`` (25 000 employees).
        only: slug of the one tenant to build; None builds all.
        progress: told what has been done, as (share done, text).

    Returns:
        True when anything was built.
    """
    wanted = [t for t in tenants() if only in (None, t.slug) and not _stands(t, stage)]
    tell = _counter(len(wanted) * (len(_steps(stage)) + 1), progress)
    first = [t.slug for t in wanted if t.is_university]
    if len(first) > 1 and beside.cores() > 1 and (stage, scale) == ("life", "small"):
        for text in beside.each(_build_small, first):
            tell(text)
        wanted = [t for t in wanted if t.slug not in first]  # the collaboration sums them up
    for tenant in wanted:
        _build(tenant, stage, scale, tell)
    return bool(first or wanted)


def _counter(total: int, progress: Progress | None) -> Callable[[str], None]:
    numbers = count(1)
    return lambda text: progress(next(numbers) / total, text) if progress else None


def _stands(tenant: TenantFacts, stage: str) -> bool:
    return _has_units(tenant) and (stage == "cast" or _has_life(tenant))


def _steps(stage: str) -> list[str]:
    return [m for m in MODULES if _exists(m)] if stage == "life" else []


def _build_small(slug: str) -> None:
    """The small life of one university, in a process of its own."""
    _build(tenant_by_slug(slug), "life", "small", beside.tell)


def _build(tenant: TenantFacts, stage: str, scale: str, tell: Callable[[str], None]) -> None:
    order, steps = tenants().index(tenant), _steps(stage)
    with access.acting(access.service_actor(tenant), now=START_AT) as actor:
        if not _has_units(tenant):
            _build_people(actor, tenant, _build_units(actor), order)
        tell(f"{tenant.kortnavn}: enheter og folk")
        if not steps:
            return
        place = _place(actor, tenant, scale, order)
        for step in steps:
            with access.acting(actor, now=NOW):
                import_module(step).build(place)
                # Statistics hold the table until the transaction ends, and others would wait; a
                # hundred people are found quickly without.
                if scale == "full":
                    refresh_statistics(step.split(".")[1], "parties", "outbox", "audit")
            tell(f"{tenant.kortnavn}: {step.split('.')[1]}")
        if _exists("samverk.finance.demo"):  # every module has posted its history
            import_module("samverk.finance.demo").finish(place)
        _roles(place)
        _read_up(place)
        record_act(actor=actor, handling=LIFE, objekt_type="demo")
        if scale == "small":  # what the nights have done; a bench can do without
            seal_all(actor=actor, now=NOW)


def _roles(place: access.DemoPlace) -> None:
    """Roles and deputies come last: the cases they take part in are there."""
    with access.acting(place.actor, now=NOW):
        grants_demo.build(place)


def _read_up(place: access.DemoPlace) -> None:
    """The cast has read what is older than two weeks."""
    then = NOW - timedelta(days=14)
    for person in place.cast.values():
        with access.acting(person, now=then):
            ui.mark_all_read(actor=person, now=then)


def _exists(module: str) -> bool:
    parent = module.rpartition(".")[0]
    return find_spec(parent) is not None and find_spec(module) is not None


def _place(actor: Actor, tenant: TenantFacts, scale: str, order: int) -> access.DemoPlace:
    people, cast = _people_of(tenant.slug, order), {}
    for row in people:
        bruker = access.Bruker.objects.get(tenant_id=tenant.id, brukernavn=row["bruker"])
        row["party_id"] = bruker.party_id
        with access.acting(actor, now=NOW):
            cast[row["bruker"]] = access.actor_for(tenant, bruker)
    units = {u.navn: u.id for u in organisation.enheter(tenant.id, on=START)}
    top = organisation.root(tenant.id, on=START)
    assert top is not None
    return access.DemoPlace(
        tenant=tenant, actor=actor, units=units | {"": top.id}, cast=cast, start=START,
        today=NOW.date(), now=NOW, scale=scale, employees=EMPLOYEES[scale][tenant.slug],
        seed=2026 + order, people=tuple(people),
    )  # fmt: skip


def _has_life(tenant: TenantFacts) -> bool:
    with access.acting(access.visitor(tenant), now=NOW):
        return has_act(tenant_id=tenant.id, handling=LIFE)


def _has_units(tenant: TenantFacts) -> bool:
    with access.acting(access.visitor(tenant), now=START_AT):
        return organisation.root(tenant.id, on=START) is not None


def _read(name: str) -> dict[str, Any]:
    found = yaml.safe_load((HERE / name).read_text(encoding="utf8"))
    assert isinstance(found, dict)
    return found


def _build_units(actor: Actor) -> dict[str, UUID]:
    tenant = next(t for t in tenants() if t.id == actor.tenant_id)
    plan = _read("cast_units.yaml")[tenant.slug]
    add = partial(organisation.register_orgenhet, tenant_id=tenant.id, fra=START)
    top = add(
        stedkode="000000", type="institusjon", navn=tenant.navn, overordnet_id=None,
        noekler=_keys(tenant, "000000"),
        details={
            "navn_nn": tenant.navn_nn, "navn_en": tenant.navn_en, "kortnavn": tenant.kortnavn,
            "koststed": "10000000", "aga_sone": plan["sone"], "virksomhet_orgnr": tenant.orgnr,
        },
    )  # fmt: skip
    units = {"": top}
    for faculty in plan["fakulteter"]:
        code = faculty["kode"]
        units[faculty["navn"]] = add(
            stedkode=f"{code}0000", type="fakultet", navn=faculty["navn"], overordnet_id=top,
            noekler=_keys(tenant, f"{code}0000"),
            details={
                "navn_en": faculty["en"], "kortnavn": f"{tenant.kortnavn}-{code}",
                "koststed": f"1{code}00000",
            },
        )  # fmt: skip
        for number, below in enumerate(faculty.get("institutter", []), 1):
            stedkode = f"{code}{number:02}00"
            own = "" if below.get("arver_koststed") else f"1{code}{number:02}000"
            units[below["navn"]] = add(
                stedkode=stedkode, type="institutt", navn=below["navn"],
                overordnet_id=units[faculty["navn"]], noekler=_keys(tenant, stedkode),
                details={
                    "navn_en": below["en"], "kortnavn": f"{tenant.kortnavn}-{code}{number:02}",
                    "koststed": own,
                },
            )  # fmt: skip
    return units


def _keys(tenant: TenantFacts, stedkode: str) -> list[tuple[str, str, str]]:
    """What DFØ's pay system and the former one call a unit; the numbers are made up."""
    return [
        ("dfo_org_id", "dfo_sap", f"10{stedkode}"),
        ("legacy_stedkode", f"sap{tenant.slug}", stedkode),
    ]


def _people_of(slug: str, order: int) -> list[dict[str, Any]]:
    plan = _read("cast_people.yaml")
    people = list(plan[slug])
    if slug != "bott":
        people += [
            row | {"navn": [row["fornavn"][order], row["etternavn"][order]], "enhet": ""}
            for row in plan["felles"]
        ]
    return people


def _build_people(actor: Actor, tenant: TenantFacts, units: dict[str, UUID], order: int) -> None:
    for number, row in enumerate(_people_of(tenant.slug, order)):
        first, last = row["navn"]
        person = parties.register_person(
            tenant_id=tenant.id, fornavn=first, etternavn=last, foedselsdato=row["foedt"],
            details={"epost": f"{row['bruker']}@{tenant.domene}", "is_syntetisk": True},
        )  # fmt: skip
        parties.give_identifier(
            tenant_id=tenant.id, party_id=person, kind="fnr",
            value=synthetic_fnr(row["foedt"], serial=order * 40 + number),
            kilde="hentet", now=START_AT,
        )  # fmt: skip
        bruker = access.create_bruker(
            actor=actor, brukernavn=row["bruker"], navn=f"{first} {last}", party_id=person,
            now=START_AT, details={"rolletekst": row["tekst"], "is_cast": True},
        )  # fmt: skip
        for rolle in ["ansatt", *row["roller"]]:
            own = rolle == "ansatt"
            access.grant_rolle(
                actor=actor, bruker_id=bruker, rolle=rolle, omfang="selv" if own else "subtre",
                fra=START, now=START_AT,
                details={
                    "kilde": "oppsett", "begrunnelse": "Demolivet",
                    "enhet_id": None if own else units[row["enhet"]],
                },
            )  # fmt: skip
