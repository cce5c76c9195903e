"""Mail about the account pay goes to: the link that confirms, and the notice of the change."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from samverk.core.access.api import Actor
from samverk.core.outbox.api import EventFacts
from samverk.core.ui.api import words
from samverk.hr import api as hr
from samverk.hr.events import EPOST_ENDRET, KONTOENDRING_BEDT_OM, KONTOENDRING_BEKREFTET

TYPES = (KONTOENDRING_BEDT_OM, KONTOENDRING_BEKREFTET)
CHANGED = (KONTOENDRING_BEKREFTET,)
ADDRESSES = (EPOST_ENDRET,)


def mail_about_account(actor: Actor, event: EventFacts, now: datetime) -> None:
    """Send the mail of an event to the address known before the wish.

    That address hears of the change even when the person's address was changed in between. A second
    delivery sends the same link again.

    Args:
        actor: the machine; event: about a change of account; now: time of delivery.
    """
    endring = hr.kontoendring(actor, event.subject_id)
    if endring is not None:
        _send(endring, event, endring.sendt_til, now)


def mail_to_new_address(actor: Actor, event: EventFacts, now: datetime) -> None:
    """Tell of the change at the address known now too, when it is another one.

    A delivery of its own: an address that cannot be reached repeats no mail to the other.

    Args:
        actor: the machine; event: a confirmed change of account; now: time of delivery.
    """
    endring = hr.kontoendring(actor, event.subject_id)
    if endring is not None and endring.epost != endring.sendt_til:
        _send(endring, event, endring.epost, now)


def _send(endring: hr.KontoendringFacts, event: EventFacts, address: str, now: datetime) -> None:
    if not address:
        return
    with translation.override(endring.spraak):
        if event.type == KONTOENDRING_BEKREFTET:
            subject, text = _changed(endring)
        elif endring.status == "venter":
            subject, text = _asked(endring, now)
        else:
            return
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [address])


def _asked(endring: hr.KontoendringFacts, now: datetime) -> tuple[str, str]:
    path = reverse("hr-konto-bekreft", args=[endring.id, hr.mark_of(endring.id)])
    values = {
        "navn": endring.navn, "ny": endring.siste_fire, "gammel": endring.forrige_fire,
        "frist": words.moment(endring.utloeper_at, now), "lenke": f"{settings.PUBLIC_URL}{path}",
        "side": f"{settings.PUBLIC_URL}{reverse('hr-konto')}",
    }  # fmt: skip
    text = _(
        "Hei, %(navn)s.\n\nNoen som er logget inn som deg, vil at lønna skal gå til en konto som"
        " slutter på %(ny)s, i stedet for den som slutter på %(gammel)s.\n\nEr det deg? Bekreft"
        " her, senest %(frist)s. Du må være logget inn:\n%(lenke)s\n\nEr det ikke deg? Ikke bruk"
        " lenken. Stopp endringen her, og si fra til HR:\n%(side)s\n\nTil du bekrefter, går lønna"
        " til den gamle kontoen."
    )
    return _("Bekreft den nye kontoen lønna skal til"), text % values


def _changed(endring: hr.KontoendringFacts) -> tuple[str, str]:
    text = _(
        "Hei, %(navn)s.\n\nLønna går nå til kontoen som slutter på %(ny)s. Før gikk den til den som"
        " slutter på %(gammel)s.\n\nVar det ikke deg, si fra til HR og lønn med en gang."
    )
    values = {"navn": endring.navn, "ny": endring.siste_fire, "gammel": endring.forrige_fire}
    return _("Kontoen lønna går til, er endret"), text % values


def mail_to_old_address(actor: Actor, event: EventFacts, now: datetime) -> None:
    """Tell the address that was replaced, so that nobody loses it without knowing.

    Args:
        actor: the machine; event: HR changed an address; now: time of delivery.
    """
    endring = hr.epostendring(actor, event.subject_id)
    if endring is None or "@" not in endring.forrige:
        return
    with translation.override(endring.spraak):
        text = _(
            "Hei, %(navn)s.\n\nHR har byttet ut denne e-postadressen i Samverk. Varsler og lenker"
            " går fra nå til en annen adresse.\n\nHar du ikke bedt om det, si fra til HR og lønn"
            " med en gang."
        )
        subject = _("E-postadressen din i Samverk er endret")
        send_mail(
            subject, text % {"navn": endring.navn}, settings.DEFAULT_FROM_EMAIL, [endring.forrige]
        )
