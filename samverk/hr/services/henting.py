"""Acts of a person known at another institution: say who one is, fetch, withdraw the consent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.parties import api as parties
from samverk.core.provenance.api import FieldProvenance, record_submission
from samverk.hr.events import KONTO_REGISTRERT
from samverk.hr.models import Ansettelse, Gjenkjenning, Hentesamtykke, Henting, Kontrakt
from samverk.hr.queries.gjenkjenning import KOMMUNE, KONTO, Kjent, known_elsewhere
from samverk.hr.services.guard import guarded
from samverk.hr.services.kontoendring import KONTO_ANSWERS
from samverk.hr.services.kontrakt import RECOGNISE, SigneringRefused, confirm_identity, own_token
from samverk.hr.signing import Identitet

FETCH_FORM = "hr.opplysninger.hent"
CONCEPTS = {KONTO: "person.kontonummer", KOMMUNE: "person.skattekommune"}


class HentingRefused(Refusal):
    """Nothing can be fetched: not known there, no consent, or nothing that is consented to."""


def recognised(actor: Actor, identitet: Identitet | None, now: datetime) -> list[Kjent]:
    """Return where the actor is known from, by the number an identity service vouches for.

    Args:
        actor: the person; identitet: just vouched for, or None for the number known here.
        now: time of the look-up.
    """
    if actor.party_id is None:
        return []
    if identitet is not None and identitet.ident:
        return known_elsewhere(actor, parties.recognition_token(identitet.ident))
    return known_elsewhere(actor, own_token(actor, actor.party_id, now))


def identify_self(*, actor: Actor, kontrakt_id: UUID, identitet: Identitet, now: datetime) -> None:
    """Say who one is before the signature, so that what is known elsewhere can be shown.

    Args:
        actor: the candidate; kontrakt_id: the contract that waits; identitet: what the identity
            service vouches for; now: time of the act.

    Raises:
        SigneringRefused: not the actor's contract, or another person.
        IdentifierInvalid: the number does not exist.
    """
    kontrakt = _waiting(actor, kontrakt_id)
    with guarded():
        confirm_identity(actor, kontrakt.party_id, identitet, now)
    record_act(
        actor=actor, handling="hr.person.identifiser", objekt_type="party",
        objekt_id=kontrakt.party_id,
    )  # fmt: skip


def fetch_known(
    *,
    actor: Actor,
    kontrakt_id: UUID,
    kilde_id: UUID,
    felter: tuple[str, ...],
    now: datetime,
    active_seconds: int = 0,
) -> tuple[str, ...]:
    """Consent to fetch fields about oneself from another institution, and fetch them.

    Args:
        actor: the candidate; kontrakt_id: the contract that waits for a signature.
        kilde_id: the other institution; felter: what is consented to.
        now: time of the act; active_seconds: in the form.

    Returns:
        The fields that came.

    Raises:
        HentingRefused: not known there, nothing to fetch, or an account is known here already.
        SigneringRefused: not the actor's contract.
    """
    kontrakt = _waiting(actor, kontrakt_id)
    token = own_token(actor, kontrakt.party_id, now)
    place = next((k for k in known_elsewhere(actor, token) if k.kilde_id == kilde_id), None)
    if token is None or place is None:
        raise HentingRefused("Du er ikke kjent der, eller samtykket er trukket.")
    wanted = tuple(felt for felt in place.felter if felt in felter)
    if not wanted:
        raise HentingRefused("Velg hva som skal hentes.")
    if KONTO in wanted and _has_account(actor, now):
        raise HentingRefused("Kontoen din er kjent her. Den byttes på siden for konto.")
    with guarded(KONTO_ANSWERS):
        consent = Hentesamtykke.objects.create(
            tenant_id=actor.tenant_id, party_id=kontrakt.party_id, kilde_id=kilde_id, token=token,
            felter=list(wanted), gitt=True, registrert_at=now,
        )  # fmt: skip
        henting = _fetch(actor, consent, now)
        _provenance(actor, kontrakt, place, henting, now, active_seconds)
    record_act(
        actor=actor, handling="hr.opplysninger.hent", objekt_type="hr_henting", objekt_id=henting.id
    )
    publish(
        actor=actor, event=NewEvent("hr.opplysninger.hentet.v1", "party", henting.party_id), now=now
    )
    if henting.konto_ident_id is not None:
        publish(
            actor=actor, now=now,
            event=NewEvent(KONTO_REGISTRERT, "party", henting.party_id),
        )  # fmt: skip
    return tuple(henting.felter)


def withdraw_fetch(*, actor: Actor, kilde_id: UUID, now: datetime) -> None:
    """Withdraw the consent to fetch from an institution; nothing more comes from there.

    Args:
        actor: the person; kilde_id: the other institution; now: time of the act.

    Raises:
        HentingRefused: there is no standing consent.
    """
    if actor.party_id is None:
        raise HentingRefused("Brukeren hører ikke til en person.")
    consents = Hentesamtykke.objects.filter(
        tenant_id=actor.tenant_id, party_id=actor.party_id, kilde_id=kilde_id
    )
    newest = consents.order_by("-registrert_at", "-id").first()
    if newest is None or not newest.gitt:
        raise HentingRefused("Samtykket er alt trukket.")
    with guarded():
        made = Hentesamtykke.objects.create(
            tenant_id=actor.tenant_id, party_id=newest.party_id, kilde_id=kilde_id,
            token=newest.token, felter=newest.felter, gitt=False, registrert_at=now,
        )  # fmt: skip
    record_act(
        actor=actor, handling="hr.hentesamtykke.trekk", objekt_type="hr_hentesamtykke",
        objekt_id=made.id,
    )  # fmt: skip


def set_recognition(*, actor: Actor, gitt: bool, now: datetime) -> None:
    """Let the other institutions recognise the actor, or no longer.

    Args:
        actor: the person; gitt: yes or no; now: time of the act.

    Raises:
        HentingRefused: no national number is known, so there is nothing to be recognised by.
    """
    party_id = actor.party_id
    if party_id is None:
        raise HentingRefused("Brukeren hører ikke til en person.")
    token = own_token(actor, party_id, now) if gitt else None
    if gitt and token is None:
        raise HentingRefused("Fødselsnummeret ditt er ikke registrert ennå.")
    parties.give_consent(
        tenant_id=actor.tenant_id, party_id=party_id, formaal=RECOGNISE, gitt=gitt, now=now
    )
    if token is not None:
        Gjenkjenning.objects.get_or_create(
            tenant_id=actor.tenant_id, party_id=party_id, defaults={"token": token, "gitt_at": now}
        )
    record_act(
        actor=actor, handling=f"hr.gjenkjenning.{'gi' if gitt else 'trekk'}", objekt_type="party",
        objekt_id=party_id,
    )  # fmt: skip


def _waiting(actor: Actor, kontrakt_id: UUID) -> Kontrakt:
    kontrakt = Kontrakt.objects.filter(
        tenant_id=actor.tenant_id, id=kontrakt_id, status="til_signering"
    ).first()
    if kontrakt is None or kontrakt.party_id != actor.party_id:
        raise SigneringRefused("Fant ikke kontrakten din.")
    return kontrakt


def _has_account(actor: Actor, now: datetime) -> bool:
    assert actor.party_id is not None
    known = parties.identifiers(actor.tenant_id, actor.party_id, on=now.date())
    return any(i.type == KONTO for i in known)


def _fetch(actor: Actor, consent: Hentesamtykke, now: datetime) -> Henting:
    """Take the values over; the account is opened with the source's key and closed with ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT felt, kryptert, tekst FROM samverk.hr_hent(%s)", [consent.kilde_id])
        found = {felt: (kryptert, tekst) for felt, kryptert, tekst in cursor.fetchall()}
    if not found:
        raise HentingRefused("Du er ikke kjent der, eller samtykket er trukket.")
    ident = None
    if KONTO in found:
        ident = parties.give_identifier(
            tenant_id=actor.tenant_id, party_id=consent.party_id, kind="kontonummer",
            value=parties.decrypt(consent.kilde_id, bytes(found[KONTO][0])), kilde="hentet",
            now=now,
        )  # fmt: skip
    return Henting.objects.create(
        tenant_id=actor.tenant_id, party_id=consent.party_id, samtykke_id=consent.id,
        felter=sorted(found), konto_ident_id=ident, hentet_at=now,
        skattekommune=found[KOMMUNE][1] if KOMMUNE in found else "",
    )  # fmt: skip


def _provenance(
    actor: Actor, kontrakt: Kontrakt, place: Kjent, henting: Henting, now: datetime, seconds: int
) -> None:
    """Say of each field that it was fetched, and from where: nothing was typed twice."""
    instans_id = (
        Ansettelse.objects.filter(tenant_id=actor.tenant_id, kontrakter=kontrakt.id)
        .values_list("instans_id", flat=True)
        .first()
    )
    record_submission(
        actor=actor, form_key=FETCH_FORM, form_version=1, objekt_type="kontrakt",
        objekt_id=kontrakt.id, active_seconds=seconds, now=now, instans_id=instans_id,
        fields=[
            FieldProvenance(
                felt, CONCEPTS[felt], "hentet", confirmed=True,
                source_ref=f"{place.slug}:{henting.id}", subject_id=henting.party_id,
            )
            for felt in henting.felter
        ],
    )  # fmt: skip
