"""Whom a task waits for: role, else leader, else leader above, else process owner (T1–T4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from samverk.core.access import api as access
from samverk.core.access.api import Actor, BrukerFacts
from samverk.core.errors import Refusal
from samverk.core.organisation import api as organisation
from samverk.core.workflow import registry
from samverk.core.workflow.models import HumanTask
from samverk.core.workflow.registry import CaseFacts, Role

LEADER = "leder"
LAST_RESORTS = ("prosessansvarlig", "systemstoette", "tilgangsadministrator")
SUPPORT_ROLE = "systemstoette"
LEVELS_MAX = 12


class CandidatesMissing(Refusal):
    """Nobody at all could do the task: the act is refused rather than a case lost."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who may do the task; `grunn`: rolle, leder, overordnet, prosesseier or stedfortreder."""

    bruker_id: UUID
    grunn: str
    on_behalf_of: UUID | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """The candidates, and whether nobody had the role itself (alarm to the role administrator)."""

    candidates: tuple[Candidate, ...]
    is_fallback: bool = False


def resolve_candidates(
    actor: Actor,
    *,
    rolle: str,
    case: CaseFacts,
    scope: str = "",
    ikke_samme_som: str = "",
    on: date,
) -> Resolution:
    """Return who may do a task on a day; never empty.

    Args:
        actor: the tenant's service user.
        rolle: process role; case: the instance.
        scope, ikke_samme_som: the slot and the task whose doers are excluded (four eyes).
        on: the day.

    Raises:
        CandidatesMissing: not even a process owner or role administrator is left.
    """
    role = role_of(rolle)
    barred = barred_persons(
        actor, rolle=rolle, case=case, scope=scope, ikke_samme_som=ikke_samme_som, on=on
    )
    principals, grunn = _principals(actor, role, case, barred, on)
    found = [Candidate(b.id, grunn) for b in principals]
    if role.capability and not role.is_subject:
        taken = {b.id for b in principals}
        for principal, deputy in access.deputies_of(
            actor, fra_ids=taken, capability=role.capability, on=on
        ):
            if deputy.id not in taken and not _persons([deputy]) & barred:
                taken.add(deputy.id)
                found.append(Candidate(deputy.id, "stedfortreder", principal))
    return Resolution(tuple(found), is_fallback=grunn != "rolle")


def _principals(
    actor: Actor, role: Role, case: CaseFacts, barred: set[UUID], on: date
) -> tuple[list[BrukerFacts], str]:
    people = _free(_holders(actor, role, case, on), barred)
    if people:
        return people, "rolle"
    for level, unit in enumerate(_units_upwards(actor, case.enhet_id, on)):
        people = _free(access.holders(actor, rolle=LEADER, enhet_id=unit, on=on), barred)
        if people:
            return people, "overordnet" if level else "leder"
    for rolle in LAST_RESORTS:
        people = _free(access.holders(actor, rolle=rolle, enhet_id=None, on=on), barred)
        if people:
            return people, "prosesseier"
    name = registry.role_name(role.code, "nb")
    raise CandidatesMissing(
        f"Ingen ved institusjonen kan gjøre dette som {name.lower()}. Be tilgangsadministrator"
        " gi noen rollen, og prøv igjen."
    )


def _holders(actor: Actor, role: Role, case: CaseFacts, on: date) -> list[BrukerFacts]:
    if role.resolver is not None:
        ids = list(dict.fromkeys(role.resolver(actor, case, on)))
        found = access.brukere(actor, ids)
        return [found[i] for i in ids if i in found]
    return access.holders(actor, rolle=role.access_role, enhet_id=case.enhet_id, on=on)


def _units_upwards(actor: Actor, enhet_id: UUID | None, on: date) -> Iterable[UUID]:
    for _ in range(LEVELS_MAX):
        if enhet_id is None:
            return
        yield enhet_id
        unit = organisation.enhet(actor.tenant_id, enhet_id, on=on)
        enhet_id = unit.overordnet_id if unit else None


def _persons(brukere: Iterable[BrukerFacts]) -> set[UUID]:
    """People, not accounts: one person may have several."""
    return {b.party_id or b.id for b in brukere}


def _free(brukere: Iterable[BrukerFacts], barred: set[UUID]) -> list[BrukerFacts]:
    return [b for b in brukere if (b.party_id or b.id) not in barred]


def role_of(rolle: str) -> Role:
    """The registered role; one that is only an access role keeps its own name."""
    return registry.roles.get(rolle) or Role(rolle, (rolle,) * 3, access_role=rolle)


def barred_persons(
    actor: Actor, *, rolle: str, case: CaseFacts, scope: str, ikke_samme_som: str, on: date
) -> set[UUID]:
    """T2: the subject, those who did the named step (also through a deputy), conflicts.

    Returns party ids (account ids for accounts without a person).
    """
    found: set[UUID] = set()
    if case.gjelder_party_id and not role_of(rolle).is_subject:
        found.add(case.gjelder_party_id)
    if ikke_samme_som:
        doers = HumanTask.objects.filter(
            tenant_id=actor.tenant_id, instance_id=case.instance_id, scope=scope,
            node=ikke_samme_som, status="utfoert",
        ).values_list("done_by_id", "on_behalf_of_id")  # fmt: skip
        ids = {i for pair in doers for i in pair if i}
        found |= _persons(access.brukere(actor, ids).values())
    for check in registry.conflict_checks:
        found.update(check(actor, case, on))
    return found
