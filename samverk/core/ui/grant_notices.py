"""What people are told of roles and deputies: you stand in, a role is proposed, given or ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samverk.core.access.api import Actor, Grant, brukere
from samverk.core.grants import api as grants
from samverk.core.outbox.api import EventFacts
from samverk.core.periods import ONE_DAY, OSLO
from samverk.core.ui import words
from samverk.core.ui.notice_rules import (
    NoticeRow,
    NoticeRule,
    Recipient,
    Recipients,
    Tell,
    Told,
    add_notice_rule,
)
from samverk.core.ui.registry import Text


def _the_other(actor: Actor, event: EventFacts, now: datetime) -> Iterable[Recipient]:
    return [Recipient(UUID(event.data["til"]), {"av": event.data["av"]})]


def _answerers(actor: Actor, event: EventFacts, now: datetime) -> Iterable[Recipient]:
    day = now.astimezone(OSLO).date()
    one = grants.forslag(actor, [event.subject_id], on=day).get(event.subject_id)
    if one is None or one.status != "venter":
        return []
    asked = [(one.id, one.enhet_id, one.bruker_id, one.foreslaatt_av_id)]
    people = grants.nearest(actor, asked, capability="tilgang.godkjenn", on=day)
    return [Recipient(found) for found in sorted(people[one.id])]


def _proposer(actor: Actor, event: EventFacts, now: datetime) -> Iterable[Recipient]:
    return [Recipient(UUID(event.data["foreslaatt_av"]), {"svar": event.data["svar"]})]


def _receiver(actor: Actor, event: EventFacts, now: datetime) -> Iterable[Recipient]:
    return [Recipient(UUID(event.data["bruker"]))] if event.data["svar"] == "ja" else []


def _holder(actor: Actor, event: EventFacts, now: datetime) -> Iterable[Recipient]:
    return [Recipient(UUID(event.data["bruker"]))]


def _leaders(actor: Actor, event: EventFacts, now: datetime) -> Iterable[Recipient]:
    """Those nearest the unit; the holder does not vouch for oneself."""
    holder, day = UUID(event.data["bruker"]), now.astimezone(OSLO).date()
    asked = [(event.subject_id, UUID(event.data["enhet"]), holder, holder)]
    people = grants.nearest(actor, asked, capability="tilgang.resertifiser", on=day)
    return [Recipient(found) for found in sorted(people[event.subject_id])]


def _deputyship(sentence: Text) -> Tell:
    """%(av)s, %(fra)s and %(til)s of a deputyship that the reader is part of."""

    def tell(actor: Actor, rows: Sequence[NoticeRow]) -> Mapping[UUID, Told]:
        day = max(row.at for row in rows).astimezone(OSLO).date()
        known = grants.delegasjoner(actor, {row.objekt_id for row in rows}, on=day)
        names = brukere(actor, {UUID(row.data["av"]) for row in rows})
        told = {}
        for row in rows:
            one, by = known.get(row.objekt_id), names.get(UUID(row.data["av"]))
            if one is None or by is None:
                continue
            said: Text = sentence
            if one.fra is None or one.til_og_med is None:
                said = _("%(av)s har tatt tilbake et stedfortrederskap")
            values = {
                "av": by.navn,
                "fra": words.day_long(one.fra) if one.fra else "",
                "til": words.day_long(one.til_og_med) if one.til_og_med else "",
            }
            told[row.id] = Told(str(said) % values, "/meg/stedfortreder/")
        return told

    return tell


def _proposal(sentence: Text, no: Text = "", url: str = "/tilganger/forslag/") -> Tell:
    """%(rolle)s and %(navn)s of a proposal the reader may see; `no` when the answer was no."""

    def tell(actor: Actor, rows: Sequence[NoticeRow]) -> Mapping[UUID, Told]:
        day = max(row.at for row in rows).astimezone(OSLO).date()
        known = grants.forslag(actor, {row.objekt_id for row in rows}, on=day)
        told = {}
        for row in rows:
            if (one := known.get(row.objekt_id)) is None:
                continue
            said = no if no and row.data.get("svar") == "nei" else sentence
            values = {"navn": one.navn, "rolle": words.in_language(one.rollenavn)}
            told[row.id] = Told(str(said) % values, url)
        return told

    return tell


def _role(sentence: Text, url: str, later: Text = "") -> Tell:
    """%(rolle)s of one's own grant, or %(rolle)s and %(navn)s of somebody's.

    `later`, with %(dag)s, is said of one that had days left when the notice was given.
    """

    def tell(actor: Actor, rows: Sequence[NoticeRow]) -> Mapping[UUID, Told]:
        found = Grant.objects.filter(
            tenant_id=actor.tenant_id, id__in={row.objekt_id for row in rows}
        ).select_related("rolle", "bruker")
        known = {one.id: one for one in found}
        told = {}
        for row in rows:
            if (one := known.get(row.objekt_id)) is None:
                continue
            if one.bruker_id != actor.bruker_id and not grants.may_steer(actor, one.enhet_id):
                continue
            names = (one.rolle.navn, one.rolle.navn_nn, one.rolle.navn_en)
            values = {"rolle": words.in_language(names), "navn": one.bruker.visningsnavn}
            said, til = sentence, one.gyldig.upper
            if later and til is not None and til > row.at.astimezone(OSLO).date():
                said, values["dag"] = later, words.day_long(til - ONE_DAY)
            told[row.id] = Told(str(said) % values, url)
        return told

    return tell


def register() -> None:
    """Register the notices of roles and deputies."""
    mine, key = "/meg/tilganger/", "KeyHorizontal"
    kinds: list[tuple[str, str, Recipients, Text, Tell, str]] = [
        ("stedfortreder.satt", grants.events.DEPUTY_APPOINTED, _the_other,
         _("Du er blitt stedfortreder"),
         _deputyship(_("Du er stedfortreder for %(av)s fra %(fra)s til og med %(til)s")),
         "PersonSuit"),
        ("stedfortreder.avsluttet", grants.events.DEPUTY_ENDED, _the_other,
         _("Et stedfortrederskap er avsluttet"),
         _deputyship(_("%(av)s har avsluttet stedfortrederskapet. Siste dag var %(til)s.")),
         "PersonSuit"),
        ("tilgang.foreslaatt", grants.events.PROPOSED, _answerers,
         _("En rolle venter på svar fra deg"),
         _proposal(_("Foreslått rolle venter på deg: %(rolle)s for %(navn)s")), key),
        ("tilgang.besvart", grants.events.ANSWERED, _proposer,
         _("En rolle du foreslo, er besvart"),
         _proposal(
             _("Bekreftet: %(rolle)s for %(navn)s"), _("Avslått: %(rolle)s for %(navn)s")
         ), key),
        ("tilgang.faatt", grants.events.ANSWERED, _receiver,
         _("Du har fått en rolle"), _proposal(_("Du har fått rollen %(rolle)s"), url=mine), key),
        ("tilgang.avsluttet", grants.events.WITHDRAWN, _holder,
         _("En av rollene dine slutter"),
         _role(
             _("Rollen din er avsluttet: %(rolle)s"), mine,
             _("Rollen din slutter: %(rolle)s. Siste dag er %(dag)s."),
         ), key),
        ("tilgang.forfalt", grants.events.RECERTIFICATION_DUE, _leaders,
         _("En rolle må bekreftes på nytt"),
         _role(_("Trengs fortsatt? %(rolle)s for %(navn)s"), "/tilganger/fornye/"), key),
    ]  # fmt: skip
    for kind, event, to, text, tell, icon in kinds:
        add_notice_rule(
            NoticeRule(
                kind=kind, group="tilganger", types=(event,), to=to, text=text, tell=tell,
                icon=icon,
            )
        )  # fmt: skip
