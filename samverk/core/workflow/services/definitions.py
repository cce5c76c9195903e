"""Draft and publish definitions and decision tables: another pair of eyes, and every check."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import Error, transaction
from django.db.models import Max

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal, Text
from samverk.core.tenancy.api import new_id
from samverk.core.workflow import registry
from samverk.core.workflow.models import DecisionTable, ProcessDefinition
from samverk.core.workflow.queries import library
from samverk.core.workflow.rules.bpmn import Definition
from samverk.core.workflow.rules.bpmn_reader import canonical_sha256, parse_definition
from samverk.core.workflow.rules.decision_check import check_table
from samverk.core.workflow.rules.decisions import Resolve, read_table
from samverk.core.workflow.rules.durations import is_weekday, parse_duration
from samverk.core.workflow.rules.scenarios import check_coverage, read_scenarios
from samverk.core.workflow.rules.validator import Fault, check_publishing, validate_definition

P = TypeVar("P", ProcessDefinition, DecisionTable)
DRAFT, PUBLISH = "prosess.definisjon.utkast", "prosess.definisjon.publiser"


class DefinitionRefused(Refusal):
    """The file is outside the subset or its scenarios are not green; `faults` has every reason."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        more = len(self.faults) - 1
        said = (
            Text("Prosessen kan ikke brukes: %(feil)s (og %(flere)s til)")
            if more
            else Text("Prosessen kan ikke brukes: %(feil)s")
        )
        values = {"feil": self.faults[0], "flere": more}
        super().__init__(said, values=values, code="definisjon_avvist")


class TableRefused(Refusal):
    """The decision table has gaps, overlaps or failing tests; `faults` has every sentence."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            Text("Tabellen kan ikke brukes: %(feil)s"),
            values={"feil": self.faults[0]}, code="tabell_avvist",
        )  # fmt: skip


class DraftMissing(Refusal):
    """No such draft, or it has been published already."""


class ParameterInvalid(Refusal):
    """A parameter's standard, min and max do not fit together."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A definition to be drafted: the file, its scenarios and its national parameters.

    `parametre` is `{name: {"standard": …, "min": …, "max": …}}`, durations or numbers as text.
    """

    xml: bytes
    scenarier: Mapping[str, Any]
    parametre: Mapping[str, Mapping[str, str]]
    file: str = "utkast.bpmn"
    is_fragment: bool = False
    endringsnotat: str = ""


def draft_definition(*, actor: Actor, draft: Draft, is_national: bool, now: datetime) -> UUID:
    """Keep a draft of a definition; returns its id. A changed draft is a new draft.

    Args:
        actor: needs `prosess.definisjon.utkast`; national drafts are made in BOTT.

    Raises:
        DefinitionRefused: any of V01–V24. ParameterInvalid: limits that do not fit.
    """
    actor.require(DRAFT)
    return _insert(actor, draft, is_national=is_national, drafter=actor.bruker_id, now=now)


def _insert(
    actor: Actor, draft: Draft, *, is_national: bool, drafter: UUID | None, now: datetime
) -> UUID:
    faults = validate_definition(
        draft.xml, file=draft.file, registries=library.registries(actor),
        is_fragment=draft.is_fragment,
    )  # fmt: skip
    if faults:
        raise DefinitionRefused(faults)
    for name, limits in draft.parametre.items():
        check_parameter(name, limits, limits.get("standard", ""))
    _check_table_parameters(actor, draft)
    row = ProcessDefinition(
        id=new_id(), tenant_id=actor.tenant_id, noekkel=parse_definition(draft.xml).key,
        is_nasjonal=is_national, is_fragment=draft.is_fragment,
        sha256=canonical_sha256(draft.xml), xml=draft.xml.decode(),
        scenarier=dict(draft.scenarier), endringsnotat=draft.endringsnotat,
        parametre={name: dict(limits) for name, limits in draft.parametre.items()},
        utkast_av_id=drafter, utkast_at=now,
    )  # fmt: skip
    row.save(force_insert=True)
    return row.id


def _check_table_parameters(actor: Actor, draft: Draft) -> None:
    """Every `@parameter.x` of the tables the process uses must be declared with a standard."""
    tables = library.tables_published(actor)
    for node in parse_definition(draft.xml).nodes.values():
        if node.tabell:
            for reference in sorted(tables[node.tabell].references):
                space, _, name = reference.partition(".")
                if space == "parameter" and name not in draft.parametre:
                    raise ParameterInvalid(
                        "Tabellen %(tabell)s bruker parameteren %(name)s, som ikke er deklarert.",
                        values={"tabell": node.tabell, "name": name},
                    )


def check_parameter(name: str, limits: Mapping[str, str], value: str) -> None:
    """Refuse a value outside the national min and max; durations and numbers alike.

    Raises:
        ParameterInvalid: with the limits in the sentence.
    """
    low, high = limits.get("min", ""), limits.get("max", "")
    try:
        fits = (not low or _size(low) <= _size(value)) and (not high or _size(value) <= _size(high))
    except (Refusal, ValueError) as problem:
        raise ParameterInvalid(
            "«%(value)s» er ikke en verdi for %(name)s.",
            values={"value": value, "name": name},
            field="verdi",
        ) from problem
    if not fits:
        raise ParameterInvalid(
            "%(name)s må være mellom %(low)s og %(high)s.",
            values={"name": name, "low": low, "high": high},
            field="verdi",
        )


def _size(text: str) -> float:
    """Comparable size: hours of a duration, or the number itself."""
    if text.startswith("P"):
        length = parse_duration(text)
        return length.days * 24 + length.hours
    return float(int(text))


def publish_definition(
    *,
    actor: Actor,
    definition_id: UUID,
    vedtaksref: str,
    gyldig_fra: date,
    now: datetime,
) -> int:
    """Publish a draft for use from a day on; returns the version it got.

    Args:
        actor: needs `prosess.definisjon.publiser`, and is another person than the drafter.
        vedtaksref: the decision behind it (required for national definitions).

    Raises:
        DraftMissing: unknown, another tenant's, or published already.
        DefinitionRefused: V01–V24 against today's registries, V25 (scenarios) or V26 (four eyes).
    """
    actor.require(PUBLISH)
    row = _draft(ProcessDefinition, actor, definition_id)
    faults = [
        *_registry_faults(actor, row),
        *_scenario_faults(actor, row),
        *check_publishing(
            file=row.noekkel, drafted_by=str(row.utkast_av_id), published_by=str(actor.bruker_id),
            decision_ref=vedtaksref, is_national=row.is_nasjonal,
        ),
    ]  # fmt: skip
    if faults:
        raise DefinitionRefused(faults)
    version = _publish(ProcessDefinition, row, actor, vedtaksref, gyldig_fra, now)
    record_act(
        actor=actor, handling="flyt.definisjon.publiser", objekt_type="definisjon",
        objekt_id=row.id,
    )  # fmt: skip
    return version


def _registry_faults(actor: Actor, row: ProcessDefinition) -> Iterable[Fault]:
    return validate_definition(
        row.xml.encode(), file=row.noekkel, registries=library.registries(actor),
        is_fragment=row.is_fragment,
    )  # fmt: skip


def _scenario_faults(actor: Actor, row: ProcessDefinition) -> Iterable[Fault]:
    """V25; a slot fragment is covered by the scenarios of the process that binds it."""
    if row.is_fragment:
        return ()
    _, scenarios = read_scenarios(row.scenarier)
    fragments: dict[str, Definition] = {}
    for facts in library.definitions(actor):
        if facts.is_fragment:
            reference = f"{facts.noekkel}@{facts.versjon}"
            fragments[reference] = library.read_definition(facts.id)
    return check_coverage(
        parse_definition(row.xml.encode()), scenarios, file=row.noekkel, library=fragments,
        is_working_day=is_weekday,
    )  # fmt: skip


def _draft(model: type[P], actor: Actor, key: UUID) -> P:
    row = (
        model._default_manager.select_for_update()
        .filter(tenant_id=actor.tenant_id, id=key, publisert_at__isnull=True)
        .first()
    )
    if row is None:
        raise DraftMissing("Utkastet finnes ikke, eller er allerede publisert.")
    return row


def _publish(
    model: type[P], row: P, actor: Actor, vedtaksref: str, gyldig_fra: date, now: datetime
) -> int:
    """Give the draft its number; the database compares the two persons once more."""
    mine = model._default_manager.filter(tenant_id=actor.tenant_id, noekkel=row.noekkel)
    last = mine.aggregate(last=Max("versjon"))["last"] or 0
    try:
        with transaction.atomic():
            model._default_manager.filter(tenant_id=actor.tenant_id, id=row.id).update(
                versjon=last + 1, publisert_av_id=actor.bruker_id, publisert_at=now,
                gyldig_fra=gyldig_fra, vedtaksref=vedtaksref.strip(),
            )  # fmt: skip
    except Error as error:
        if getattr(error.__cause__, "sqlstate", "") == "SV003":
            text = "Utkastet må publiseres av en annen."
            raise DefinitionRefused([Fault("V26", row.noekkel, "", "", text)]) from error
        raise
    return last + 1


def draft_table(
    *, actor: Actor, tabell: Mapping[str, Any], is_national: bool, now: datetime, notat: str = ""
) -> UUID:
    """Keep a draft of a decision table; returns its id.

    Args:
        actor: needs `prosess.definisjon.utkast`; tabell: the parsed file.

    Raises:
        DecisionTableInvalid: a cell or part cannot be read.
    """
    actor.require(DRAFT)
    return _insert_table(
        actor, tabell, is_national=is_national, drafter=actor.bruker_id, now=now, notat=notat
    )


def _insert_table(
    actor: Actor,
    tabell: Mapping[str, Any],
    *,
    is_national: bool,
    drafter: UUID | None,
    now: datetime,
    notat: str = "",
) -> UUID:
    table = read_table(tabell)
    row = DecisionTable(
        id=new_id(), tenant_id=actor.tenant_id, noekkel=table.noekkel, is_nasjonal=is_national,
        sha256=_table_sha256(tabell), endringsnotat=notat, utkast_av_id=drafter, utkast_at=now,
        tabell=dict(tabell), gyldig_til=table.gyldig_til,
    )  # fmt: skip
    row.save(force_insert=True)
    return row.id


def _table_sha256(tabell: Mapping[str, Any]) -> str:
    text = json.dumps(tabell, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def publish_table(
    *,
    actor: Actor,
    table_id: UUID,
    vedtaksref: str,
    now: datetime,
    dates: Sequence[date] = (),
) -> int:
    """Publish a decision table, checked for gaps and overlaps; returns its version.

    Args:
        actor: needs `prosess.definisjon.publiser`, and is another person than the drafter.
        dates: days on which referenced figures change; the check is run on each.

    Raises:
        DraftMissing. TableRefused: a gap, an overlap, or a failing test.
        DefinitionRefused: V26.
    """
    actor.require(PUBLISH)
    row = _draft(DecisionTable, actor, table_id)
    table = read_table(row.tabell)
    faults = check_table(table, resolve=national_references(actor), dates=dates)
    if faults:
        raise TableRefused(faults)
    wrong = check_publishing(
        file=row.noekkel, drafted_by=str(row.utkast_av_id), published_by=str(actor.bruker_id),
        decision_ref=vedtaksref, is_national=row.is_nasjonal,
    )  # fmt: skip
    if wrong:
        raise DefinitionRefused(wrong)
    version = _publish(DecisionTable, row, actor, vedtaksref, table.gyldig_fra, now)
    record_act(actor=actor, handling="flyt.tabell.publiser", objekt_type="tabell", objekt_id=row.id)
    return version


def national_references(actor: Actor) -> Resolve:
    """Figures for the publish check; a parameter counts with each process's own standard."""

    def resolve(name: str, on: date) -> date | str | int | None:
        space, _, rest = name.partition(".")
        if space == "parameter":
            rows = ProcessDefinition.objects.filter(parametre__has_key=rest)
            standard = rows.values_list(f"parametre__{rest}__standard", flat=True).first()
            return str(standard) if standard is not None else "0"
        reader = registry.references.get(space)
        return reader(actor, rest, on) if reader else None

    return resolve


def install_definition(
    *, actor: Actor, draft: Draft, vedtaksref: str, gyldig_fra: date, now: datetime
) -> UUID:
    """Put a definition that came with the product in use, once; returns its id.

    National when the actor acts in BOTT. The product is the drafter, so the installing account is
    another (V26); every check is run. The same file again changes nothing.

    Raises:
        DefinitionRefused: any of V01–V25.
    """
    known = ProcessDefinition.objects.filter(
        tenant_id=actor.tenant_id, sha256=canonical_sha256(draft.xml), publisert_at__isnull=False
    ).first()
    if known is not None:
        return known.id
    key = _insert(actor, draft, is_national=actor.tenant == "bott", drafter=None, now=now)
    publish_definition(
        actor=actor, definition_id=key, vedtaksref=vedtaksref, gyldig_fra=gyldig_fra, now=now
    )
    return key


def install_table(
    *, actor: Actor, tabell: Mapping[str, Any], vedtaksref: str, now: datetime
) -> UUID:
    """Put a decision table that came with the product in use, once; returns its id.

    Raises:
        DecisionTableInvalid, TableRefused.
    """
    known = DecisionTable.objects.filter(
        tenant_id=actor.tenant_id, sha256=_table_sha256(tabell), publisert_at__isnull=False
    ).first()
    if known is not None:
        return known.id
    key = _insert_table(actor, tabell, is_national=actor.tenant == "bott", drafter=None, now=now)
    publish_table(actor=actor, table_id=key, vedtaksref=vedtaksref, now=now)
    return key
