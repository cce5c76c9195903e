"""Give a role by hand: one proposes, another answers; withdraw what has been given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg.types.range import DateRange

from samverk.core.access.api import Actor, Bruker, Grant, GrantRefused, Rolle
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal
from samverk.core.grants import events
from samverk.core.grants.models import Tilgangsforslag
from samverk.core.grants.queries.held import may_steer
from samverk.core.grants.services.refusals import guarded
from samverk.core.organisation import api as organisation
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.periods import ONE_DAY, OSLO

GIVE, CONFIRM, AGAIN = "tilgang.tildel", "tilgang.godkjenn", "tilgang.resertifiser"
REASON_LENGTH = 10


class ForslagMissing(Refusal):
    """No proposal by that id that the actor may see."""


class GrantMissing(Refusal):
    """No grant by that id in the actor's units."""


@dataclass(frozen=True, slots=True)
class NyRolle:
    """What is proposed.

    Attributes:
        bruker_id: who is to have it; rolle: role code; omfang: subtre or enhet.
        enhet_id: the unit; fra: first day; til_og_med: last day, None for no end.
        begrunnelse: why, at least ten characters.
    """

    bruker_id: UUID
    rolle: str
    omfang: str
    enhet_id: UUID
    fra: date
    begrunnelse: str
    til_og_med: date | None = None


def propose_rolle(*, actor: Actor, ny: NyRolle, now: datetime) -> UUID:
    """Propose a role for somebody else; it holds when a third person has confirmed it.

    Args:
        actor: needs `tilgang.tildel` for the unit; ny: the role; now: time of the proposal.

    Raises:
        AccessDenied: the actor grants nothing.
        GrantRefused: oneself, a day that has been, an end before the start, a role that is not
            given by hand or not there, no reason, or what the person has or is proposed already.
    """
    actor.require(GIVE)
    _require_sound(actor, ny, now.astimezone(OSLO).date())
    with guarded():
        made = Tilgangsforslag.objects.create(
            tenant_id=actor.tenant_id, bruker_id=ny.bruker_id, rolle_id=ny.rolle,
            omfang=ny.omfang, enhet_id=ny.enhet_id,
            gyldig=DateRange(ny.fra, ny.til_og_med + ONE_DAY if ny.til_og_med else None),
            begrunnelse=ny.begrunnelse.strip(), foreslaatt_av_id=actor.bruker_id,
            foreslaatt_at=now,
        )  # fmt: skip
    record_act(
        actor=actor, handling="tilgang.forslag.send", objekt_type="tilgangsforslag",
        objekt_id=made.id,
    )  # fmt: skip
    _tell(actor, events.PROPOSED, "tilgangsforslag", made.id, now, {"av": str(actor.bruker_id)})
    return made.id


def _require_sound(actor: Actor, ny: NyRolle, today: date) -> None:
    """Each refusal names its field."""
    rolle = Rolle.objects.filter(kode=ny.rolle, gis="haand").first()
    if rolle is None:
        raise GrantRefused("Velg en rolle som kan gis for hånd.", field="rolle")
    if not Bruker.objects.filter(
        tenant_id=actor.tenant_id, id=ny.bruker_id, aktiv=True, is_maskin=False
    ).exists():
        raise GrantRefused("Velg en person som har konto her.", field="bruker")
    if ny.enhet_id not in organisation.unit_ids_with(GIVE):
        raise GrantRefused("Velg en enhet du kan gi roller for.", field="enhet")
    _require_scope(actor, rolle, ny, today)
    if ny.fra < today:
        raise GrantRefused("Velg i dag eller en senere dag.", field="fra")
    if ny.til_og_med is not None and ny.til_og_med < ny.fra:
        raise GrantRefused("Siste dag kan ikke være før den første.", field="til_og_med")
    if len(ny.begrunnelse.strip()) < REASON_LENGTH:
        raise GrantRefused("Skriv hvorfor, med minst ti tegn.", field="begrunnelse")
    if Grant.objects.filter(
        tenant_id=actor.tenant_id, bruker_id=ny.bruker_id, rolle_id=ny.rolle,
        omfang=ny.omfang, enhet_id=ny.enhet_id,
        gyldig__overlap=DateRange(ny.fra, ny.til_og_med + ONE_DAY if ny.til_og_med else None),
    ).exists():  # fmt: skip
        raise GrantRefused("Personen har alt denne rollen her i en del av tiden.", field="rolle")


def _require_scope(actor: Actor, rolle: Rolle, ny: NyRolle, today: date) -> None:
    """What has no unit is given for the whole institution, or the reader would think it narrow."""
    top = organisation.root(actor.tenant_id, on=today)
    if rolle.sted == "institusjonen" and (
        ny.omfang != "subtre" or top is None or ny.enhet_id != top.id
    ):
        raise GrantRefused(
            "Denne rollen gjelder hele institusjonen. Velg den øverste enheten og alt under den.",
            field="enhet",
        )


def answer_forslag(
    *, actor: Actor, forslag_id: UUID, er_ja: bool, svar: str = "", now: datetime
) -> None:
    """Confirm a proposed role, and it is given; or say no, with a reason.

    Args:
        actor: a third person, with `tilgang.godkjenn` for the unit.
        forslag_id: the proposal; er_ja: yes or no; svar: why not (at least ten characters);
            now: time of the answer.

    Raises:
        ForslagMissing: not there; GrantRefused: answered already, its days are over, the actor
            proposed it or would get it, may not confirm for the unit, or a no without a reason.
    """
    actor.require(CONFIRM)
    if not er_ja and len(svar.strip()) < REASON_LENGTH:
        raise GrantRefused("Skriv hvorfor ikke, med minst ti tegn.", field="svar")
    found = _answer(actor, forslag_id, "bekreftet" if er_ja else "avslaatt", svar)
    record_act(
        actor=actor, handling="tilgang.forslag.bekreft" if er_ja else "tilgang.forslag.avslaa",
        objekt_type="tilgangsforslag", objekt_id=forslag_id,
    )  # fmt: skip
    data = {
        "svar": "ja" if er_ja else "nei", "av": str(actor.bruker_id),
        "bruker": str(found.bruker_id), "foreslaatt_av": str(found.foreslaatt_av_id),
    }  # fmt: skip
    _tell(actor, events.ANSWERED, "tilgangsforslag", forslag_id, now, data)


def withdraw_forslag(*, actor: Actor, forslag_id: UUID) -> None:
    """Take back one's own proposal before it is answered.

    Raises:
        ForslagMissing: not there; GrantRefused: answered already, or another's.
    """
    actor.require(GIVE)
    _answer(actor, forslag_id, "trukket", "")
    record_act(
        actor=actor, handling="tilgang.forslag.trekk", objekt_type="tilgangsforslag",
        objekt_id=forslag_id,
    )  # fmt: skip


def _answer(actor: Actor, forslag_id: UUID, status: str, svar: str) -> Tilgangsforslag:
    """The trigger holds who may answer what, and writes the grant of a yes."""
    with guarded():
        rows = Tilgangsforslag.objects.filter(tenant_id=actor.tenant_id, id=forslag_id)
        if not rows.update(status=status, svar=svar.strip()):
            raise ForslagMissing("Forslaget finnes ikke.")
    return rows.get()


def withdraw_rolle(
    *, actor: Actor, grant_id: UUID, siste_dag: date | None, grunn: str, now: datetime
) -> None:
    """End a role that was given: at once, or after a last day. The row is kept for ever.

    Args:
        actor: needs `tilgang.tildel`, or `tilgang.resertifiser`, for the unit.
        grant_id: the grant; siste_dag: the last day it holds, None to end it now.
        grunn: why, at least ten characters; now: time of the act.

    Raises:
        GrantMissing: not there, of a unit that is another's, or of a machine's account.
        GrantRefused: it follows the position, has ended, a last day that has been or later than
            the one it has, or no reason.
    """
    today = now.astimezone(OSLO).date()
    people = Grant.objects.filter(tenant_id=actor.tenant_id, bruker__is_maskin=False)
    grant = people.filter(id=grant_id).first()
    if grant is None or not may_steer(actor, grant.enhet_id):
        raise GrantMissing("Rollen finnes ikke.")
    _require_withdrawable(grant, siste_dag, grunn, today)
    first = grant.gyldig.lower
    til = siste_dag + ONE_DAY if siste_dag else today
    with guarded():
        Grant.objects.filter(tenant_id=actor.tenant_id, id=grant_id).update(
            gyldig=DateRange(first, max(first, til)), avsluttet_av=actor.bruker_id,
            avsluttet_at=now, avslutning=grunn.strip(),
        )  # fmt: skip
    record_act(
        actor=actor, handling="tilgang.rolle.trekk", objekt_type="access_grant",
        objekt_id=grant_id,
    )  # fmt: skip
    data = {"bruker": str(grant.bruker_id), "av": str(actor.bruker_id)}
    _tell(actor, events.WITHDRAWN, "tilgang", grant_id, now, data)


def _require_withdrawable(grant: Grant, last: date | None, grunn: str, today: date) -> None:
    if grant.kilde == "auto":
        raise GrantRefused("Denne rollen følger stillingen, og slutter når stillingen slutter.")
    end = grant.gyldig.upper
    if grant.gyldig.isempty or (end is not None and end <= today):
        raise GrantRefused("Rollen er alt avsluttet.")
    if last is not None and (last < today or last < grant.gyldig.lower):
        raise GrantRefused("Siste dag kan ikke være før i dag eller før rollen begynner.",
                           field="siste_dag")  # fmt: skip
    if last is not None and end is not None and last + ONE_DAY > end:
        raise GrantRefused(
            "Rollen slutter alt før den dagen. Foreslå den på nytt for å forlenge den.",
            field="siste_dag",
        )
    if len(grunn.strip()) < REASON_LENGTH:
        raise GrantRefused("Skriv hvorfor, med minst ti tegn.", field="grunn")


def _tell(
    actor: Actor, kind: str, subject: str, key: UUID, now: datetime, data: dict[str, str]
) -> None:
    publish(
        actor=actor, now=now,
        event=NewEvent(type=kind, subject_type=subject, subject_id=key, data=data),
    )  # fmt: skip
