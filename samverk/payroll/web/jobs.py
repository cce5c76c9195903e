"""The acts on a large run: done by the worker, followed on the page."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samverk.core.access.api import Actor
from samverk.core.jobs import api as jobs
from samverk.core.ui import api as ui
from samverk.payroll import api

OBJEKT = "payroll.loennskjoering"
PREFIX = "lonn.kjoring."
LONG_FROM = 1_000  # people; below this an act is over before a page could tell of it


def _calculate(actor: Actor, kjoering_id: UUID, meter: jobs.Meter, now: datetime) -> None:
    meter.phase("henter")

    def tell(done: int, total: int) -> None:
        if done <= total:
            meter(done, total)
        if done == total:
            meter.phase("lagrer")

    api.calculate_loennskjoering(actor=actor, kjoering_id=kjoering_id, now=now, progress=tell)
    meter.phase("kontrollerer")
    api.control_loennskjoering(actor=actor, kjoering_id=kjoering_id, now=now)


def _control(actor: Actor, kjoering_id: UUID, meter: jobs.Meter, now: datetime) -> None:
    meter.phase("kontrollerer")
    api.control_loennskjoering(actor=actor, kjoering_id=kjoering_id, now=now)


def _pay(actor: Actor, kjoering_id: UUID, meter: jobs.Meter, now: datetime) -> None:
    meter.phase("betaler")
    api.pay_loennskjoering(actor=actor, kjoering_id=kjoering_id, now=now)


def _post(actor: Actor, kjoering_id: UUID, meter: jobs.Meter, now: datetime) -> None:
    meter.phase("bokfoerer")
    api.post_loennskjoering(actor=actor, kjoering_id=kjoering_id, now=now)


def _report(actor: Actor, kjoering_id: UUID, meter: jobs.Meter, now: datetime) -> None:
    meter.phase("melder")
    api.report_loennskjoering(actor=actor, kjoering_id=kjoering_id, now=now)


_PHASES = {
    "henter": _("Henter kontrakter, timer og skattekort."),
    "lagrer": _("Alle er beregnet. Lagrer lønnslinjene."),
    "kontrollerer": _("Kjører kontrollene."),
    "betaler": _("Lager filen til banken og frigir den."),
    "bokfoerer": _("Summerer lønnslinjene og fører bilagene."),
    "melder": _("Lager a-meldingen og kontrollerer den."),
}
_KLARGJOR, _FRIGI = "lonn.kjoring.klargjor", "okonomi.betaling.frigi"
_KINDS = {
    "beregn": (_calculate, _KLARGJOR, _("Lønna beregnes"), _("Lønna er beregnet.")),
    "kontroller": (_control, _KLARGJOR, _("Lønna kontrolleres"), _("Kontrollene er kjørt.")),
    "betal": (_pay, _FRIGI, _("Betalingen frigis"), _("Du har frigitt betalingen.")),
    "bokfoer": (
        _post, "lonn.kjoring.utbetal", _("Lønna bokføres"), _("Kjøringen er bokført."),
    ),
    "meld": (
        _report, _KLARGJOR, _("A-meldingen lages"), _("A-meldingen er laget og kontrollert."),
    ),
}  # fmt: skip


def register() -> None:
    """Register the long work of payroll."""
    for act, (run, needs, title, done) in _KINDS.items():
        jobs.register_job(
            jobs.JobKind(
                name=PREFIX + act, run=run, needs=needs, sees="lonn.kjoring.les",
                objekt_type=OBJEKT, url_for=_address, title=title, done=done,
                counted=_("%(gjort)s av %(av)s beregnet"), phases=_PHASES,
            )
        )  # fmt: skip


def _address(kjoering_id: UUID) -> str:
    return f"/lonn/kjoringer/{kjoering_id}/"


def order_if_long(
    *, actor: Actor, run: api.KjoeringFacts, handling: str, now: datetime
) -> UUID | None:
    """Order the act as long work when the run is large; None when the page is to do it itself.

    Raises:
        JobRefused: something works on the run already, whatever the act.
    """
    found = jobs.newest_job(actor, objekt_type=OBJEKT, objekt_id=run.id)
    if found is not None and found.is_open:
        raise jobs.JobRefused(
            "Dette arbeides det alt med. Vent til det er ferdig.", code="arbeider_alt"
        )
    if handling not in _KINDS or api.people_of_run(actor, run) < LONG_FROM:
        return None
    return jobs.order_job(actor=actor, slag=PREFIX + handling, objekt_id=run.id, now=now)


def panel(actor: Actor, run: api.KjoeringFacts, now: datetime) -> ui.JobPanel | None:
    """The job that goes on, or the one that failed and that nothing has come after."""
    found = jobs.newest_job(actor, objekt_type=OBJEKT, objekt_id=run.id)
    if found is None or found.status == "ferdig":
        return None
    moments = (
        run.beregnet_at, run.kontrollert_at, run.godkjent_at, run.betalt_at, run.bokfoert_at,
        run.meldt_at,
    )  # fmt: skip
    if found.ferdig_at and any(at and at > found.ferdig_at for at in moments):
        return None
    return ui.job_panel(actor, found, now)
