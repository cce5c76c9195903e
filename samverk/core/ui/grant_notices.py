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

MINE, RENEW = "/meg/tilganger/", "/tilganger/fornye/"


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
    """Those nearest the unit; the holder does not vouch for oneself.

    Where nobody else can, it is the holder who is told, or the role would end without a word.
    """
    holder, day = UUID(event.data["bruker"]), now.astimezone(OSLO).date()
    asked = [(event.subject_id, UUID(event.data["enhet"]), holder, holder)]
    people = grants.nearest(actor, asked, capability="tilgang.resertifiser", on=day)
    return [Recipient(found) for found in sorted(people[event.subject_id] or {holder})]


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


def _visible(actor: Actor, rows: Sequence[NoticeRow]) -> dict[UUID, Grant]:
    """The grants that some notices are about, by id: the reader's own, and those one steers."""
    found = Grant.objects.filter(
        tenant_id=actor.tenant_id, id__in={row.objekt_id for row in rows}
    ).select_related("rolle", "bruker")
    others = {one.enhet_id for one in found if one.bruker_id != actor.bruker_id}
    steered = grants.steered(actor, others) if others else set()
    return {
        one.id: one for one in found
        if one.bruker_id == actor.bruker_id or one.enhet_id in steered
    }  # fmt: skip


def _values(one: Grant) -> dict[str, str]:
    names = (one.rolle.navn, one.rolle.navn_nn, one.rolle.navn_en)
    return {"rolle": words.in_language(names), "navn": one.bruker.visningsnavn}


def _ended(actor: Actor, rows: Sequence[NoticeRow]) -> Mapping[UUID, Told]:
    """A role that had days left when the notice was given, ends; it has not ended."""
    known, told = _visible(actor, rows), {}
    for row in rows:
        if (one := known.get(row.objekt_id)) is None:
            continue
        said, values, til = _("Rollen din er avsluttet: %(rolle)s"), _values(one), one.gyldig.upper
        if til is not None and til > row.at.astimezone(OSLO).date():
            said = _("Rollen din slutter: %(rolle)s. Siste dag er %(dag)s.")
            values["dag"] = words.day_long(til - ONE_DAY)
        told[row.id] = Told(str(said) % values, MINE)
    return told


def _due(actor: Actor, rows: Sequence[NoticeRow]) -> Mapping[UUID, Told]:
    """To those who may confirm the role; where there is nobody, to its holder (see `_leaders`)."""
    known, told = _visible(actor, rows), {}
    for row in rows:
        if (one := known.get(row.objekt_id)) is None:
            continue
        said, values, url = _("Trengs fortsatt? %(rolle)s for %(navn)s"), _values(one), RENEW
        if one.bruker_id == actor.bruker_id:
            said = _(
                "Ingen kan bekrefte rollen din på nytt: %(rolle)s. Si fra til den som gir roller,"
                " ellers er siste dag %(dag)s."
            )
            end = grants.ends_on(row.at.astimezone(OSLO).date())
            values["dag"], url = words.day_long(end - ONE_DAY), MINE
        told[row.id] = Told(str(said) % values, url)
    return told


def register() -> None:
    """Register the notices of roles and deputies."""
    key = "KeyHorizontal"
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
         _("Du har fått en rolle"), _proposal(_("Du har fått rollen %(rolle)s"), url=MINE), key),
        ("tilgang.avsluttet", grants.events.WITHDRAWN, _holder,
         _("En av rollene dine slutter"), _ended, key),
        ("tilgang.forfalt", grants.events.RECERTIFICATION_DUE, _leaders,
         _("En rolle må bekreftes på nytt"), _due, key),
    ]  # fmt: skip
    for kind, event, to, text, tell, icon in kinds:
        add_notice_rule(
            NoticeRule(
                kind=kind, group="tilganger", types=(event,), to=to, text=text, tell=tell,
                icon=icon,
            )
        )  # fmt: skip
