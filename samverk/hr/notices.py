"""What HR tells people: orders decided, contracts to sign and signed, hours, advances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samverk.core.access.api import Actor
from samverk.core.outbox.api import EventFacts
from samverk.core.ui import api as ui
from samverk.hr import api as hr
from samverk.hr.events import EPOST_ENDRET, KONTOENDRING_BEDT_OM, KONTOENDRING_BEKREFTET
from samverk.hr.models import Ansettelse, Forskudd, Kontoendring, Kontrakt, Timeliste
from samverk.hr.services.forskudd import FORSKUDD_BESVART
from samverk.hr.services.timer_frist import HOURS_DUE
from samverk.hr.services.timer_minn import HOURS_REMINDED


def _orderer(actor: Actor, event: EventFacts, now: datetime) -> Iterable[ui.Recipient]:
    hire = Ansettelse.objects.filter(tenant_id=actor.tenant_id, id=event.subject_id).first()
    # Who did it themselves knows.
    if hire is None or event.data.get("av") == str(hire.bestilt_av_id):
        return []
    return [ui.Recipient(hire.bestilt_av_id)]


def _signer(actor: Actor, event: EventFacts, now: datetime) -> Iterable[ui.Recipient]:
    found = Kontrakt.objects.filter(tenant_id=actor.tenant_id, id=event.subject_id)
    return ui.whoever(actor, found.values_list("party_id", flat=True))


def _contract_orderer(actor: Actor, event: EventFacts, now: datetime) -> Iterable[ui.Recipient]:
    found = Kontrakt.objects.filter(
        tenant_id=actor.tenant_id, id=event.subject_id, ansettelse__isnull=False
    ).values_list("ansettelse_id", "ansettelse__bestilt_av")
    return [ui.Recipient(orderer, {"ansettelse": str(hire)}) for hire, orderer in found]


def _worker(actor: Actor, event: EventFacts, now: datetime) -> Iterable[ui.Recipient]:
    found = Timeliste.objects.filter(tenant_id=actor.tenant_id, id=event.subject_id).values_list(
        "party_id", "kontrakt_id"
    )
    return [
        told
        for party, kontrakt in found
        for told in ui.whoever(actor, [party], {"kontrakt": str(kontrakt)})
    ]


def _late(actor: Actor, event: EventFacts, now: datetime) -> Iterable[ui.Recipient]:
    found = Kontrakt.objects.filter(tenant_id=actor.tenant_id, id=event.subject_id)
    data = {"kontrakt": str(event.subject_id), "frist": event.data["frist"]}
    return ui.whoever(actor, found.values_list("party_id", flat=True), data)


def _reminded(actor: Actor, event: EventFacts, now: datetime) -> Iterable[ui.Recipient]:
    found = Kontrakt.objects.filter(tenant_id=actor.tenant_id, id=event.subject_id)
    return ui.whoever(
        actor, found.values_list("party_id", flat=True), {"kontrakt": str(event.subject_id)}
    )


def _advanced(actor: Actor, event: EventFacts, now: datetime) -> Iterable[ui.Recipient]:
    found = Forskudd.objects.filter(tenant_id=actor.tenant_id, id=event.subject_id).values_list(
        "party_id", "kontrakt_id"
    )
    return [
        told
        for party, kontrakt in found
        for told in ui.whoever(actor, [party], {"kontrakt": str(kontrakt)})
    ]


def _about_hire(sentence: str | Promise) -> ui.Tell:
    """%(navn)s and %(emne)s of a hire, with its case as the page."""

    def tell(actor: Actor, rows: Sequence[ui.NoticeRow]) -> Mapping[UUID, ui.Told]:
        wanted = {row.id: UUID(row.data.get("ansettelse", str(row.objekt_id))) for row in rows}
        hires = {hire.id: hire for hire in hr.ansettelser(actor, wanted.values())}
        told = {}
        for row in rows:
            hire = hires.get(wanted[row.id])
            if hire is not None:
                words = {"navn": hire.navn, "emne": hire.emne}
                url = f"/saker/{hire.sak_id}/" if hire.sak_id else ""
                told[row.id] = ui.Told(str(sentence) % words, url)
        return told

    return tell


def _about_contract(sentence: str | Promise, url: str) -> ui.Tell:
    """%(emne)s of one's own contract, and %(frist)s when the notice has one."""

    def tell(actor: Actor, rows: Sequence[ui.NoticeRow]) -> Mapping[UUID, ui.Told]:
        wanted = {row.id: UUID(row.data.get("kontrakt", str(row.objekt_id))) for row in rows}
        topics = dict(
            Kontrakt.objects.filter(
                tenant_id=actor.tenant_id, id__in=set(wanted.values()), party=actor.party_id
            ).values_list("id", "emne")
        )
        told = {}
        for row in rows:
            if wanted[row.id] in topics:
                words = {"emne": topics[wanted[row.id]]}
                if "frist" in row.data:
                    words["frist"] = ui.words.day_long(date.fromisoformat(row.data["frist"]))
                told[row.id] = ui.Told(str(sentence) % words, url % {"id": wanted[row.id]})
        return told

    return tell


def _account_holder(actor: Actor, event: EventFacts, now: datetime) -> Iterable[ui.Recipient]:
    found = Kontoendring.objects.filter(tenant_id=actor.tenant_id, id=event.subject_id)
    return ui.whoever(actor, found.values_list("party_id", flat=True))


def _about_account(actor: Actor, rows: Sequence[ui.NoticeRow]) -> Mapping[UUID, ui.Told]:
    """The last digits of one's own new account; how it stands is on the page."""
    known = dict(
        Kontoendring.objects.filter(
            tenant_id=actor.tenant_id, id__in=[row.objekt_id for row in rows], party=actor.party_id
        ).values_list("id", "siste_fire")
    )
    return {
        row.id: ui.Told(
            gettext("Ny konto for lønna, slutter på %(slutt)s") % {"slutt": known[row.objekt_id]},
            "/folk/meg/konto/",
        )
        for row in rows
        if row.objekt_id in known
    }


def _answered(actor: Actor, event: EventFacts, now: datetime) -> Iterable[ui.Recipient]:
    """Who asked and who gets it; the money itself comes to the latter with a slip's own notice."""
    data, told = {"svar": event.data["svar"]}, list[ui.Recipient]()
    for advance in hr.forskudd_of(actor, [event.subject_id]):
        told.append(ui.Recipient(advance.bedt_av, data))
        if data["svar"] != "utbetalt":
            told += ui.whoever(actor, [advance.party_id], data)
    return told


_OWN = {
    "innvilget": _("Forskuddet ditt på %(sum)s er innvilget, på konto %(dag)s"),
    "nedsatt": _(
        "Forskuddet ditt er satt ned fra %(bedt)s til %(sum)s, på konto %(dag)s: %(svar)s"
    ),
    "avslaatt": _("Forskuddet ditt på %(bedt)s er avslått: %(svar)s"),
    "stanset": _("Forskuddet ditt på %(sum)s ble ikke betalt: %(svar)s"),
}
_ASKED = {
    "innvilget": _("Forskuddet på %(sum)s til %(navn)s er innvilget, på konto %(dag)s"),
    "nedsatt": _(
        "Forskuddet til %(navn)s er satt ned fra %(bedt)s til %(sum)s, på konto %(dag)s: %(svar)s"
    ),
    "avslaatt": _("Forskuddet på %(bedt)s til %(navn)s er avslått: %(svar)s"),
    "stanset": _("Forskuddet på %(sum)s til %(navn)s ble ikke betalt: %(svar)s"),
    "utbetalt": _("Forskuddet på %(sum)s til %(navn)s er betalt, på konto %(dag)s"),
}


def _about_advance(actor: Actor, rows: Sequence[ui.NoticeRow]) -> Mapping[UUID, ui.Told]:
    """What payroll answered, as the one who gets it or the one who asked for it reads it."""
    known = {one.id: one for one in hr.forskudd_of(actor, [row.objekt_id for row in rows])}
    told = {}
    for row in rows:
        advance = known.get(row.objekt_id)
        if advance is None:
            continue
        is_own = advance.party_id == actor.party_id
        svar = row.data.get("svar", "innvilget")  # the only answer told of before it was kept
        if advance.status in {"avslaatt", "stanset"}:  # what it came to, also read in an older row
            svar = advance.status
        if svar == "innvilget" and advance.innvilget_oere is not None:
            svar = "nedsatt"
        day = advance.utbetalingsdato
        words = {
            "navn": advance.navn, "svar": ui.words.written(advance.svar, "nb"),
            "bedt": ui.words.kroner(advance.beloep_oere),
            "sum": ui.words.kroner(advance.sum_oere),
            "dag": ui.words.day_long(day) if day else "",
        }  # fmt: skip
        text = ui.words.filled(str((_OWN if is_own else _ASKED)[svar]), words)
        told[row.id] = ui.Told(text, "/lonn/" if is_own else "/folk/risiko/")
    return told


def _addressee(actor: Actor, event: EventFacts, now: datetime) -> Iterable[ui.Recipient]:
    endring = hr.epostendring(actor, event.subject_id)
    return ui.whoever(actor, [endring.party_id]) if endring else []


def _about_address(actor: Actor, rows: Sequence[ui.NoticeRow]) -> Mapping[UUID, ui.Told]:
    """The address itself is not for the notice; one's own page has what else is to be done."""
    text = gettext("HR har endret e-postadressen din. Var det ikke avtalt, si fra til HR og lønn")
    return {row.id: ui.Told(text, "/folk/meg/konto/") for row in rows}


def register() -> None:
    """Register HR's notices."""
    contract, hours = "/folk/kontrakt/%(id)s/", "/folk/timer/"
    rules: list[tuple[str, str, ui.Recipients, str | Promise, ui.Tell, str]] = [
        ("ansettelse.godkjent", "hr.ansettelse.godkjent.v1", _orderer,
         _("En ansettelse du har bestilt, er godkjent"),
         _about_hire(_("Ansettelsen av %(navn)s er godkjent: %(emne)s")), "CheckmarkCircle"),
        ("ansettelse.returnert", "hr.ansettelse.returnert.v1", _orderer,
         _("En ansettelse du har bestilt, er sendt tilbake til deg"),
         _about_hire(_("Ansettelsen av %(navn)s er sendt tilbake til deg: %(emne)s")),
         "ArrowUndo"),
        ("ansettelse.trukket", "hr.ansettelse.trukket.v1", _orderer,
         _("En ansettelse du har bestilt, er trukket"),
         _about_hire(_("Ansettelsen av %(navn)s er trukket: %(emne)s")), "XMarkOctagon"),
        ("ansettelse.kontrakt", "hr.kontrakt.laget.v1", _signer,
         _("Du har en kontrakt å signere"),
         _about_contract(_("Kontrakten din er klar til å signeres: %(emne)s"), contract),
         "PencilLine"),
        ("ansettelse.signert", "hr.kontrakt.signert.v1", _contract_orderer,
         _("En kontrakt du har bestilt, er signert"),
         _about_hire(_("%(navn)s har signert kontrakten: %(emne)s")), "CheckmarkCircle"),
        ("timer.godkjent", "hr.timeliste.godkjent.v1", _worker, _("Timene dine er godkjent"),
         _about_contract(_("Timene dine er godkjent: %(emne)s"), hours), "CheckmarkCircle"),
        ("timer.returnert", "hr.timeliste.returnert.v1", _worker,
         _("Timene dine er sendt tilbake til deg"),
         _about_contract(_("Timene dine er sendt tilbake til deg: %(emne)s"), hours),
         "ArrowUndo"),
        ("timer.frist", HOURS_DUE, _late, _("Du har timer som ikke er sendt"),
         _about_contract(
             _("Send timene innen %(frist)s, ellers rekker de ikke lønna: %(emne)s"), hours),
         "Clock"),
        ("timer.minnet", HOURS_REMINDED, _reminded,
         _("Lederen minner deg om timer som ikke er sendt"),
         _about_contract(
             _("Lederen minner om timene som ikke er sendt: %(emne)s"), hours),
         "Clock"),
        ("loenn.forskudd", "hr.forskudd.bedt_om.v1", _advanced,
         _("Det er bedt om et forskudd på lønn til deg"),
         _about_contract(_("Det er bedt om et forskudd på lønn til deg: %(emne)s"), "/lonn/"),
         "Wallet"),
        ("loenn.epost_endret", EPOST_ENDRET, _addressee,
         _("HR har endret e-postadressen din"), _about_address, "EnvelopeClosed"),
        ("loenn.konto_bedt", KONTOENDRING_BEDT_OM, _account_holder,
         _("Noen har bedt om at lønna di skal gå til en annen konto"), _about_account, "Wallet"),
        ("loenn.konto_endret", KONTOENDRING_BEKREFTET, _account_holder,
         _("Kontoen lønna går til, er endret"), _about_account, "Wallet"),
        ("loenn.forskudd_svar", FORSKUDD_BESVART, _answered,
         _("Lønn har svart på et forskudd"), _about_advance, "Wallet"),
    ]  # fmt: skip
    for kind, event, to, text, tell, icon in rules:
        ui.add_notice_rule(
            ui.NoticeRule(
                kind=kind, group=kind.partition(".")[0], types=(event,), to=to, text=text,
                tell=tell, icon=icon,
            )
        )  # fmt: skip
