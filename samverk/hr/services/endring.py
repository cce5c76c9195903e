"""The one command that changes anything about people at work, from a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Literal
from uuid import UUID

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.periods import Period
from samverk.hr.models import BesettelseVersjon, Stillingsbesettelse
from samverk.hr.rules import tidslinje
from samverk.hr.rules.tidslinje import ChangeImpossible, Piece
from samverk.hr.services import ledere
from samverk.hr.services.guard import guarded
from samverk.hr.services.versjoner import KINDS, Kind, close, current, new_version, rewrite_with

ObjektType = Literal["stilling", "arbeidsforhold", "besettelse", "kontering", "loennsavtale"]
EVENT = "hr.{}.endret.v1"


@dataclass(frozen=True, slots=True)
class Objekt:
    """What is changed. Coding and pay agreement are named by the holding they belong to."""

    type: ObjektType
    id: UUID


class FieldUnknown(Refusal):
    """The object has no such field."""


class ObjektMissing(Refusal):
    """No such object, or not visible to the actor."""


def register_change(
    *,
    actor: Actor,
    objekt: Objekt,
    gjelder_fra: date,
    felter: dict[str, Any],
    grunnlag: str,
    now: datetime,
    gjelder_til: date | None = None,
) -> int:
    """Change an object from a day; what was known before stays readable as of then.

    Args:
        actor: who changes (needs ``hr.arbeidsforhold.skriv``).
        objekt: what; gjelder_fra: first day of the change.
        felter: new values by field name. ``avslutt: True`` ends the object from the day (and what
            belongs to it), ``forleng_til: date | None`` moves its end; for a kontering
            ``linjer: [{koststed, delprosjekt, andel}]`` replaces all lines.
        grunnlag: why, in words or as a reference; now: time of registration.
        gjelder_til: day after the last day of the change; None = until the object ends.

    Returns:
        How many versions were written.

    Raises:
        ObjektMissing, FieldUnknown, ChangeImpossible: nothing there to change.
        PeriodOverlaps, PeriodOutside, HovedTwice, KonteringIncomplete: the database refused.
    """
    actor.require("hr.arbeidsforhold.skriv")
    kind = KINDS[objekt.type]
    span = Period(gjelder_fra, gjelder_til)
    acting_on = partial(rewrite_with, actor=actor, objekt_id=objekt.id, grunnlag=grunnlag, now=now)
    with guarded():
        if not current(kind, actor, objekt.id):
            raise ObjektMissing("Fant ikke det du vil endre. Det kan være avsluttet.")
        written = _rewrite(kind, objekt, span, acting_on=acting_on, felter=felter)
        ledere.sync_after(actor=actor, objekt_type=objekt.type, objekt_id=objekt.id, now=now)
    record_act(
        actor=actor, handling=f"hr.{objekt.type}.endre", objekt_type=objekt.type,
        objekt_id=objekt.id,
    )  # fmt: skip
    changed = tuple(sorted(felter))
    publish(
        actor=actor,
        event=NewEvent(
            EVENT.format(objekt.type), objekt.type, objekt.id, endret=changed,
            gyldig_fra=gjelder_fra,
        ),
        now=now,
    )  # fmt: skip
    return written


def _rewrite(
    kind: Kind, objekt: Objekt, span: Period, *, acting_on: Any, felter: dict[str, Any]
) -> int:
    if felter.get("avslutt"):
        return _end(kind, objekt, span, acting_on=acting_on, felter=felter)
    if "forleng_til" in felter:
        return _extend(objekt, felter["forleng_til"], acting_on=acting_on)
    if objekt.type == "kontering":
        return _replace_lines(
            besettelse_id=objekt.id, span=span, linjer=felter.get("linjer", []),
            **{k: acting_on.keywords[k] for k in ("actor", "grunnlag", "now")},
        )  # fmt: skip
    _check_fields(kind, felter)
    written: int = acting_on(kind, lambda found: tidslinje.change(found, span, felter))
    return written


def _check_fields(kind: Kind, felter: dict[str, Any]) -> None:
    unknown = set(felter) - set(kind.fields)
    if unknown or not felter:
        name = sorted(unknown)[0] if unknown else ""
        raise FieldUnknown(
            "Feltet «%(felt)s» kan ikke endres her.", values={"felt": name}, field=name or None
        )


def _children(objekt: Objekt) -> list[tuple[Kind, UUID]]:
    """What belongs to an object, innermost first."""
    if objekt.type == "arbeidsforhold":
        held = Stillingsbesettelse.objects.filter(arbeidsforhold_id=objekt.id)
        return [
            pair
            for b in held
            for pair in [*_children(Objekt("besettelse", b.id)), (KINDS["besettelse"], b.id)]
        ]
    if objekt.type == "besettelse":
        return [(KINDS["kontering"], objekt.id), (KINDS["loennsavtale"], objekt.id)]
    return []


def _end(
    kind: Kind, objekt: Objekt, span: Period, *, acting_on: Any, felter: dict[str, Any]
) -> int:
    reason = felter.get("sluttaarsak")
    if reason and objekt.type == "arbeidsforhold":
        acting_on(kind, lambda found: _with_reason(found, span, str(reason)))
    for child, child_id in _children(objekt):
        acting_on(child, lambda found: tidslinje.cut(found, span), objekt_id=child_id)
    written: int = acting_on(kind, lambda found: tidslinje.cut(found, span))
    return written


def _with_reason(found: Any, span: Period, reason: str) -> tidslinje.Rewrite:
    """The reason for the end belongs to the part that remains."""
    kept = [p for p in found if p.gyldig.fra < span.fra]
    if not kept:
        return tidslinje.Rewrite((), ())
    return tidslinje.change(
        found, Period(kept[-1].gyldig.fra, kept[-1].gyldig.til), {"sluttaarsak": reason}
    )


def _extend(objekt: Objekt, til: date | None, *, acting_on: Any) -> int:
    written: int = acting_on(KINDS[objekt.type], lambda found: tidslinje.extend(found, til))
    if objekt.type == "besettelse":
        acting_on(KINDS["loennsavtale"], lambda found: tidslinje.extend(found, til))
        acting_on(KINDS["kontering"], lambda found: _extend_lines(found, til))
    return written


def _extend_lines(found: Any, til: date | None) -> tidslinje.Rewrite:
    """Every coding line that runs to the end runs to the new end."""
    ends = [p.gyldig.til for p in found]
    if not ends or None in ends:
        return tidslinje.Rewrite((), ())
    last = [p for p in found if p.gyldig.til == max(ends)]
    return tidslinje.Rewrite(
        tuple(p.id for p in last),
        tuple(Piece(None, Period(p.gyldig.fra, til), p.values) for p in last),
    )


def _replace_lines(
    *,
    actor: Actor,
    besettelse_id: UUID,
    span: Period,
    linjer: list[dict[str, Any]],
    grunnlag: str,
    now: datetime,
) -> int:
    kind = KINDS["kontering"]
    held = BesettelseVersjon.objects.filter(
        tenant_id=actor.tenant_id, besettelse_id=besettelse_id, registrert__upper_inf=True
    ).values_list("gyldig", "party_id")
    periods = [Period(g.lower, g.upper) for g, _ in held]
    within = [part for p in periods if (part := p.intersection(span)) is not None]
    if not within or not linjer:
        raise ChangeImpossible(
            "Velg en dag mens stillingen er besatt, og minst én linje.", field="gjelder_fra"
        )
    cut = tidslinje.cut(current(kind, actor, besettelse_id), span)
    close(kind, cut.close, now=now)
    party_id = held[0][1]
    pieces = [(p.gyldig, dict(p.values)) for p in cut.write]
    pieces += [
        (part, {
            "party_id": party_id, "linje": number, "koststed": line["koststed"],
            "delprosjekt": line.get("delprosjekt", ""), "andel": Decimal(str(line["andel"])),
        })
        for part in within for number, line in enumerate(linjer, 1)
    ]  # fmt: skip
    kind.model._default_manager.bulk_create(
        new_version(
            kind, actor=actor, objekt_id=besettelse_id, gyldig=gyldig, values=values,
            grunnlag=grunnlag, now=now,
        )
        for gyldig, values in pieces
    )  # fmt: skip
    return len(pieces)
