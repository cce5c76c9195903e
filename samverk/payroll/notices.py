"""What payroll tells people: the slip is ready, a run waits for approval, a run is approved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from samverk.core.access.api import Actor, holders
from samverk.core.outbox.api import EventFacts
from samverk.core.periods import OSLO
from samverk.core.ui import api as ui
from samverk.payroll import api as payroll
from samverk.payroll.events import (
    LOENNSKJOERING_BETALT,
    LOENNSKJOERING_GODKJENT,
    LOENNSKJOERING_KONTROLLERT,
)
from samverk.payroll.web.words import run_title

# Straight from the results to accounts: a main pay has as many slips as there are people.
_PAID = """
SELECT b.id, r.id FROM payroll_resultat r
JOIN access_bruker b ON b.tenant_id = r.tenant_id AND b.party_id = r.party_id AND b.aktiv
WHERE r.tenant_id = %s AND r.kjoering_id = %s
"""


def _paid(actor: Actor, event: EventFacts, now: datetime) -> Iterable[ui.Recipient]:
    with connection.cursor() as cursor:
        cursor.execute(_PAID, [actor.tenant_id, event.subject_id])
        return [ui.Recipient(one, {"slipp": str(slip)}) for one, slip in cursor.fetchall()]


def _tell_slips(actor: Actor, rows: Sequence[ui.NoticeRow]) -> Mapping[UUID, ui.Told]:
    slips = {slip.id: slip for slip in payroll.my_slips(actor)}
    told = {}
    for row in rows:
        slip = slips.get(UUID(row.data["slipp"]))
        if slip is not None:
            text = gettext("Lønnsslippen er klar. Penger på konto %(dag)s")
            if slip.art == "forskudd":
                text = gettext("Forskuddet ditt er betalt. Penger på konto %(dag)s")
            text %= {"dag": ui.words.day_long(slip.paa_konto)}
            told[row.id] = ui.Told(text, f"/lonn/slipper/{slip.id}/")
    return told


def _approvers(actor: Actor, event: EventFacts, now: datetime) -> Iterable[ui.Recipient]:
    run = payroll.kjoering(actor, event.subject_id)
    if run is None:
        return []
    on = now.astimezone(OSLO).date()
    heads = holders(actor, rolle="loennsleder", enhet_id=None, on=on)
    had_a_part = {run.beregnet_av, run.kontrollert_av}
    gets_it: frozenset[UUID] = frozenset()
    if run.art == "forskudd":  # who asked does not approve it, nor who gets it
        had_a_part.add(run.opprettet_av)
        people = [one.party_id for one in heads if one.party_id]
        gets_it = payroll.members_among(actor, run.id, people)
    return [
        ui.Recipient(one.id)
        for one in heads
        if one.id not in had_a_part and one.party_id not in gets_it
    ]


def _preparers(actor: Actor, event: EventFacts, now: datetime) -> Iterable[ui.Recipient]:
    run = payroll.kjoering(actor, event.subject_id)
    if run is None:
        return []
    people = dict.fromkeys([run.beregnet_av, run.kontrollert_av])
    return [ui.Recipient(one) for one in people if one and one != run.godkjent_av]


def _tell_waiting(actor: Actor, rows: Sequence[ui.NoticeRow]) -> Mapping[UUID, ui.Told]:
    runs = payroll.kjoeringer_by_id(actor, {row.objekt_id for row in rows})
    told = {}
    for row in rows:
        run = runs.get(row.objekt_id)
        if run is not None:
            text = ngettext(
                "%(kjoering)s venter på at du godkjenner: %(n)s person",
                "%(kjoering)s venter på at du godkjenner: %(n)s personer", run.antall,
            ) % {"kjoering": run_title(run), "n": ui.words.number(run.antall)}  # fmt: skip
            told[row.id] = ui.Told(text, f"/lonn/kjoringer/{run.id}/")
    return told


def _tell_approved(actor: Actor, rows: Sequence[ui.NoticeRow]) -> Mapping[UUID, ui.Told]:
    runs = payroll.kjoeringer_by_id(actor, {row.objekt_id for row in rows})
    told = {}
    for row in rows:
        run = runs.get(row.objekt_id)
        if run is not None:
            text = gettext("%(kjoering)s er godkjent") % {"kjoering": run_title(run)}
            told[row.id] = ui.Told(text, f"/lonn/kjoringer/{run.id}/")
    return told


def register() -> None:
    """Register payroll's notices."""
    ui.add_notice_rule(
        ui.NoticeRule(
            kind="loenn.slipp", group="loenn", types=(LOENNSKJOERING_BETALT,), to=_paid,
            text=_("En lønnsslipp er klar"), tell=_tell_slips, icon="Wallet",
        )
    )  # fmt: skip
    ui.add_notice_rule(
        ui.NoticeRule(
            kind="loenn.venter", group="loenn", types=(LOENNSKJOERING_KONTROLLERT,),
            to=_approvers, text=_("En lønnskjøring venter på godkjenning"), tell=_tell_waiting,
            icon="Calculator",
        )
    )  # fmt: skip
    ui.add_notice_rule(
        ui.NoticeRule(
            kind="loenn.godkjent", group="loenn", types=(LOENNSKJOERING_GODKJENT,),
            to=_preparers, text=_("En lønnskjøring er godkjent"), tell=_tell_approved,
            icon="CheckmarkCircle",
        )
    )  # fmt: skip
