"""Acts on tax cards: store what Skatteetaten answered, every version for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Max

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.identifiers import IdentifierInvalid
from samverk.core.parties import api as parties
from samverk.payroll.models import Skattekort
from samverk.payroll.wire.skattekort import read_answer

DEMO_FRIKORT_OERE = 10_000_000  # what the invented frikort of the demo lets a person earn


@dataclass(frozen=True, slots=True)
class NewSkattekort:
    """A card as received, ready to store. `trekk` as in models.Skattekort."""

    party_id: UUID
    inntektsaar: int
    resultat: str
    trekk: tuple[dict[str, Any], ...] = ()
    identifikator: str = ""
    utstedt_dato: date | None = None
    tilleggsopplysning: tuple[str, ...] = ()
    raa: dict[str, Any] = field(default_factory=dict)


def register_skattekort(*, actor: Actor, kort: Sequence[NewSkattekort], now: datetime) -> int:
    """Store received cards; one that equals the newest version is not stored again.

    Args:
        actor: needs ``lonn.grunnlag.les`` (the payroll officer, or the machine that fetches).
        kort: what was received; now: when.

    Returns:
        How many new versions were stored.
    """
    actor.require("lonn.grunnlag.les")
    years = {one.inntektsaar for one in kort}
    known = {
        (row["party_id"], row["inntektsaar"]): row["newest"]
        for row in Skattekort.objects.filter(tenant_id=actor.tenant_id, inntektsaar__in=years)
        .values("party_id", "inntektsaar")
        .annotate(newest=Max("versjon"))
    }
    ids = [one.party_id for one in kort]
    newest = {
        (card.party_id, card.inntektsaar): card
        for card in Skattekort.objects.filter(
            tenant_id=actor.tenant_id, inntektsaar__in=years, party_id__in=ids
        ).order_by("versjon")
    } if known else {}  # fmt: skip
    rows = []
    for one in kort:
        key = (one.party_id, one.inntektsaar)
        old = newest.get(key)
        if old is not None and _same(old, one):
            continue
        rows.append(_row(actor, one, known.get(key, 0) + 1, now))
    Skattekort.objects.bulk_create(rows, batch_size=2_000)
    record_act(actor=actor, handling="lonn.skattekort.motta", objekt_type="payroll.skattekort")
    return len(rows)


def _same(old: Skattekort, new: NewSkattekort) -> bool:
    return (old.resultat, old.skattekortidentifikator, list(old.trekk)) == (
        new.resultat, new.identifikator, list(new.trekk),
    )  # fmt: skip


def _row(actor: Actor, one: NewSkattekort, versjon: int, now: datetime) -> Skattekort:
    return Skattekort(
        tenant_id=actor.tenant_id, party_id=one.party_id, inntektsaar=one.inntektsaar,
        versjon=versjon, resultat=one.resultat, utstedt_dato=one.utstedt_dato,
        skattekortidentifikator=one.identifikator, trekk=list(one.trekk),
        tilleggsopplysning=list(one.tilleggsopplysning), raa=one.raa, mottatt_at=now,
    )  # fmt: skip


def fetch_missing_skattekort(*, actor: Actor, party_id: UUID, year: int, now: datetime) -> int:
    """Ask for the card of somebody who is new, when none is known for the year.

    The tax office answers at once only in the demo, with an invented frikort. In production the
    card comes with the next answer (`receive_skattekort_answer`), and a run says who lacks one.

    Args:
        actor: the machine step of a hire (``lonn.grunnlag.les``); party_id: whose card.
        year: income year; now: when it was asked for.

    Returns:
        How many cards were stored, 0 or 1.
    """
    if settings.SAMVERK_MODE != "demo":
        return 0
    known = Skattekort.objects.filter(
        tenant_id=actor.tenant_id, party_id=party_id, inntektsaar=year
    )
    if known.exists():
        return 0
    card = NewSkattekort(
        party_id, year, "skattekortopplysningerOK",
        ({"trekkode": "LOENN_FRA_HOVEDARBEIDSGIVER", "type": "frikort",
          "frikort_oere": DEMO_FRIKORT_OERE},),
        identifikator=f"{year}{party_id.int % 100_000:05}", utstedt_dato=now.date(),
    )  # fmt: skip
    return register_skattekort(actor=actor, kort=[card], now=now)


def receive_skattekort_answer(
    *, actor: Actor, svar: Mapping[str, Any], now: datetime
) -> tuple[int, int]:
    """Store the cards of an answer from Skatteetaten.

    Args:
        actor: who receives; svar: the JSON answer as it came; now: when.

    Returns:
        (new versions, persons in the answer that are not known here).

    Raises:
        SkattekortAnswerInvalid: the answer is not of the published form; nothing is stored.
    """
    found: list[NewSkattekort] = []
    unknown = 0
    for card in list(read_answer(svar)):
        party = _find(actor.tenant_id, card.ident)
        if party is None:
            unknown += 1
            continue
        raw = {key: value for key, value in card.raa.items() if "identifikator" not in key}
        found.append(
            NewSkattekort(
                party, card.inntektsaar, card.resultat, card.trekk, card.identifikator,
                card.utstedt_dato, card.tilleggsopplysning, raw,
            )
        )  # fmt: skip
    return register_skattekort(actor=actor, kort=found, now=now), unknown


def _find(tenant_id: UUID, ident: str) -> UUID | None:
    try:
        return parties.find_by_identifier(tenant_id, "fnr", ident)
    except IdentifierInvalid:
        return None
