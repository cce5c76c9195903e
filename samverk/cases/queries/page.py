"""Reads: everything the case page shows, gathered once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samverk.archive import api as archive
from samverk.cases.queries.saker import SakFacts, sak
from samverk.cases.queries.timeline import CaseView, case_view
from samverk.core.access.api import Actor, bruker
from samverk.core.clock import OSLO
from samverk.core.organisation import api as organisation
from samverk.core.parties import api as parties


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party by name and role (KLI, PAA, FORM, ADV)."""

    party_id: UUID
    navn: str
    rolle: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case with what surrounds it.

    Attributes:
        sees: who sees a screened case and why; empty for one that is open to the institution.
        can_write: the reader may add letters and documents; can_note: may write notes;
            can_close: may close it;
            can_reopen: keeps the archive, and the case is closed;
            works_here: handles, answers for or keeps such cases, and so is shown how certain the
            rules of the filing plan are: a party can do nothing about that.
    """

    case: SakFacts
    view: CaseView
    enhet: str
    opened_by: str
    parter: tuple[PartyLine, ...]
    sees: int
    kassasjon: archive.KassasjonFacts | None
    can_write: bool
    can_note: bool
    can_close: bool
    can_reopen: bool
    works_here: bool


def case_page(actor: Actor, sak_id: UUID, *, language: str, now: datetime) -> CasePage | None:
    """Return what the case page shows, or None when the actor may not see the case.

    Args:
        actor: the reader; sak_id: the case; language: nb, nn or en; now: the time.
    """
    case = sak(actor, sak_id)
    if case is None:
        return None
    unit = organisation.enhet(actor.tenant_id, case.enhet_id, on=now.astimezone(OSLO).date())
    opener = bruker(actor, case.opened_by)
    in_unit = case.enhet_id in organisation.unit_ids_with("sak.sak.les")
    is_owner = case.saksansvarlig_id == actor.bruker_id
    is_keeper = actor.can("arkiv.mappe.forvalt")
    is_open = case.status == "aapen"
    works_here = (in_unit and not _is_only_party(case)) or is_owner or is_keeper
    return CasePage(
        case=case,
        view=case_view(actor, case, language=language, now=now),
        enhet=_name(unit, language),
        opened_by=opener.navn if opener else "",
        parter=tuple(party_lines(actor, case)),
        sees=len(archive.who_sees(actor, case.mappe.id)) if case.mappe.tilgangskode else 0,
        kassasjon=archive.kassasjon(actor, case.mappe.id),
        can_write=is_open and handles(actor, case),
        can_note=is_open and works_here,
        can_close=is_open and may_close(actor, case),
        can_reopen=is_keeper and not is_open,
        works_here=works_here,
    )


def handles(actor: Actor, case: SakFacts) -> bool:
    """Tell whether the actor may write in the case: the same people as the archive's own policy."""
    if actor.can("arkiv.mappe.forvalt"):
        return True
    if case.saksansvarlig_id == actor.bruker_id and actor.can("sak.sak.behandle"):
        return True
    in_unit = case.enhet_id in organisation.unit_ids_with("sak.sak.behandle")
    return in_unit and not _is_only_party(case)


def _is_only_party(case: SakFacts) -> bool:
    """A screened case about oneself is read as a party reads it, whatever role one has there."""
    return bool(case.mappe.tilgangskode) and archive.is_only_party(case.mappe.id)


def may_close(actor: Actor, case: SakFacts) -> bool:
    """Tell whether the actor may close the case: who handles it, or who answers for its unit."""
    in_unit = case.enhet_id in organisation.unit_ids_with("sak.sak.avslutt")
    return handles(actor, case) or (in_unit and not _is_only_party(case))


def _name(unit: organisation.EnhetFacts | None, language: str) -> str:
    return unit.name(language) if unit is not None else ""


def party_lines(actor: Actor, case: SakFacts) -> list[PartyLine]:
    """Return the parties of a case by name; one that is screened from the reader is left out."""
    roles = {part.party_id: part.rolle for part in archive.parter(actor, case.mappe.id)}
    known = parties.parties(actor.tenant_id, roles)
    return [PartyLine(key, known[key].navn, rolle) for key, rolle in roles.items() if key in known]
