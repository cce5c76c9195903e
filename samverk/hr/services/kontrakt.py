"""Acts on the contract: made from the hire, signed by the candidate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from psycopg.types.range import DateRange

from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.documents import api as documents
from samverk.core.errors import Refusal
from samverk.core.organisation import api as organisation
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.parties import api as parties
from samverk.core.provenance.api import FieldProvenance
from samverk.core.tenancy.api import TenantFacts, tenants
from samverk.core.workflow import api as workflow
from samverk.hr.events import KONTO_REGISTRERT
from samverk.hr.models import Ansettelse, Gjenkjenning, Kontrakt, Signatur
from samverk.hr.services.arbeidsforhold import draw_number
from samverk.hr.services.guard import RowFrozen, StatusRefused, guarded
from samverk.hr.services.kontoendring import KONTO_ANSWERS, request_kontoendring
from samverk.hr.signing import Identitet

RECOGNISE = "gjenkjenning"
SIGN_FORM = "hr.kontrakt.signer"


class SigneringRefused(Refusal):
    """What is needed to sign is missing or does not fit; at the field it belongs to."""


@dataclass(frozen=True, slots=True)
class Signering:
    """What the person confirms with the signature.

    Attributes:
        identitet: what the identity service vouches for; skattekommune: municipality of tax.
        kontonummer: only when no account is known; samtykke: may other institutions recognise me.
    """

    identitet: Identitet
    skattekommune: str
    kontonummer: str = ""
    samtykke: bool = False


def lag_arbeidskontrakt(*, actor: Actor, ansettelse_id: UUID, steg_id: UUID, now: datetime) -> UUID:
    """Make the contract of an approved hire as PDF/A and send it to the candidate.

    Idempotent on the process step. A hire whose contract was not signed in time gets a new
    version under the same number, and the old one is withdrawn.

    Args:
        actor: the machine step (``hr.arbeidsforhold.skriv``); ansettelse_id: the hire.
        steg_id: the process step; now: time of making.

    Returns:
        The contract.

    Raises:
        StatusRefused: the hire is not approved.
    """
    actor.require("hr.arbeidsforhold.skriv")
    made = Kontrakt.objects.filter(tenant_id=actor.tenant_id, steg_id=steg_id).first()
    if made is not None:
        return made.id
    hire = (
        Ansettelse.objects.select_for_update()
        .filter(tenant_id=actor.tenant_id, id=ansettelse_id)
        .first()
    )
    if hire is None or hire.status not in {"godkjent", "kontrakt"}:
        raise StatusRefused("Ansettelsen er ikke godkjent.")
    with guarded():
        earlier = hire.kontrakter.order_by("-versjon").first()
        hire.kontrakter.filter(status="til_signering").update(status="trukket")
        number = earlier.nummer if earlier else draw_number(actor, "kontrakt")
        version = earlier.versjon + 1 if earlier else 1
        stored = _store_pdf(actor, hire, number, version, now)
        kontrakt = Kontrakt.objects.create(
            tenant_id=actor.tenant_id, ansettelse_id=hire.id, party_id=hire.party_id,
            enhet_id=hire.enhet_id, type=hire.kontrakttype, nummer=number, versjon=version,
            tittel=hire.tittel, emne=hire.emne,
            gyldig=DateRange(hire.gyldig.lower, hire.gyldig.upper),
            budsjett_minutter=hire.minutter, timesats_oere=hire.timesats_oere,
            aarsloenn_oere=hire.aarsloenn_oere, dokument_id=stored.id,
            dokument_sha256=stored.sha256, steg_id=steg_id, status="til_signering",
            opprettet_at=now,
        )  # fmt: skip
        Ansettelse.objects.filter(tenant_id=actor.tenant_id, id=hire.id).update(status="kontrakt")
        _ensure_account(actor, hire, now)
    _told(actor, kontrakt, "laget", now)
    return kontrakt.id


def sign_kontrakt(
    *,
    actor: Actor,
    kontrakt_id: UUID,
    signering: Signering,
    now: datetime,
    provenance: Sequence[FieldProvenance] = (),
    active_seconds: int = 0,
) -> None:
    """Sign one's own contract, and say once where the pay goes and where tax is paid.

    Args:
        actor: the candidate; kontrakt_id: the contract; signering: identity and answers.
        now: time of signature; provenance: where the fields came from; active_seconds: in the form.

    Raises:
        SigneringRefused: not the actor's contract, another identity, no account, no municipality.
        IdentifierInvalid: the number does not exist, at its field.
        StatusRefused: not waiting for a signature.
    """
    kontrakt = Kontrakt.objects.filter(tenant_id=actor.tenant_id, id=kontrakt_id).first()
    if kontrakt is None or kontrakt.party_id != actor.party_id:
        raise SigneringRefused("Fant ikke kontrakten din.")
    if kontrakt.status != "til_signering":
        raise StatusRefused("Kontrakten venter ikke på signatur.")
    if len(signering.skattekommune.strip()) < 2:
        raise SigneringRefused(
            "Skriv kommunen der du betaler skatt, for eksempel Tromsø.", field="skattekommune"
        )
    with guarded(KONTO_ANSWERS):
        confirm_identity(actor, kontrakt.party_id, signering.identitet, now)
        account, is_new = _account(actor, kontrakt.party_id, signering.kontonummer, now)
        Signatur.objects.create(
            tenant_id=actor.tenant_id, kontrakt_id=kontrakt.id, party_id=kontrakt.party_id,
            metode=signering.identitet.metode, nivaa=signering.identitet.nivaa,
            utsteder=signering.identitet.utsteder, transaksjon=signering.identitet.transaksjon,
            dokument_sha256=kontrakt.dokument_sha256,
            skattekommune=signering.skattekommune.strip()[:60], konto_ident_id=account,
            is_konto_ny=is_new, has_samtykket=signering.samtykke, signert_at=now,
        )  # fmt: skip
        Kontrakt.objects.filter(tenant_id=actor.tenant_id, id=kontrakt.id).update(
            status="signert", signert_at=now
        )
        _consent(actor, kontrakt.party_id, gitt=signering.samtykke, now=now)
        # The candidate may not write on the hire; that it is signed follows from the signature.
        with access.acting(access.service_actor(_tenant(actor)), now=now):
            hire = Ansettelse.objects.filter(tenant_id=actor.tenant_id, kontrakter=kontrakt.id)
            hire.filter(status="kontrakt").update(status="signert")
            instans_id = hire.values_list("instans_id", flat=True).first()
        _complete_task(actor, instans_id, now, workflow.Submission(1, provenance, active_seconds))
    _told(actor, kontrakt, "signert", now)
    if is_new:
        # A second channel tells the person that an account was registered (A10).
        publish(
            actor=actor,
            event=NewEvent(KONTO_REGISTRERT, "party", kontrakt.party_id),
            now=now,
        )


def _complete_task(
    actor: Actor, instans_id: UUID | None, now: datetime, submission: workflow.Submission
) -> None:
    """Tell the process that waits for the signature, in the same transaction."""
    if instans_id is None:
        return
    for task in workflow.tasks_of_instance(actor, instans_id, now=now):
        if task.skjema == SIGN_FORM:
            workflow.complete_task(actor=actor, task_id=task.id, now=now, submission=submission)


def _tenant(actor: Actor) -> TenantFacts:
    return next(t for t in tenants() if t.id == actor.tenant_id)


def _store_pdf(
    actor: Actor, hire: Ansettelse, number: int, version: int, now: datetime
) -> documents.FilFacts:
    person = parties.party(actor.tenant_id, hire.party_id)
    unit = organisation.enhet(actor.tenant_id, hire.enhet_id, on=hire.gyldig.lower)
    assert person is not None
    assert unit is not None
    language = person.spraak if person.spraak in {"nb", "nn", "en"} else "nb"
    title = {"nb": "Arbeidsavtale", "nn": "Arbeidsavtale", "en": "Contract of employment"}[language]
    pdf = documents.render_pdf(
        template="hr/arbeidskontrakt", title=title, language=language, now=now,
        data=_contract_data(hire, person, unit, f"{number}/{version}", _tenant(actor), language),
    )  # fmt: skip
    return documents.store_bytes(
        actor=actor, data=pdf, filename=f"arbeidsavtale-{number}-{version}.pdf", now=now,
        allowed=documents.PDF,
    )  # fmt: skip


def _contract_data(
    hire: Ansettelse,
    person: parties.PartyFacts,
    unit: organisation.EnhetFacts,
    number: str,
    tenant: TenantFacts,
    language: str,
) -> dict[str, Any]:
    employer, place = tenant.name(language), unit.name(language)
    return {
        "avsender": employer,
        "referanse": number,
        "navn": person.navn,
        "arbeidsgiver": employer,
        "orgnr": tenant.orgnr,
        "enhet": place,
        "tittel": hire.tittel,
        "stillingskode": hire.stillingskode,
        "emne": hire.emne,
        "fra": hire.gyldig.lower.isoformat(),
        "til": (hire.gyldig.upper - timedelta(days=1)).isoformat() if hire.gyldig.upper else "",
        "minutter": hire.minutter,
        "timesats_oere": hire.timesats_oere or 0,
        "lovhjemmel": hire.lovhjemmel,
        "signaturer": [
            {"navn": employer, "rolle": place},
            {"navn": person.navn},
        ],
    }


def _ensure_account(actor: Actor, hire: Ansettelse, now: datetime) -> None:
    """Give the candidate an account to sign and register hours with, at most once.

    In the demo nobody has a password: whoever is hired joins the people one can sign in as.
    """
    party_id = hire.party_id
    if access.bruker_for_party(actor, party_id) is not None:
        return
    person = parties.party(actor.tenant_id, party_id)
    assert person is not None
    name = f"{person.epost.split('@')[0].casefold() or 'person'}.{str(party_id)[-6:]}"
    bruker = access.create_bruker(
        actor=actor, brukernavn=name, navn=person.navn, party_id=party_id, now=now,
        details={
            "spraak": person.spraak, "rolletekst": hire.tittel,
            "is_cast": settings.DEMO_SIGN_IN,
        },
    )  # fmt: skip
    access.grant_rolle(
        actor=actor, bruker_id=bruker, rolle="ansatt", omfang="selv", fra=now.date(), now=now,
        details={"kilde": "auto", "begrunnelse": "Følger ansettelsen"},
    )  # fmt: skip


def confirm_identity(actor: Actor, party_id: UUID, who: Identitet, now: datetime) -> None:
    """The signer is the person the contract is made for."""
    known = {i.type for i in parties.identifiers(actor.tenant_id, party_id, on=now.date())} & {
        "fnr",
        "dnr",
    }
    if not who.ident:
        if not known:
            raise SigneringRefused("Skriv fødselsnummeret ditt.", field="fnr")
        return
    owner = parties.find_by_identifier(actor.tenant_id, "fnr", who.ident)
    if (known and owner != party_id) or (owner is not None and owner != party_id):
        raise SigneringRefused(
            "Du er logget inn som en annen enn den kontrakten er laget for.", field="fnr"
        )
    if not known:
        parties.give_identifier(
            tenant_id=actor.tenant_id, party_id=party_id, kind="fnr", value=who.ident,
            kilde="hentet" if who.metode == "idporten" else "tastet", now=now,
        )  # fmt: skip


def _account(actor: Actor, party_id: UUID, typed: str, now: datetime) -> tuple[UUID, bool]:
    """The account pay goes to: the known one, or the first one, typed now.

    Another account than the known one is only asked for here: it waits for the second channel.
    """
    known = next(
        (
            i
            for i in parties.identifiers(actor.tenant_id, party_id, on=now.date())
            if i.type == "kontonummer"
        ),
        None,
    )
    if known is not None:
        if typed.strip() and not parties.holds_identifier(
            actor.tenant_id, party_id, "kontonummer", typed, on=now.date()
        ):
            request_kontoendring(actor=actor, kontonummer=typed, now=now)
        return known.id, False
    if not typed.strip():
        raise SigneringRefused("Skriv kontonummeret lønna skal til.", field="kontonummer")
    made = parties.give_identifier(
        tenant_id=actor.tenant_id, party_id=party_id, kind="kontonummer", value=typed,
        kilde="tastet", now=now,
    )  # fmt: skip
    return made, True


def _consent(actor: Actor, party_id: UUID, *, gitt: bool, now: datetime) -> None:
    if not gitt and not parties.has_consented(actor.tenant_id, party_id, RECOGNISE):
        return
    parties.give_consent(
        tenant_id=actor.tenant_id, party_id=party_id, formaal=RECOGNISE, gitt=gitt, now=now
    )
    token = own_token(actor, party_id, now) if gitt else None
    if token is not None:
        Gjenkjenning.objects.get_or_create(
            tenant_id=actor.tenant_id, party_id=party_id,
            defaults={"token": token, "gitt_at": now},
        )  # fmt: skip


def own_token(actor: Actor, party_id: UUID, now: datetime) -> bytes | None:
    """The token of the actor's own number, or None without one; a logged read."""
    found = next(
        (
            i
            for i in parties.identifiers(actor.tenant_id, party_id, on=now.date())
            if i.type in {"fnr", "dnr"}
        ),
        None,
    )
    if found is None:
        return None
    value = parties.reveal_identifier(
        tenant_id=actor.tenant_id, ident_id=found.id, formaal=RECOGNISE
    )
    return parties.recognition_token(value) if value else None


def _told(actor: Actor, kontrakt: Kontrakt, what: str, now: datetime) -> None:
    record_act(
        actor=actor, handling=f"hr.kontrakt.{what}", objekt_type="kontrakt",
        objekt_id=kontrakt.id,
    )  # fmt: skip
    data = {"ansettelse_id": str(kontrakt.ansettelse_id)} if kontrakt.ansettelse_id else {}
    publish(
        actor=actor,
        event=NewEvent(f"hr.kontrakt.{what}.v1", "kontrakt", kontrakt.id, data=data),
        now=now,
    )


__all__ = ["RowFrozen", "Signering", "SigneringRefused", "lag_arbeidskontrakt", "sign_kontrakt"]
