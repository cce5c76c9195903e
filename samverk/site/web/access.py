"""Roles and deputies as the pages say them: names, places, periods, why; and what waits for me."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samverk.core.access import api as access
from samverk.core.access.api import Actor
from samverk.core.clock import OSLO
from samverk.core.grants import api as grants
from samverk.core.periods import ONE_DAY
from samverk.core.ui import api as ui
from samverk.core.ui import words

GIVE, CONFIRM, AGAIN = "tilgang.tildel", "tilgang.godkjenn", "tilgang.resertifiser"
STEERS = (GIVE, CONFIRM, AGAIN)
ANSWER_WITHIN = timedelta(days=7)
SCOPES = {
    "subtre": gettext_lazy("hele enheten og alt under den"),
    "enhet": gettext_lazy("bare denne enheten"),
    "prosjekt": gettext_lazy("ett prosjekt"),
    "sak": gettext_lazy("én sak"),
    "selv": gettext_lazy("deg selv"),
    "person": gettext_lazy("én person"),
    "alt": gettext_lazy("hele institusjonen"),
}


def require_steering(actor: Actor) -> None:
    """Refuse whoever neither gives, confirms nor looks again at roles.

    Raises:
        AccessDenied: with a sentence for the user.
    """
    if not any(actor.can(one) for one in STEERS):
        actor.require(GIVE)


def scope(code: str) -> str:
    """What a scope covers, to the holder."""
    return str(SCOPES.get(code, code))


def reach(code: str) -> str:
    """What a scope covers, behind the name of the unit and about somebody else."""
    match code:
        case "subtre":
            return _("med alt under")
        case "enhet":
            return _("bare denne enheten")
        case "selv":
            return _("egne opplysninger")
    return scope(code)


def period(fra: date | None, til: date | None) -> str:
    """«Fra 1. mai 2026 til og med 30. juni 2026», or without an end."""
    if fra is None:
        return _("Tatt tilbake med en gang")
    values = {"fra": words.day_long(fra), "til": last_day(til)}
    return (
        _("Fra %(fra)s til og med %(til)s") if til else _("Fra %(fra)s, uten sluttdato")
    ) % values


def last_day(til: date | None) -> str:
    """The last day of a period whose end is the day after."""
    return words.day_long(til - ONE_DAY) if til else _("uten sluttdato")


def title(row: grants.HeldFacts) -> str:
    """The role, or whom the person stands in for."""
    if row.is_lent:
        return _("Stedfortreder for %(navn)s") % {"navn": row.gitt_av}
    return words.in_language(row.rollenavn)


def origin(row: grants.HeldFacts) -> str:
    """How the person came to it."""
    match row.kilde:
        case "auto":
            return _("Følger stillingen")
        case "manuell":
            values = {"gitt": row.gitt_av, "ja": row.bekreftet_av}
            return _("Foreslått av %(gitt)s, bekreftet av %(ja)s") % values
        case "delegasjon":
            return _("Lånt bort av %(navn)s") % {"navn": row.gitt_av}
        case "noed":
            return _("Nødtilgang")
    return _("Lagt inn da Samverk ble satt opp")


def ending(row: grants.HeldFacts) -> str:
    """Why it ended before its time; what the machine wrote is said in the reader's language."""
    for said in (grants.UNCONFIRMED, grants.LEFT):
        if row.avslutning == said.id:
            return words.sentence(said)
    return words.written(row.avslutning, "nb") if row.avslutning else ""


def tasks(actor: Actor, now: datetime) -> Iterator[ui.TaskRow]:
    """Proposals that wait for the actor's answer or that the actor waits for an answer to.

    One row each; roles to look at again are one row.
    """
    today = now.astimezone(OSLO).date()
    if any(actor.can(one) for one in (GIVE, CONFIRM)):
        waiting = grants.waiting_forslag(actor, on=today)
        asked = grants.answerers(actor, waiting, on=today)
        names = answerer_names(actor, asked)
        for one in waiting:
            if one.can_answer and actor.bruker_id in asked[one.id]:
                yield _proposal(one)
            elif one.is_mine:
                yield _waits(one, names[one.id], now)
    if actor.can(AGAIN):
        yield from _renewals(actor, today)


def _renewals(actor: Actor, today: date) -> Iterator[ui.TaskRow]:
    every = grants.due_roller(actor, on=today)
    mine = grants.asked_to_renew(actor, every, on=today)
    due = [one for one in every if one.id in mine]
    if due:
        first = min(one.slutter for one in due)
        yield ui.TaskRow(
            id="tilgang-fornye", url="/tilganger/fornye/", module=_("Roller og tilganger"),
            module_icon="KeyHorizontal", action_label=_("Se"),
            title=ngettext(
                "Bekreft at %(n)s rolle fortsatt trengs",
                "Bekreft at %(n)s roller fortsatt trengs", len(due),
            ) % {"n": len(due)},
            text=_("Det du ikke bekrefter, slutter av seg selv."),
            due_at=datetime.combine(first, time(0), tzinfo=OSLO) - timedelta(seconds=1),
        )  # fmt: skip


def answerer_names(actor: Actor, asked: Mapping[UUID, set[UUID]]) -> dict[UUID, str]:
    """Return who is asked first about each proposal, by name; "" where nobody can be asked."""
    people = access.brukere(actor, set().union(*asked.values())) if asked else {}
    return {
        key: ", ".join(sorted(people[one].navn for one in found if one in people))
        for key, found in asked.items()
    }


def _waits(one: grants.ForslagFacts, names: str, now: datetime) -> ui.TaskRow:
    values = {
        "rolle": words.in_language(one.rollenavn), "navn": one.navn,
        "hvem": names or _("tilgangsadministrator"), "naar": words.moment(one.foreslaatt_at, now),
    }  # fmt: skip
    return ui.TaskRow(
        id=f"tilgang-{one.id}", url="/tilganger/forslag/", module=_("Roller og tilganger"),
        module_icon="KeyHorizontal", group="venter",
        title=_("Foreslått rolle: %(rolle)s for %(navn)s") % values,
        text=_("Rollen gjelder først når den er bekreftet."),
        waits_for=_("Venter på %(hvem)s siden %(naar)s") % values,
    )  # fmt: skip


def _proposal(one: grants.ForslagFacts) -> ui.TaskRow:
    values = {
        "rolle": words.in_language(one.rollenavn), "navn": one.navn, "av": one.foreslaatt_av,
        "sted": words.in_language(one.enhet),
    }  # fmt: skip
    return ui.TaskRow(
        id=f"tilgang-{one.id}", url="/tilganger/forslag/", module=_("Roller og tilganger"),
        module_icon="KeyHorizontal", action_label=_("Se og svar"),
        title=_("Svar på foreslått rolle: %(rolle)s for %(navn)s") % values,
        text=_("Foreslått av %(av)s, for %(sted)s. Rollen gjelder først når du har sagt ja.")
        % values,
        due_at=one.foreslaatt_at + ANSWER_WITHIN,
    )  # fmt: skip
