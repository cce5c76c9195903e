"""Acts that begin something: a position, an employment, a holding with coding and pay."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.periods import Period
from samverk.hr.models import (
    Arbeidsforhold,
    ArbeidsforholdVersjon,
    BesettelseVersjon,
    Stilling,
    Stillingsbesettelse,
    StillingVersjon,
)
from samverk.hr.services import ledere
from samverk.hr.services.guard import guarded
from samverk.hr.services.versjoner import KINDS, new_version

HOURLY_XT1 = "XT1"


@dataclass(frozen=True, slots=True)
class NyStilling:
    """A position to register.

    Attributes:
        enhet_id: the unit; stillingskode: four digits; tittel: what it is called.
        yrkeskode: seven digits (STYRK) or empty; lederflagg: it leads the unit.
    """

    enhet_id: UUID
    stillingskode: str
    tittel: str
    yrkeskode: str = ""
    lederflagg: bool = False


@dataclass(frozen=True, slots=True)
class NyBesettelse:
    """A holding to register, with who pays and what is agreed.

    Attributes:
        stilling_id: the position; gyldig: period; type: HOVED, TILL, FUNG, STEDF or XT1.
        prosent: 0–100; mg, mug: employee group and sub-group (kodeverk); lovhjemmel: legal ground.
        linjer: (koststed, delprosjekt, andel) that sum to 100.00.
        aarsloenn_oere: a year's pay at 100 %, in øre; timesats_oere: hourly rate; exactly one.
    """

    stilling_id: UUID
    gyldig: Period
    type: str
    prosent: Decimal
    mg: str
    mug: str
    linjer: tuple[tuple[str, str, Decimal], ...]
    aarsloenn_oere: int | None = None
    timesats_oere: int | None = None
    trinn: str = ""
    lovhjemmel: str = ""
    grunnlag: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def register_stilling(
    *, actor: Actor, ny: NyStilling, fra: date, now: datetime, grunnlag: str = ""
) -> UUID:
    """Register a position from a day.

    Args:
        actor: needs ``hr.arbeidsforhold.skriv``; ny: the position; fra: first day; now: time.

    Raises:
        ValueRefused: the position code does not have four digits.
    """
    actor.require("hr.arbeidsforhold.skriv")
    kind = KINDS["stilling"]
    with guarded():
        made = Stilling.objects.create(tenant_id=actor.tenant_id, opprettet_at=now)
        values = {name: getattr(ny, name) for name in kind.fields}
        new_version(
            kind, actor=actor, objekt_id=made.id, gyldig=Period(fra), values=values,
            grunnlag=grunnlag, now=now,
        ).save(force_insert=True)  # fmt: skip
    record_act(
        actor=actor, handling="hr.stilling.registrer", objekt_type="stilling", objekt_id=made.id
    )
    return made.id


def find_or_register_stilling(
    *, actor: Actor, ny: NyStilling, period: Period, now: datetime
) -> UUID:
    """Return the unit's position with this code and title for the whole period, or make one."""
    found = StillingVersjon.objects.filter(
        tenant_id=actor.tenant_id, enhet_id=ny.enhet_id, stillingskode=ny.stillingskode,
        tittel=ny.tittel, lederflagg=ny.lederflagg, registrert__upper_inf=True,
        gyldig__upper_inf=True, gyldig__startswith__lte=period.fra,
    ).first()  # fmt: skip
    if found is not None:
        return found.stilling_id
    return register_stilling(actor=actor, ny=ny, fra=period.fra, now=now)


def register_arbeidsforhold(
    *,
    actor: Actor,
    party_id: UUID,
    gyldig: Period,
    now: datetime,
    type: str = "ordinaertArbeidsforhold",  # the a-melding's word
    grunnlag: str = "",
) -> UUID:
    """Employ a person for a period; the employee number is the next one, without gaps.

    Args:
        actor: needs ``hr.arbeidsforhold.skriv``; party_id: the person; gyldig: the period.
        now: time of registration; type: the a-melding's kind of employment.
    """
    actor.require("hr.arbeidsforhold.skriv")
    with guarded():
        number = draw_number(actor, "ansattnummer")
        made = Arbeidsforhold.objects.create(
            tenant_id=actor.tenant_id, party_id=party_id, ansattnummer=number,
            amelding_id=f"{actor.tenant}-{number}", opprettet_at=now,
        )  # fmt: skip
        new_version(
            KINDS["arbeidsforhold"], actor=actor, objekt_id=made.id, gyldig=gyldig,
            values={"party_id": party_id, "type": type}, grunnlag=grunnlag, now=now,
        ).save(force_insert=True)  # fmt: skip
    record_act(
        actor=actor, handling="hr.arbeidsforhold.registrer", objekt_type="arbeidsforhold",
        objekt_id=made.id,
    )  # fmt: skip
    publish(
        actor=actor,
        event=NewEvent(
            "hr.arbeidsforhold.opprettet.v1", "arbeidsforhold", made.id, gyldig_fra=gyldig.fra
        ),
        now=now,
    )
    return made.id


def register_besettelse(
    *, actor: Actor, arbeidsforhold_id: UUID, ny: NyBesettelse, now: datetime
) -> UUID:
    """Put an employee in a position, with coding and pay.

    Args:
        actor: needs ``hr.arbeidsforhold.skriv``; arbeidsforhold_id: the employment.
        ny: the holding; now: time of registration.

    Raises:
        PeriodOutside: outside the employment or the position; HovedTwice: a second main position.
        KonteringIncomplete: the lines do not sum to 100.00.
    """
    actor.require("hr.arbeidsforhold.skriv")
    stilling = StillingVersjon.objects.filter(
        tenant_id=actor.tenant_id, stilling_id=ny.stilling_id, registrert__upper_inf=True
    ).order_by("gyldig")
    party_id = Arbeidsforhold.objects.values_list("party_id", flat=True).get(
        tenant_id=actor.tenant_id, id=arbeidsforhold_id
    )
    on_first_day = stilling.filter(gyldig__contains=ny.gyldig.fra).first() or stilling[0]
    enhet_id = on_first_day.enhet_id
    with guarded():
        made = Stillingsbesettelse.objects.create(
            tenant_id=actor.tenant_id, arbeidsforhold_id=arbeidsforhold_id, party_id=party_id,
            type=ny.type, opprettet_at=now,
        )  # fmt: skip
        _write_holding(actor, made, ny, enhet_id, now)
        ledere.sync_after(actor=actor, objekt_type="besettelse", objekt_id=made.id, now=now)
    record_act(
        actor=actor, handling="hr.besettelse.registrer", objekt_type="besettelse",
        objekt_id=made.id,
    )  # fmt: skip
    publish(
        actor=actor,
        event=NewEvent(
            "hr.besettelse.opprettet.v1", "besettelse", made.id, gyldig_fra=ny.gyldig.fra
        ),
        now=now,
    )
    return made.id


def _write_holding(
    actor: Actor, made: Stillingsbesettelse, ny: NyBesettelse, enhet_id: UUID, now: datetime
) -> None:
    party = {"party_id": made.party_id}
    holding = {
        "arbeidsforhold_id": made.arbeidsforhold_id, "type": ny.type,
        "stilling_id": ny.stilling_id, "enhet_id": enhet_id, "prosent": ny.prosent,
        "medarbeidergruppe": ny.mg, "medarbeiderundergruppe": ny.mug, "lovhjemmel": ny.lovhjemmel,
    }  # fmt: skip
    slag = "time" if ny.timesats_oere is not None else "maaned"
    pay = {
        "slag": slag, "aarsloenn_oere": ny.aarsloenn_oere, "timesats_oere": ny.timesats_oere,
        "trinn": ny.trinn,
    }  # fmt: skip
    rows: list[tuple[str, dict[str, Any]]] = [("besettelse", holding), ("loennsavtale", pay)]
    rows += [
        ("kontering", {"linje": n, "koststed": k, "delprosjekt": d, "andel": a})
        for n, (k, d, a) in enumerate(ny.linjer, 1)
    ]
    for name, values in rows:
        new_version(
            KINDS[name], actor=actor, objekt_id=made.id, gyldig=ny.gyldig, values=party | values,
            grunnlag=ny.grunnlag, now=now,
        ).save(force_insert=True)  # fmt: skip


def draw_number(actor: Actor, series: str, count: int = 1) -> int:
    """Return the first of the next numbers in a series; the row stays locked until the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT samverk.hr_trekk_nummer(%s, %s)", [series, count])
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def current_employment(actor: Actor, party_id: UUID, period: Period) -> UUID | None:
    """Return the person's employment that covers a period, or None."""
    found = ArbeidsforholdVersjon.objects.filter(
        tenant_id=actor.tenant_id, party_id=party_id, registrert__upper_inf=True
    ).order_by("gyldig")
    for row in found:
        if Period(row.gyldig.lower, row.gyldig.upper).covers(period):
            return row.arbeidsforhold_id
    return None


def has_main_position(actor: Actor, arbeidsforhold_id: UUID, period: Period) -> bool:
    """Tell whether the employment already has a main position on a day of the period."""
    found = BesettelseVersjon.objects.filter(
        tenant_id=actor.tenant_id, arbeidsforhold_id=arbeidsforhold_id, type="HOVED",
        registrert__upper_inf=True,
    ).values_list("gyldig", flat=True)  # fmt: skip
    return any(Period(g.lower, g.upper).overlaps(period) for g in found)
