"""How the universities differ in a process, as the pages show it: point by point, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from samverk.core.access.api import Actor, brukere, holders
from samverk.core.tenancy.api import tenants
from samverk.core.ui import api as ui
from samverk.core.workflow import api as workflow

OWNER = "prosessansvarlig"
SOON = timedelta(days=60)
IN_FORCE = ("godkjent", "utloept")
MAY_SEE_ALL, MAY_PROPOSE, MAY_DECIDE = (
    "samstyring.les", "prosess.definisjon.utkast", "prosess.definisjon.publiser",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One university at one point: what it has of its own, or that it follows the common one."""

    navn: str
    is_mine: bool
    value: str = ""
    eier: str = ""
    why: str = ""
    chip: str = ""
    expires: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PointRow:
    """A slot or parameter with its common content, and each university's own."""

    title: str
    key: str
    common: str
    limits: str
    places: list[Place]
    propose_url: str

    @property
    def differs(self) -> bool:
        """Whether any university has something of its own."""
        return any(place.value for place in self.places)


def point_title(point: workflow.VariationPoint) -> str:
    """«Lokal kontroll», or «Frist: Leder godkjenner»."""
    if point.node is None:
        return point.key
    name = point.node.named(ui.language())
    return name if point.art == "spor" else _("Frist: %(steg)s") % {"steg": name}


def common_text(point: workflow.VariationPoint) -> str:
    """What those have who have nothing of their own."""
    if point.art == "spor":
        return _("ikke i bruk")
    return point.described(point.standard, ui.language())


def limits_text(point: workflow.VariationPoint) -> str:
    """Between what the common process lets a parameter be."""
    if point.art == "spor" or not (point.low and point.high):
        return ""
    return _("fra %(lav)s til %(hoey)s") % {
        "lav": point.described(point.low, ui.language()),
        "hoey": point.described(point.high, ui.language()),
    }


def value_text(point: workflow.VariationPoint | None, fragment_id: UUID | None, verdi: str) -> str:
    """The name of the content of a slot, or a value with its unit."""
    if fragment_id is not None:
        return workflow.read_definition(fragment_id).named(ui.language())
    return point.described(verdi, ui.language()) if point else verdi


def expiry(utloeper_on: date, status: str, today: date) -> tuple[str, str]:
    """(chip, text) of how long it lasts; what has run out stays in force and is shown as it."""
    day = ui.words.day_long(utloeper_on)
    if status == "utloept" or utloeper_on < today:
        return "stop", _("Utløpt %(dag)s, gjelder fortsatt") % {"dag": day}
    if utloeper_on - today <= SOON:
        return "warn", _("Utløper %(dag)s, %(om)s") % {
            "dag": day, "om": ui.words.days_until(utloeper_on, today),
        }  # fmt: skip
    return "", _("Utløper %(dag)s") % {"dag": day}


def described(actor: Actor, one: workflow.VariantFacts) -> str:
    """«Frist: Leder godkjenner, 2 virkedager»: the point and what is to stand there."""
    found = workflow.definitions(actor, key=one.definisjon)[0]
    point = {(p.art, p.key): p for p in workflow.variation_points(found.id)}.get(one.point)
    title = point_title(point) if point else one.point[1]
    return f"{title}, {value_text(point, one.fragment_id, one.verdi)}"


def deciders(actor: Actor, one: workflow.VariantFacts, on: date) -> str:
    """Who may answer a proposal, by name: the process owners of the university but the proposer."""
    owners = holders(actor, rolle=OWNER, enhet_id=None, on=on)
    return ", ".join(b.navn for b in owners if b.id != one.foreslaatt_av)


def compare(actor: Actor, found: workflow.DefinitionFacts, today: date) -> list[PointRow]:
    """Return every point of a process with what each university the reader may see has.

    Args:
        actor: sees all with `samstyring.les`, else the own university only.
        found: the version in force; today: the reader's day.
    """
    sees_all = actor.can(MAY_SEE_ALL)
    universities = [
        t for t in tenants() if t.is_university and (sees_all or t.id == actor.tenant_id)
    ]
    own = _deviations(actor, found.noekkel, sees_all=sees_all)
    rows = []
    for point in workflow.variation_points(found.id):
        places = []
        for one in universities:
            mine = one.id == actor.tenant_id
            deviation = own.get((one.slug, point.art, point.key))
            places.append(_place(found.noekkel, point, one.kortnavn, deviation, today, mine=mine))
        url = ""
        if actor.can(MAY_PROPOSE) and any(t.id == actor.tenant_id for t in universities):
            url = f"/prosesser/{found.noekkel}/avvik/nytt/{point.art}/{point.key}/"
        rows.append(
            PointRow(
                point_title(point), point.key, common_text(point), limits_text(point), places, url
            )
        )
    return rows


def _deviations(
    actor: Actor, key: str, *, sees_all: bool
) -> dict[tuple[str, str, str], workflow.DeviationFacts]:
    if sees_all:
        found = workflow.deviations(actor, definition=key)
        return {(one.universitet, *one.point): one for one in found}
    mine = [v for v in workflow.variants(actor, definition=key) if v.status in IN_FORCE]
    people = brukere(actor, [v.eier_id for v in mine])
    return {
        (actor.tenant, *v.point): workflow.DeviationFacts(
            actor.tenant, "", v.id, v.spor, v.parameter, v.fragment_id, v.verdi,
            people[v.eier_id].navn, people[v.eier_id].rolletekst, v.begrunnelse, v.gyldig_fra,
            v.utloeper_on, v.status, v.vedtaksref,
        )
        for v in mine
    }  # fmt: skip


def _owner(found: workflow.DeviationFacts) -> str:
    if not found.eierrolle:
        return found.eier
    role = ui.words.role(found.eierrolle)
    return ui.words.filled("%(navn)s, %(rolle)s", {"navn": found.eier, "rolle": role})


def _place(
    key: str, point: workflow.VariationPoint, navn: str,
    found: workflow.DeviationFacts | None, today: date, *, mine: bool,
) -> Place:  # fmt: skip
    if found is None:
        return Place(navn, mine)
    chip, text = expiry(found.utloeper_on, found.status, today)
    return Place(
        navn, mine, value_text(point, found.fragment_id, found.verdi),
        _owner(found), found.begrunnelse,
        chip, text, f"/prosesser/{key}/avvik/{found.id}/" if mine else "",
    )  # fmt: skip
