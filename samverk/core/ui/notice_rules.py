"""Which events become notices, for whom, and how they read; filled in ``apps.ready()``.

A rule is the only way to a notice. Who is told is decided when the event is delivered; what the
notice says is decided when it is read, with the reader's own rights and in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samverk.core.access.api import Actor, Bruker
from samverk.core.outbox.api import EventFacts, subscribe
from samverk.core.tenancy.api import new_id
from samverk.core.ui.models import Varsel

SINK = "ui.varsler"
NOTICE_GROUPS: dict[str, str | Promise] = {
    "oppgaver": _("Oppgaver"),
    "ansettelse": _("Ansettelser og kontrakter"),
    "timer": _("Timer"),
    "loenn": _("Lønn"),
    "betaling": _("Betalinger"),
    "saker": _("Saker"),
    "tilganger": _("Roller og stedfortredere"),
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """An account that is told, and the ids the sentence needs (never values about persons)."""

    bruker_id: UUID
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A stored notice, as the rule that made it gets it back."""

    id: UUID
    objekt_id: UUID
    data: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice says, and the page it leads to."""

    text: str
    url: str = ""


Recipients = Callable[[Actor, EventFacts, datetime], Iterable[Recipient]]
Tell = Callable[[Actor, Sequence[NoticeRow]], Mapping[UUID, Told]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRule:
    """One kind of notice.

    Attributes:
        kind: stable name, e.g. ``hr.timer.godkjent``; group: one of ``NOTICE_GROUPS``.
        types: event types; to: (service actor, event, now) → who is told.
        text: the sentence without names, for a reader who may no longer see what it is about.
        tell: (reader, rows) → what each row says; rows that are left out get ``text``.
    """

    kind: str
    group: str
    types: tuple[str, ...]
    to: Recipients
    text: str | Promise
    tell: Tell
    icon: str = "Bell"


rules: dict[str, NoticeRule] = {}


def add_notice_rule(rule: NoticeRule) -> None:
    """Register a kind of notice; the same kind again replaces it."""
    if rule.group not in NOTICE_GROUPS:
        msg = f"{rule.kind}: no such group of notices"
        raise ValueError(msg)
    rules[rule.kind] = rule
    types = dict.fromkeys(t for known in rules.values() for t in known.types)
    subscribe(SINK, tuple(types), register_event)


def register_event(actor: Actor, event: EventFacts, now: datetime) -> None:
    """Write one notice per person an event concerns; the first rule that names a person tells.

    Args:
        actor: the tenant's service user; event: what happened; now: time of delivery.
    """
    found: dict[UUID, Varsel] = {}
    for rule in rules.values():
        if event.type not in rule.types:
            continue
        for one in rule.to(actor, event, now):
            found.setdefault(
                one.bruker_id,
                Varsel(
                    id=new_id(), tenant_id=actor.tenant_id, bruker_id=one.bruker_id,
                    event_id=event.id, art=rule.kind, gruppe=rule.group,
                    objekt_id=event.subject_id, data=dict(one.data), skjedde_at=event.inntraff_at,
                    registrert_at=now,
                ),
            )  # fmt: skip
    Varsel.objects.bulk_create(found.values(), batch_size=2_000, ignore_conflicts=True)


def whoever(
    actor: Actor, party_ids: Iterable[UUID], data: Mapping[str, str] | None = None
) -> list[Recipient]:
    """Return the accounts of persons as recipients; a person without an account is not told."""
    accounts = Bruker.objects.filter(
        tenant_id=actor.tenant_id, party_id__in=list(party_ids), aktiv=True, is_maskin=False
    )
    return [Recipient(found, data or {}) for found in accounts.values_list("id", flat=True)]
