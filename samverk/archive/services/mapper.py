"""Acts on case files: open, screen, add a party, close, reopen."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from samverk.archive import events
from samverk.archive.models import (
    Arkivdel,
    Avskrivning,
    Klasse,
    Mappe,
    Part,
    Skjerming,
    Tilgangskode,
)
from samverk.archive.queries import journal
from samverk.archive.queries.facts import JournalpostFacts, MappeFacts, NyPart, NySaksmappe
from samverk.archive.queries.mapper import mappe as read_mappe
from samverk.archive.rules.status import case_may_become
from samverk.archive.rules.titles import public_title
from samverk.archive.services.refusals import (
    ArchiveRefused,
    MappeMissing,
    MappeNotClosable,
    Obstacle,
    refusing,
    require_sight,
    require_writer,
)
from samverk.core.access.api import Actor, acting, brukere, service_actor
from samverk.core.audit.api import record_act
from samverk.core.clock import OSLO
from samverk.core.errors import Text
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.tenancy.api import new_id, tenant_by_slug

# What is told of a record in the way that the reader may not see.
HIDDEN = {
    "ikke_arkivert": Text("Et dokument du ikke ser, er ikke arkivert."),
    "arkivformat": Text("Et dokument du ikke ser, er ikke i arkivformat."),
    "restanse": Text("Et dokument du ikke ser, er ikke besvart."),
}


def open_saksmappe(*, actor: Actor, ny: NySaksmappe, now: datetime) -> MappeFacts:
    """Open a case file; the database gives the number («2026/417»).

    Args:
        actor: handles cases in the unit, or keeps the archive; ny: the case file; now: the time.

    Raises:
        ArchiveRefused: unknown or closed class or series, access code not valid, wrong unit, or a
            code that would hide the case from who opens it.
    """
    require_writer(actor)
    arkivdel = _arkivdel(actor, ny.arkivdel)
    klasse = _klasse(actor, arkivdel, ny.klasse)
    kode = tilgangskode_id(actor, ny.tilgangskode, now)
    owner = brukere(actor, [ny.saksansvarlig]) if ny.saksansvarlig else {}
    row = Mappe(
        id=new_id(),
        tenant_id=actor.tenant_id,
        klasse_id=klasse,
        referanse_arkivdel=arkivdel,
        tittel=ny.tittel.strip(),
        offentlig_tittel=public_title(ny.tittel.strip(), ny.hidden),
        tilgangskode_id=kode,
        administrativ_enhet_id=ny.enhet_id,
        saksansvarlig_id=ny.saksansvarlig,
        saksansvarlig_navn=next((b.navn for b in owner.values()), ""),
        saksstatus="B",
        opprettet_at=now,
        opprettet_av=actor.bruker_id,
    )
    with refusing():
        Mappe.objects.bulk_create([row])
        require_sight(actor, Mappe, row.id)
        if kode:
            _write_skjerming(actor, now, kode=kode, mappe_id=row.id)
        _write_parter(actor, row.id, ny.parter)
    _record(actor, "arkiv.saksmappe.opprettet", row.id)
    publish(actor=actor, event=_event(events.SAKSMAPPE_OPPRETTET, row.id), now=now)
    return _read(actor, row.id)


def _arkivdel(actor: Actor, kode: str) -> Arkivdel:
    found = Arkivdel.objects.filter(tenant_id=actor.tenant_id, kode=kode).first()
    if found is None:
        raise ArchiveRefused(
            "Arkivdelen «%(kode)s» finnes ikke.", values={"kode": kode}, field="arkivdel"
        )
    return found


def _klasse(actor: Actor, arkivdel: Arkivdel, kode: str) -> UUID:
    found = (
        Klasse.objects.filter(
            tenant_id=actor.tenant_id,
            klassifikasjonssystem=arkivdel.klassifikasjonssystem,
            klasse_id=kode,
        )
        .values_list("id", flat=True)
        .first()
    )
    if found is None:
        raise ArchiveRefused(
            "Arkivkoden «%(kode)s» finnes ikke i denne arkivdelen.",
            values={"kode": kode},
            field="klasse",
        )
    return found


def tilgangskode_id(actor: Actor, kode: str, now: datetime) -> UUID | None:
    """Return the id of an access code on the day, or None for no code.

    Raises:
        ArchiveRefused: no such code today.
    """
    if not kode:
        return None
    found = (
        Tilgangskode.objects.filter(
            tenant_id=actor.tenant_id, kode=kode, gyldig__contains=now.astimezone(OSLO).date()
        )
        .values_list("id", flat=True)
        .first()
    )
    if found is None:
        raise ArchiveRefused(
            "Tilgangskoden «%(kode)s» gjelder ikke i dag.",
            values={"kode": kode},
            field="tilgangskode",
        )
    return found


def _write_skjerming(
    actor: Actor,
    now: datetime,
    *,
    kode: UUID | None,
    mappe_id: UUID | None = None,
    registrering_id: UUID | None = None,
    begrunnelse: str = "",
) -> None:
    hjemmel = (
        Tilgangskode.objects.filter(id=kode).values_list("hjemmel", flat=True).first()
        if kode
        else ""
    )
    Skjerming.objects.bulk_create(
        [
            Skjerming(
                tenant_id=actor.tenant_id,
                mappe_id=mappe_id,
                registrering_id=registrering_id,
                tilgangskode_id=kode,
                skjermingshjemmel=hjemmel or "",
                fra_dato=now.astimezone(OSLO).date(),
                begrunnelse=begrunnelse,
                registrert_at=now,
                registrert_av=actor.bruker_id,
            )
        ]
    )


def _write_parter(actor: Actor, mappe_id: UUID, parter: tuple[NyPart, ...]) -> None:
    Part.objects.bulk_create(
        Part(
            tenant_id=actor.tenant_id,
            mappe_id=mappe_id,
            party_id=part.party_id,
            part_rolle=part.rolle,
        )
        for part in parter
    )


def _record(actor: Actor, handling: str, mappe_id: UUID) -> None:
    record_act(actor=actor, handling=handling, objekt_type="archive_mappe", objekt_id=mappe_id)


def _event(kind: str, mappe_id: UUID) -> NewEvent:
    return NewEvent(type=kind, subject_type="saksmappe", subject_id=mappe_id)


def _read(actor: Actor, mappe_id: UUID) -> MappeFacts:
    found = read_mappe(actor, mappe_id)
    if found is None:
        raise MappeMissing(str(mappe_id))
    return found


def add_part(*, actor: Actor, mappe_id: UUID, part: NyPart, now: datetime) -> None:
    """Add a party to a case; from now on the person sees the case and its letters.

    Raises:
        MappeMissing: not visible; ArchiveRefused: may not write in it.
    """
    require_writer(actor)
    _read(actor, mappe_id)
    if Part.objects.filter(
        tenant_id=actor.tenant_id, mappe_id=mappe_id, party_id=part.party_id
    ).exists():
        return
    with refusing():
        _write_parter(actor, mappe_id, (part,))
    _record(actor, "arkiv.part.lagt_til", mappe_id)


def screen_saksmappe(
    *,
    actor: Actor,
    mappe_id: UUID,
    tilgangskode: str,
    hidden: tuple[str, ...],
    begrunnelse: str,
    now: datetime,
) -> MappeFacts:
    """Screen a case from now on, or lift the screening; a new dated row, the old one stays.

    Args:
        actor: handles cases or keeps the archive; mappe_id: the case file.
        tilgangskode: code, or empty to lift; hidden: words the public title replaces.
        begrunnelse: why; now: the time.

    Raises:
        MappeMissing: not visible; ArchiveRefused: code not valid today, or one that would hide the
            case from who sets it.
    """
    require_writer(actor)
    before = _read(actor, mappe_id)
    kode = tilgangskode_id(actor, tilgangskode, now)
    with refusing():
        Mappe.objects.filter(tenant_id=actor.tenant_id, id=mappe_id).update(
            offentlig_tittel=public_title(before.tittel, hidden)
        )
        _write_skjerming(actor, now, kode=kode, mappe_id=mappe_id, begrunnelse=begrunnelse)
        require_sight(actor, Mappe, mappe_id)
    _record(actor, "arkiv.skjerming.endret", mappe_id)
    publish(actor=actor, event=_event(events.SKJERMING_ENDRET, mappe_id), now=now)
    return _read(actor, mappe_id)


def obstacles(actor: Actor, mappe_id: UUID, *, now: datetime) -> list[Obstacle]:
    """Return everything that keeps a case from being closed (krav 3.2.6–3.2.9), at once.

    The whole case counts, also records that the actor may not see. Of those only the kind is told,
    once, with code ``skjult``: nobody can sign off what they cannot see.
    """
    case = _read(actor, mappe_id)
    found = [] if case.klasse_id else [Obstacle("klasse", Text("Saken mangler arkivkode."))]
    seen = {post.id for post in journal.journalposter(actor, mappe_id)}
    with acting(service_actor(tenant_by_slug(actor.tenant)), now=now) as machine:
        posts = journal.journalposter(machine, mappe_id)
        unanswered = journal.restanser(machine, mappe_id)
    whole = [one for post in posts for one in _obstacles_of(post)]
    whole += [
        Obstacle(
            "restanse",
            Text("%(nr)s er ikke besvart eller avskrevet.", {"nr": post.registrerings_id}),
            post.id,
        )
        for post in unanswered
    ]
    hidden = {one.code for one in whole if one.registrering_id not in seen}
    found += [one for one in whole if one.registrering_id in seen]
    return found + [Obstacle("skjult", text) for code, text in HIDDEN.items() if code in hidden]


def _obstacles_of(post: JournalpostFacts) -> list[Obstacle]:
    if post.status == "U":
        return []
    found = []
    if post.status != "A":
        text = Text("%(nr)s er ikke arkivert.", {"nr": post.registrerings_id})
        found.append(Obstacle("ikke_arkivert", text, post.id))
    if not all(d.is_arkivformat for d in post.dokumenter):
        text = Text(
            "%(nr)s har et dokument som ikke er i arkivformat.", {"nr": post.registrerings_id}
        )
        found.append(Obstacle("arkivformat", text, post.id))
    return found


def close_saksmappe(
    *, actor: Actor, mappe_id: UUID, confirm_avskrivning: bool, now: datetime
) -> MappeFacts:
    """Close a case: check everything, sign off what is open when confirmed, freeze.

    Args:
        actor: handles or closes the unit's cases, or keeps the archive; mappe_id: the case file.
        confirm_avskrivning: sign off unanswered documents with SA («saken er avsluttet»).
        now: the time.

    Raises:
        MappeMissing: not visible.
        ArchiveRefused: closed already, meanwhile, or not the actor's to close.
        MappeNotClosable: with all reasons; without confirmation unanswered documents too.
        AccessDenied: a leader may close, but signing off is for those who handle cases.
    """
    if confirm_avskrivning or not actor.can("sak.sak.avslutt"):
        require_writer(actor)
    case = _read(actor, mappe_id)
    if not case_may_become(case.saksstatus, "A"):
        raise ArchiveRefused("Saken kan ikke avsluttes nå.", code="feil_status")
    reasons = obstacles(actor, mappe_id, now=now)
    blocking = [r for r in reasons if not (confirm_avskrivning and r.code == "restanse")]
    if blocking:
        raise MappeNotClosable(blocking)
    with refusing():
        for reason in reasons:
            if reason.registrering_id:
                _sign_off_with_case(actor, reason.registrering_id, now)
        _change(actor, mappe_id, case.saksstatus, "A")
    _record(actor, "arkiv.saksmappe.avsluttet", mappe_id)
    publish(actor=actor, event=_event(events.SAKSMAPPE_AVSLUTTET, mappe_id), now=now)
    return _read(actor, mappe_id)


def finish_saksmappe(*, actor: Actor, mappe_id: UUID, now: datetime) -> MappeFacts:
    """Say that the work on a case is done (F); what the archive has left to do stays to be done.

    Args:
        actor: handles cases or keeps the archive; mappe_id: the case file; now: the time.

    Raises:
        MappeMissing: not visible; ArchiveRefused: not being worked on, or not the actor's to end.
    """
    require_writer(actor)
    status = _read(actor, mappe_id).saksstatus
    if not case_may_become(status, "F"):
        raise ArchiveRefused("Saken kan ikke meldes ferdig nå.", code="feil_status")
    with refusing():
        _change(actor, mappe_id, status, "F")
    _record(actor, "arkiv.saksmappe.ferdig", mappe_id)
    publish(actor=actor, event=_event(events.SAKSMAPPE_FERDIG, mappe_id), now=now)
    return _read(actor, mappe_id)


def _change(actor: Actor, mappe_id: UUID, before: str, after: str) -> None:
    """Change the status of a case that still has the one that was read.

    The database lets the row be when the actor may see the case but not this act, or when another
    act came first: nothing may be said to have happened then.

    Raises:
        ArchiveRefused: the row was let be.
    """
    mine = Mappe.objects.filter(tenant_id=actor.tenant_id, id=mappe_id)
    if mine.filter(saksstatus=before).update(saksstatus=after):
        return
    if mine.values_list("saksstatus", flat=True).get() != before:
        raise ArchiveRefused(
            "En annen endret saken samtidig. Last siden på nytt.", code="endret_imens"
        )
    raise ArchiveRefused(
        "Du kan ikke gjøre dette i arkivet. Be arkivet om hjelp.", code="ingen_tilgang"
    )


def _sign_off_with_case(actor: Actor, registrering_id: UUID, now: datetime) -> None:
    Avskrivning.objects.bulk_create(
        [
            Avskrivning(
                tenant_id=actor.tenant_id,
                registrering_id=registrering_id,
                avskrivningsmaate="SA",
                avskrivningsdato=now.astimezone(OSLO).date(),
                avskrevet_av=actor.bruker_id,
            )
        ]
    )


def reopen_saksmappe(*, actor: Actor, mappe_id: UUID, now: datetime) -> MappeFacts:
    """Open a closed case again; the archive role only, and logged (krav 3.2.11).

    Raises:
        AccessDenied: not the archive role; MappeMissing: not visible; ArchiveRefused: not closed.
    """
    actor.require("arkiv.mappe.forvalt")
    if _read(actor, mappe_id).saksstatus != "A":
        raise ArchiveRefused("Saken er ikke avsluttet.", code="feil_status")
    with refusing():
        _change(actor, mappe_id, "A", "B")
    _record(actor, "arkiv.saksmappe.gjenaapnet", mappe_id)
    publish(actor=actor, event=_event(events.SAKSMAPPE_GJENAAPNET, mappe_id), now=now)
    return _read(actor, mappe_id)
