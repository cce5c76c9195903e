"""Published definitions and tables, and what a tenant has filled in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.errors import Refusal, Text
from samverk.core.periods import ONE_DAY
from samverk.core.workflow import registry
from samverk.core.workflow.models import DecisionTable, ProcessDefinition, Variant
from samverk.core.workflow.rules import decisions
from samverk.core.workflow.rules.bpmn import Definition, Kind
from samverk.core.workflow.rules.bpmn_reader import parse_definition
from samverk.core.workflow.rules.validator import Registries

IN_FORCE = ("godkjent", "utloept")
# A tenant's own table goes before the national one.
_TABLE = """SELECT id FROM workflow_decisiontable WHERE noekkel = %s AND publisert_at IS NOT NULL
  AND gyldig_fra <= %s AND (gyldig_til IS NULL OR gyldig_til > %s)
ORDER BY is_nasjonal, gyldig_fra DESC, versjon DESC LIMIT 1"""

UNKNOWN = Text("Prosessen «%(key)s» finnes ikke.")
NOT_YET = Text("Prosessen «%(navn)s» er ikke tatt i bruk ennå.")
EXPIRED = Text(
    "Prosessen «%(navn)s» er tatt ut av bruk. Siste dag for nye saker var %(dag)s. "
    "Saker som er i gang, går videre."
)


class DefinitionMissing(Refusal):
    """No published definition or table with this key is in force."""


@dataclass(frozen=True, slots=True)
class DefinitionFacts:
    """A published version."""

    id: UUID
    noekkel: str
    versjon: int
    is_nasjonal: bool
    is_fragment: bool
    sha256: str
    vedtaksref: str
    endringsnotat: str
    gyldig_fra: date
    siste_dag: date | None = None  # the last day on which a case may start


class DefinitionExpired(DefinitionMissing):
    """The definition is taken out of use: no new case starts on it."""


@dataclass(frozen=True, slots=True)
class Version:
    """A published version, parsed."""

    key: str
    versjon: int
    definition: Definition
    parametre: dict[str, dict[str, str]]


@lru_cache(maxsize=256)
def read_version(definition_id: UUID) -> Version:
    """The parsed version; published rows never change, so it is read once per process."""
    row = ProcessDefinition.objects.defer("scenarier").get(id=definition_id)
    definition = parse_definition(row.xml.encode())
    return Version(row.noekkel, row.versjon or 0, definition, row.parametre)


def read_definition(definition_id: UUID) -> Definition:
    """The parsed definition of a published version."""
    return read_version(definition_id).definition


@lru_cache(maxsize=256)
def _read_table(table_id: UUID) -> decisions.DecisionTable:
    return decisions.read_table(DecisionTable.objects.get(id=table_id).tabell)


def _facts(row: ProcessDefinition) -> DefinitionFacts:
    assert row.versjon is not None
    assert row.gyldig_fra is not None
    return DefinitionFacts(
        row.id, row.noekkel, row.versjon, row.is_nasjonal, row.is_fragment, row.sha256,
        row.vedtaksref, row.endringsnotat, row.gyldig_fra,
        row.gyldig_til - ONE_DAY if row.gyldig_til else None,
    )  # fmt: skip


def definitions(actor: Actor, *, key: str = "") -> list[DefinitionFacts]:
    """Return published versions the actor's tenant may use, newest first."""
    found = ProcessDefinition.objects.filter(publisert_at__isnull=False).defer("xml", "scenarier")
    if key:
        found = found.filter(noekkel=key)
    return [_facts(row) for row in found.order_by("noekkel", "-gyldig_fra", "-versjon")]


def definition_in_force(actor: Actor, *, key: str, on: date) -> DefinitionFacts:
    """Return the newest version begun on the day; a tenant's own goes before the national.

    An older version never takes over from one that is out of use: it was replaced. A tenant whose
    own is out of use follows the national again.

    Raises:
        DefinitionMissing: unknown key, or nothing valid yet. DefinitionExpired: out of use.
    """
    found = definitions(actor, key=key)
    begun = [d for d in found if d.gyldig_fra <= on]
    if not found:
        raise DefinitionMissing(UNKNOWN, values={"key": key})
    if not begun:
        raise DefinitionMissing(NOT_YET, values={"navn": read_definition(found[-1].id).named})
    heads = [next((d for d in begun if d.is_nasjonal is kind), None) for kind in (False, True)]
    newest = [d for d in heads if d is not None]
    for one in newest:
        if one.siste_dag is None or on <= one.siste_dag:
            return one
    last = newest[-1]
    raise DefinitionExpired(
        EXPIRED, values={"navn": read_definition(last.id).named, "dag": last.siste_dag}
    )


def definition_xml(actor: Actor, definition_id: UUID) -> str:
    """Return the BPMN file of a version, for download and designers."""
    row = ProcessDefinition.objects.filter(id=definition_id).only("xml").first()
    if row is None:
        raise DefinitionMissing("Denne prosessversjonen finnes ikke.")
    return row.xml


def table_in_force(actor: Actor, *, key: str, on: date) -> decisions.DecisionTable:
    """Return the decision table valid on the day.

    Raises:
        DefinitionMissing: no published table is.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TABLE, [key, on, on])
        found = cursor.fetchone()
    if found is None:
        raise DefinitionMissing(
            "Beslutningstabellen «%(key)s» er ikke publisert.", values={"key": key}
        )
    return _read_table(found[0])


def tables_published(actor: Actor) -> dict[str, decisions.DecisionTable]:
    """Return the newest published table of each key."""
    rows = DecisionTable.objects.filter(publisert_at__isnull=False)
    found: dict[str, decisions.DecisionTable] = {}
    for row in rows.order_by("noekkel", "gyldig_fra", "versjon").values_list("noekkel", "id"):
        found[row[0]] = _read_table(row[1])
    return found


def registries(actor: Actor, *, bindings: dict[str, set[str]] | None = None) -> Registries:
    """Return what definitions may point at right now, for the validator."""
    return Registries(
        roles=set(registry.roles),
        forms=set(registry.forms),
        handlers=set(registry.handlers),
        event_types=set(registry.event_types),
        tables={key: table.outputs for key, table in tables_published(actor).items()},
        bindings=bindings or {},
    )


def bound_fragments(actor: Actor, *, definition: Definition, on: date) -> dict[str, UUID]:
    """Return call activity → fragment for the slots this tenant has filled on the day."""
    slots = {n.spor: n.id for n in definition.nodes.values() if n.kind == Kind.CALL}
    if not slots:
        return {}
    found = Variant.objects.filter(
        tenant_id=actor.tenant_id, definisjon=definition.key, spor__in=slots,
        status__in=IN_FORCE, gyldig_fra__lte=on,
    )  # fmt: skip
    return {slots[v.spor]: v.fragment_id for v in found if v.fragment_id is not None}
