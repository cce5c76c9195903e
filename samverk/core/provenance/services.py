"""Write where the fields of a submission came from, and count what was asked for twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypedDict, Unpack
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.provenance.models import Innsending

Code = Literal["tastet", "arvet", "hentet", "beregnet"]
CODES: tuple[Code, ...] = ("tastet", "arvet", "hentet", "beregnet")
_CONCEPT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


class ProvenanceInvalid(ValueError):  # noqa: N818 - named as all refusals; a fault in the form
    """A form or step declares its fields wrongly: a fault in the program, not in the input."""


@dataclass(frozen=True, slots=True)
class FieldProvenance:
    """Where one field came from.

    Attributes:
        name: the field's name in the form; concept: ``begrep`` key such as
            ``person.kontonummer``; code: ``tastet``, ``arvet``, ``hentet`` or ``beregnet``.
        confirmed: a human saw a pre-filled value and let it stand.
        overridden: the code of the pre-filled value that was replaced (the field is ``tastet``).
        source_ref: where it came from: ``hr.ansettelse:<uuid>``, ``folkeregisteret``, ``regel v2``.
        subject_id: whom or what the concept is about; the submission's object when None.
        known_elsewhere: the person could have fetched it, with consent, instead of typing it.
    """

    name: str
    concept: str
    code: Code
    confirmed: bool = False
    overridden: Code | None = None
    source_ref: str = ""
    subject_id: UUID | None = None
    known_elsewhere: bool = False


class ProcessRef(TypedDict, total=False):
    """The process instance and step that a submission belongs to."""

    instans_id: UUID | None
    steg_id: UUID | None


class SubmissionFacts(ProcessRef):
    """What `record_submission` and `write_submission` are told about a submission."""

    form_key: str
    form_version: int
    objekt_type: str
    objekt_id: UUID
    fields: Sequence[FieldProvenance]
    active_seconds: int


def record_submission(*, actor: Actor, now: datetime, **facts: Unpack[SubmissionFacts]) -> UUID:
    """Write one submission's provenance in the running transaction and publish its counts.

    Arguments and errors are those of `write_submission`. Returns the submission's id.
    """
    event = write_submission(actor=actor, now=now, **facts)
    publish(actor=actor, event=event, now=now)
    return event.subject_id


def write_submission(
    *,
    actor: Actor,
    form_key: str,
    form_version: int,
    objekt_type: str,
    objekt_id: UUID,
    fields: Sequence[FieldProvenance],
    active_seconds: int,
    now: datetime,
    **process: Unpack[ProcessRef],
) -> NewEvent:
    """Write one submission's provenance, and leave its event to a caller who has more to publish.

    A field is *repeated* (``gjentatt``) when a human typed it although the platform already knew
    the same concept about the same subject, or offered to fetch it. Correcting a shown value is an
    override, not a repetition; two fields of one submission never repeat each other.

    Args:
        actor: who submits; form_key, form_version: which form.
        objekt_type, objekt_id: what the submission made or changed.
        fields: every stored field of the form; active_seconds: time with input, pauses left out.
        now: when; instans_id, steg_id: the process step it belongs to, if any.

    Returns:
        The event with the counts; its subject is the submission. Publish it in the same
        transaction.

    Raises:
        ProvenanceInvalid: a field without concept, an unknown code, a field named twice, a machine
            that types.
    """
    _check(actor, fields, active_seconds)
    repeated = _repeated(fields, actor=actor, objekt_type=objekt_type, objekt_id=objekt_id, now=now)
    counts = Counter(f.code for f in fields)
    innsending = Innsending.objects.create(
        tenant_id=actor.tenant_id,
        skjema=form_key,
        skjema_versjon=form_version,
        objekt_type=objekt_type,
        objekt_id=objekt_id,
        felter=[_stored(f, repeated=f.name in repeated) for f in fields],
        n_felt=len(fields),
        n_gjentatt=len(repeated),
        aktiv_sekunder=active_seconds,
        aktoer_art=actor.kind,
        innsendt_at=now,
        instans_id=process.get("instans_id"),
        steg_id=process.get("steg_id"),
        **{f"n_{code}": counts[code] for code in CODES},
    )
    return _event(innsending)


def machine_provenance(
    *,
    actor: Actor,
    step_key: str,
    step_version: int,
    objekt_type: str,
    objekt_id: UUID,
    fields: Sequence[FieldProvenance],
    now: datetime,
    **process: Unpack[ProcessRef],
) -> UUID:
    """Write the provenance of a machine step or an import; a machine types nothing.

    Args:
        actor: who the step acts as; step_key, step_version: the step or import.
        objekt_type, objekt_id: what it made; fields: ``arvet``, ``hentet`` or ``beregnet``.
        now: when; instans_id, steg_id: the process step it belongs to, if any.

    Raises:
        ProvenanceInvalid: as record_submission, and for a field said to be typed.
    """
    return record_submission(
        actor=replace(actor, kind="maskin"),
        form_key=step_key,
        form_version=step_version,
        objekt_type=objekt_type,
        objekt_id=objekt_id,
        fields=fields,
        active_seconds=0,
        now=now,
        **process,
    )


def _check(actor: Actor, fields: Sequence[FieldProvenance], active_seconds: int) -> None:
    names = Counter(f.name for f in fields)
    faults = [f"field {name} is named twice" for name, times in names.items() if times > 1]
    for f in fields:
        if not _CONCEPT.fullmatch(f.concept):
            faults.append(f"field {f.name} needs a concept key like person.kontonummer")
        if f.code not in CODES or f.overridden not in {None, *CODES}:
            faults.append(f"field {f.name} has an unknown code")
        if f.overridden is not None and f.code != "tastet":
            faults.append(f"field {f.name} overrides without being typed")
        if f.confirmed and f.code == "tastet":
            faults.append(f"field {f.name} is typed and therefore not a confirmed value")
    if actor.kind == "maskin" and any(f.code == "tastet" for f in fields):
        faults.append("a machine types nothing; act as the person, or use another code")
    if active_seconds < 0:
        faults.append("active_seconds is negative")
    if faults:
        raise ProvenanceInvalid("; ".join(faults))


def _repeated(
    fields: Sequence[FieldProvenance],
    *,
    actor: Actor,
    objekt_type: str,
    objekt_id: UUID,
    now: datetime,
) -> set[str]:
    """Remember every concept of the submission; return the fields that were typed in vain."""
    keys = sorted({(f.subject_id or objekt_id, f.concept) for f in fields})
    if not keys:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO provenance_kjentfelt"
            " (id, tenant_id, subject_id, begrep, foerst_at, kilde_type, kilde_id)"
            " SELECT uuidv7(), %s, k.s, k.b, %s, %s, %s"
            " FROM unnest(%s::uuid[], %s::text[]) AS k(s, b)"
            " ON CONFLICT (tenant_id, subject_id, begrep) DO NOTHING RETURNING subject_id, begrep",
            [
                actor.tenant_id, now, objekt_type, objekt_id,
                [subject for subject, _ in keys], [concept for _, concept in keys],
            ],
        )  # fmt: skip
        new = set(cursor.fetchall())
    return {
        f.name
        for f in fields
        if f.code == "tastet"
        and f.overridden is None
        and (f.known_elsewhere or (f.subject_id or objekt_id, f.concept) not in new)
    }


def _stored(f: FieldProvenance, *, repeated: bool) -> dict[str, Any]:
    """Return the compact form; what is false or empty is left out."""
    stored: dict[str, Any] = {"navn": f.name, "begrep": f.concept, "opphav": f.code}
    more = {
        "bekreftet": f.confirmed, "overstyrte": f.overridden, "kilde": f.source_ref,
        "gjentatt": repeated,
    }  # fmt: skip
    return stored | {key: value for key, value in more.items() if value}


def _event(innsending: Innsending) -> NewEvent:
    return NewEvent(
        type="core.skjema.innsendt.v1",
        subject_type="innsending",
        subject_id=innsending.id,
        data={
            "skjema": innsending.skjema,
            "versjon": innsending.skjema_versjon,
            **{f"n_{c}": getattr(innsending, f"n_{c}") for c in (*CODES, "gjentatt")},
            "aktiv_tid_s": innsending.aktiv_sekunder,
        },
        instans_id=innsending.instans_id,
        steg_id=innsending.steg_id,
    )
