"""Whom a task waits for: role, else leader, else leader above, else process owner (T1–T4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from samverk.core.access import api as access
from samverk.core.access.api import Actor, BrukerFacts
from samverk.core.errors import Refusal
from samverk.core.languages import LANGUAGES, Trilingual
from samverk.core.organisation import api as organisation
from samverk.core.workflow import registry
from samverk.core.workflow.models import HumanTask
from samverk.core.workflow.queries.cases import candidates_of, case_facts
from samverk.core.workflow.registry import CaseFacts, Role

LEADER = "leder"
LAST_RESORTS = ("prosessansvarlig", "systemstoette", "tilgangsadministrator")
SUPPORT_ROLE = "systemstoette"
LEVELS_MAX = 12
Held = tuple[BrukerFacts, UUID | None]  # an account, and the one it stands in for

_DOERS = """SELECT samverk.personer(done_by_id, on_behalf_of_id) FROM workflow_humantask
WHERE tenant_id = %s AND instance_id = %s AND scope = %s AND node = %s AND status = 'utfoert'"""


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


def role_of(rolle: str) -> Role:
    """The registered role; one that is only an access role keeps its own name."""
    return registry.roles.get(rolle) or Role(rolle, (rolle,) * 3, access_role=rolle)


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
    found = _candidates(_free(_holders(actor, role, case, on), barred), "rolle")
    if found:
        return Resolution(found)
    return Resolution(_fallback(actor, role, case, barred, on), is_fallback=True)


def grounds(grunn: str, rolle: str) -> frozenset[str]:
    """The access roles of which a candidate must hold one; none when it stands on something else.

    A role can end while a task waits: the candidate row is then older than the right.
    """
    if grunn in ("rolle", "stedfortreder"):
        role = role_of(rolle)
        return frozenset() if role.resolver else frozenset({role.access_role})
    if grunn == "prosesseier":
        return frozenset(LAST_RESORTS)
    return frozenset({LEADER}) if grunn in ("leder", "overordnet") else frozenset()


def _candidates(people: Sequence[Held], grunn: str) -> tuple[Candidate, ...]:
    """Holders first; a deputy counts once, and only for a principal who could do it too."""
    principals = {person.id for person, behalf in people if behalf is None}
    found: dict[UUID, Candidate] = {}
    for person, behalf in people:
        if person.id not in found and (behalf is None or behalf in principals):
            why = "stedfortreder" if behalf else grunn
            found[person.id] = Candidate(person.id, why, behalf)
    return tuple(found.values())


def _holders(actor: Actor, role: Role, case: CaseFacts, on: date) -> list[Held]:
    """Those who have the role for the case, then their deputies."""
    if role.resolver is None and case.enhet_id is not None:
        return access.holders_and_deputies(
            actor, rolle=role.access_role, enhet_id=case.enhet_id, capability=role.capability, on=on
        )
    if role.resolver is None:
        return _alone(access.holders(actor, rolle=role.access_role, enhet_id=None, on=on))
    ids = list(dict.fromkeys(role.resolver(actor, case, on)))
    known = access.brukere(actor, ids)
    people = _alone(known[i] for i in ids if i in known)
    if role.capability and not role.is_subject:
        pairs = access.deputies_of(actor, fra_ids=known, capability=role.capability, on=on)
        people += [(deputy, principal) for principal, deputy in pairs]
    return people


def _fallback(
    actor: Actor, role: Role, case: CaseFacts, barred: set[UUID], on: date
) -> tuple[Candidate, ...]:
    """T1: leader, leader above, process owner, role administrator."""
    for level, unit in enumerate(_units_upwards(actor, case.enhet_id, on)):
        people = _free(_alone(access.holders(actor, rolle=LEADER, enhet_id=unit, on=on)), barred)
        if people:
            return _candidates(people, "overordnet" if level else "leder")
    for rolle in LAST_RESORTS:
        people = _free(_alone(access.holders(actor, rolle=rolle, enhet_id=None, on=on)), barred)
        if people:
            return _candidates(people, "prosesseier")
    name = Trilingual(*(registry.role_name(role.code, one).lower() for one in LANGUAGES))
    raise CandidatesMissing(
        "Ingen ved institusjonen kan gjøre dette som %(name)s. Be tilgangsadministrator"
        " gi noen rollen, og prøv igjen.",
        values={"name": name},
    )


def _alone(people: Iterable[BrukerFacts]) -> list[Held]:
    return [(person, None) for person in people]


def _free(people: Iterable[Held], barred: set[UUID]) -> list[Held]:
    """People are compared, not accounts: one person may have several."""
    return [(b, behalf) for b, behalf in people if (b.party_id or b.id) not in barred]


def _units_upwards(actor: Actor, enhet_id: UUID | None, on: date) -> Iterable[UUID]:
    for _ in range(LEVELS_MAX):
        if enhet_id is None:
            return
        yield enhet_id
        unit = organisation.enhet(actor.tenant_id, enhet_id, on=on)
        enhet_id = unit.overordnet_id if unit else None


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
        with connection.cursor() as cursor:
            cursor.execute(_DOERS, [actor.tenant_id, case.instance_id, scope, ikke_samme_som])
            found.update(person for (persons,) in cursor.fetchall() for person in persons)
    for check in registry.conflict_checks:
        found.update(check(actor, case, on))
    return found


def receivers(actor: Actor, task: HumanTask, case: CaseFacts, on: date) -> list[BrukerFacts]:
    """Return who may be handed an open task, by name: its candidates, and whoever has the right.

    A colleague without the domain capability would only be refused by the task itself; one who
    holds it further up can do the task, although it waits for somebody nearer.

    Args:
        actor: its own account is left out; task, case: the task and its case; on: the day.
    """
    role = role_of(task.rolle)
    waiting = [found for found, _ in candidates_of(actor, [task.id]).get(task.id, [])]
    known = access.brukere(actor, waiting)
    if role.capability and case.enhet_id is not None and not role.is_subject:
        able = access.able(actor, capability=role.capability, enhet_id=case.enhet_id, on=on)
        known |= {person.id: person for person in able}
    barred = barred_persons(
        actor, rolle=task.rolle, case=case, scope=task.scope,
        ikke_samme_som=task.ikke_samme_som, on=on,
    )  # fmt: skip
    free = [person for person, _ in _free(_alone(known.values()), barred)]
    return sorted((p for p in free if p.id != actor.bruker_id), key=lambda p: (p.navn, p.id))


def task_receivers(actor: Actor, task_id: UUID, *, on: date) -> list[BrukerFacts]:
    """Return whom the actor may hand an open task to; nobody when it is not the actor's own."""
    task = (
        HumanTask.objects.filter(
            tenant_id=actor.tenant_id, id=task_id, status__in=("ledig", "tatt"),
            candidates__bruker_id=actor.bruker_id, candidates__til_at__isnull=True,
            candidates__on_behalf_of_id__isnull=True,
        )
        .select_related("instance")
        .first()
    )  # fmt: skip
    if task is None or task.assignee_id not in (None, actor.bruker_id):
        return []
    return receivers(actor, task, case_facts(task.instance), on)
