"""Acts on the account pay goes to: ask for another, confirm by a second channel, stop.

Whoever has taken over a session can type an account number, but does not read the person's mail.
So the link goes to the address that was known before, and the old account is paid until it is used.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy

from samverk.core.access.api import Actor
from samverk.core.audit.api import has_changed, record_act
from samverk.core.errors import Refusal
from samverk.core.identifiers import parse_kontonummer
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.parties import api as parties
from samverk.hr.events import KONTO_REGISTRERT, KONTOENDRING_BEDT_OM, KONTOENDRING_BEKREFTET
from samverk.hr.models import Kontoendring
from samverk.hr.services.guard import ANSWERS, Answer, guarded

LINK_HOURS = 48
# As long as payroll looks for changed accounts: an address changed in that time proves nothing.
ADDRESS_DAYS = 10
# What was never confirmed is of no use once nobody can ask about it any more; 0014 holds it.
UNCONFIRMED_DAYS = 30


class KontoendringRefused(Refusal):
    """The account is not changed; the one that was is still paid."""


# For acts that came at the same time as another: what was checked first no longer holds.
KONTO_ANSWERS = (
    Answer("hr_kontoendring_en_venter", KontoendringRefused,
           gettext_lazy("Det er alt bedt om en ny konto. Last siden på nytt og se hva som venter."),
           "kontonummer"),
    Answer("SV026", KontoendringRefused,
           gettext_lazy("Kontoen er alt registrert eller endret. Last siden på nytt og se hvilken"
           " som gjelder.")),
    Answer("SV027", KontoendringRefused,
           gettext_lazy("Lenken er for gammel. Be om endringen på nytt.")),
    *ANSWERS,
)  # fmt: skip


def request_kontoendring(*, actor: Actor, kontonummer: str, now: datetime) -> UUID:
    """Ask that pay goes to another account; a link is sent to the address known before.

    Args:
        actor: the person; kontonummer: eleven digits; now: time of the act.

    Returns:
        The change that waits. An earlier one that waited is stopped.

    Raises:
        IdentifierInvalid: the check digit does not fit.
        KontoendringRefused: no account to replace, the same account, or no address to trust.
    """
    party_id = _self(actor)
    value = parse_kontonummer(kontonummer, field="kontonummer")
    known = parties.identifiers(actor.tenant_id, party_id, on=now.date())
    account = next((i for i in known if i.type == "kontonummer"), None)
    if account is None:
        raise KontoendringRefused(
            "Du har ingen konto her ennå. Du oppgir den når du signerer.", field="kontonummer"
        )
    if parties.holds_identifier(actor.tenant_id, party_id, "kontonummer", value, on=now.date()):
        raise KontoendringRefused("Lønna går alt til denne kontoen.", field="kontonummer")
    address = _address(actor, party_id, now)
    with guarded(KONTO_ANSWERS):
        _waiting(actor, party_id).update(status="stoppet", avgjort_at=now)
        made = Kontoendring.objects.create(
            tenant_id=actor.tenant_id, party_id=party_id,
            verdi_kryptert=parties.encrypt(actor.tenant_id, value),
            verdi_hash=parties.keyed_hash(actor.tenant_id, "kontonummer", value),
            siste_fire=value[-4:], forrige_fire=account.siste_fire, sendt_til=address,
            opprettet_at=now, utloeper_at=now + timedelta(hours=LINK_HOURS),
        )  # fmt: skip
    _told(actor, made.id, "be_om")
    publish(actor=actor, event=NewEvent(KONTOENDRING_BEDT_OM, "hr.kontoendring", made.id), now=now)
    return made.id


def confirm_kontoendring(*, actor: Actor, endring_id: UUID, merke: str, now: datetime) -> None:
    """Put a changed account in force, with the mark of the link that was mailed.

    Args:
        actor: the person; endring_id, merke: from the link; now: time of the act.

    Raises:
        KontoendringRefused: not one's own, another mark, used, stopped or expired.
    """
    party_id = _self(actor)
    endring = Kontoendring.objects.filter(tenant_id=actor.tenant_id, id=endring_id).first()
    if endring is None or not hmac.compare_digest(merke, mark_of(endring_id)):
        raise KontoendringRefused("Lenken gjelder ikke deg, eller den er ikke hel.")
    if endring.status != "venter":
        raise KontoendringRefused("Lenken er alt brukt, eller endringen er stoppet.")
    if now >= endring.utloeper_at:
        raise KontoendringRefused("Lenken er for gammel. Be om endringen på nytt.")
    with guarded(KONTO_ANSWERS):
        waiting = _waiting(actor, party_id).filter(id=endring_id)
        if not waiting.update(status="bekreftet", avgjort_at=now):  # another one came first
            raise KontoendringRefused("Lenken er alt brukt, eller endringen er stoppet.")
        parties.give_identifier(
            tenant_id=actor.tenant_id, party_id=party_id, kind="kontonummer",
            value=parties.decrypt(actor.tenant_id, bytes(endring.verdi_kryptert)), kilde="tastet",
            now=now,
        )  # fmt: skip
    _told(actor, endring_id, "bekreft")
    publish(
        actor=actor, event=NewEvent(KONTOENDRING_BEKREFTET, "hr.kontoendring", endring_id), now=now
    )
    publish(actor=actor, event=NewEvent(KONTO_REGISTRERT, "party", party_id), now=now)


def stop_kontoendring(*, actor: Actor, now: datetime) -> None:
    """Stop the change that waits; the account stays as it is.

    Args:
        actor: the person; now: time of the act.

    Raises:
        KontoendringRefused: nothing waits.
    """
    party_id = _self(actor)
    waiting = list(_waiting(actor, party_id).values_list("id", flat=True))
    if not waiting:
        raise KontoendringRefused("Ingen endring venter.")
    with guarded(KONTO_ANSWERS):
        if not _waiting(actor, party_id).update(status="stoppet", avgjort_at=now):
            raise KontoendringRefused("Ingen endring venter.")
    _told(actor, waiting[0], "stopp")


def forget_unconfirmed(*, actor: Actor, now: datetime) -> int:
    """Delete wishes that were stopped or ran out a month ago; they hold an account number.

    Args:
        actor: the machine; now: time of the night.

    Returns:
        How many. That somebody asked, and when, stays in the audit log.
    """
    before = now - timedelta(days=UNCONFIRMED_DAYS)
    gone, _each = Kontoendring.objects.filter(
        Q(status="venter", utloeper_at__lt=before) | Q(status="stoppet", avgjort_at__lt=before),
        tenant_id=actor.tenant_id,
    ).delete()  # fmt: skip
    return gone


def mark_of(endring_id: UUID) -> str:
    """Return the part of the link that only the mail carries."""
    made = salted_hmac("samverk.hr.kontoendring", str(endring_id), algorithm="sha256")
    return made.hexdigest()


def _self(actor: Actor) -> UUID:
    if actor.party_id is None or actor.on_behalf_of is not None:
        raise KontoendringRefused("Bare du selv kan endre kontoen lønna di går til.")
    return actor.party_id


def _address(actor: Actor, party_id: UUID, now: datetime) -> str:
    person = parties.party(actor.tenant_id, party_id)
    if person is None or "@" not in person.epost:
        raise KontoendringRefused(
            "Vi har ingen e-postadresse å sende bekreftelsen til. Ta kontakt med HR.",
            field="kontonummer",
        )
    if has_changed(
        tenant_id=actor.tenant_id, tabell="parties_party", objekt_id=party_id, felt="epost",
        since=now - timedelta(days=ADDRESS_DAYS),
    ):  # fmt: skip
        raise KontoendringRefused(
            "E-postadressen din er endret de siste ti dagene. Vent, eller ta kontakt med HR.",
            field="kontonummer",
        )
    return person.epost


def _waiting(actor: Actor, party_id: UUID) -> QuerySet[Kontoendring]:
    return Kontoendring.objects.filter(
        tenant_id=actor.tenant_id, party_id=party_id, status="venter"
    )


def _told(actor: Actor, endring_id: UUID, what: str) -> None:
    record_act(
        actor=actor, handling=f"hr.kontoendring.{what}", objekt_type="hr_kontoendring",
        objekt_id=endring_id,
    )  # fmt: skip
