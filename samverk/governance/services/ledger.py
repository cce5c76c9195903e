"""How an act of governance is kept: BOTT's audit line, BOTT's event, the database's own «no».

A director acts signed in at her own university; what she decides belongs to BOTT. Rows are written
in her own context (her grant is there), the audit line and the event in BOTT's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction

from samverk.core.access.api import Actor, acting
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal, Text
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.provenance.api import FieldProvenance, record_submission
from samverk.core.tenancy.api import TenantFacts, tenant_by_slug

MESSAGES = {
    "SV001": Text("Dette kan ikke endres. Registrer en ny rad som retter den gamle."),
    "SV003": Text("Et funn lukkes av en annen enn prosjektlederen."),
    "SV701": Text("Milepælene kan ikke vente på hverandre i ring."),
    "SV702": Text("Beslutningspunktene passeres i rekkefølge. Neste er %(hva)s."),
    "SV703": Text("Prosjektet har ikke et gyldig mandat den dagen."),
    "SV704": Text("BP3 krever nullpunkt for hver gevinst. Det mangler for %(hva)s."),
    "SV705": Text(
        "BP5 krever signerte gevinster, godkjente leveranser og ingen åpne kritiske funn."
    ),
    "SV706": Text("Mandatet krever en gevinsteier ved hvert universitet. Det mangler for %(hva)s."),
    "SV707": Text("Universitetet er allerede representert i den perioden."),
    "23505": Text("Dette er allerede registrert."),
    "23514": Text("Opplysningene går ikke sammen. Se over feltene."),
}


class SamstyringRefused(Refusal):
    """The rules of the governance refuse the act; nothing was written."""


@dataclass(frozen=True, slots=True)
class Submission:
    """The form an act came from: where each field came from and the time it took, no values."""

    form: str
    fields: Sequence[FieldProvenance]
    active_seconds: int = 0


def bott() -> TenantFacts:
    """Return the tenant that owns the collaboration's rows."""
    return tenant_by_slug("bott")


@contextmanager
def refusing() -> Iterator[None]:
    """Turn the database's refusals into sentences; the transaction goes on without the act.

    Raises:
        SamstyringRefused: with the sentence for the rule that said no.
    """
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        state = getattr(error.__cause__, "sqlstate", None)
        if state not in MESSAGES:
            raise
        detail = getattr(getattr(error.__cause__, "diag", None), "message_detail", None) or ""
        raise SamstyringRefused(MESSAGES[state], values={"hva": detail}, code=state) from error


def keep(
    *,
    actor: Actor,
    handling: str,
    objekt_type: str,
    objekt_id: UUID,
    now: datetime,
    event: str = "",
    data: dict[str, Any] | None = None,
    submission: Submission | None = None,
) -> None:
    """Write the act's audit line, its event and its form's provenance in BOTT's own log.

    Args:
        actor: who acts, at her own university or at BOTT.
        handling: ``samstyring.objekt.handling``; objekt_type, objekt_id: the object.
        event: event type, or "" for none; data: ids and codes of the event; now: when.
        submission: the form it came from, if any.
    """
    home = bott()
    there = replace(actor, tenant_id=home.id, tenant=home.slug)
    with acting(there, now=now):
        record_act(actor=there, handling=handling, objekt_type=objekt_type, objekt_id=objekt_id)
        if event:
            news = NewEvent(event, objekt_type, objekt_id, data=data or {})
            publish(actor=there, event=news, now=now)
        if submission is not None:
            record_submission(
                actor=there,
                form_key=submission.form,
                form_version=1,
                objekt_type=objekt_type,
                objekt_id=objekt_id,
                fields=submission.fields,
                active_seconds=submission.active_seconds,
                now=now,
            )
