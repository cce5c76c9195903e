"""An advance as the tests meet it: Jonas, his contract, the leader's question, the run it opens."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from psycopg.types.range import DateRange

from samverk.core.access import api as access
from samverk.core.organisation import api as organisation
from samverk.core.outbox.api import deliver_due
from samverk.core.tenancy.api import tenant_by_slug
from samverk.finance import api as finance
from samverk.hr import api as hr
from samverk.hr.models import Forskudd, Kontrakt
from samverk.payroll import api as payroll
from samverk.payroll.models import Loennskjoering, LoennskjoeringMedlem
from samverk.payroll.tests.people import Staff, confirm_all, hours

OSLO = ZoneInfo("Europe/Oslo")
ASKED = datetime(2026, 10, 13, 9, 0, tzinfo=OSLO)


def hired(act_as, user="jonas"):
    """One of the cast with a signed hourly contract, known to payroll, with 20 hours to be paid."""
    with act_as("uit", user, ASKED) as person:
        party_id = person.party_id
    with act_as("uit", "lonn", ASKED) as actor:
        staff = Staff(actor)
        work = staff.hire(
            party_id, account="12345678903",
            claims=(hours("t1", 2000, 21_050, date(2026, 10, 1), date(2026, 11, 1)),),
        )  # fmt: skip
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=ASKED) as machine:
        units = organisation.enheter(machine.tenant_id, on=date(2026, 10, 1))
        unit = next(u.id for u in units if u.navn == "Institutt for samfunnsvitenskap")
        staff.contract = Kontrakt.objects.create(
            tenant_id=machine.tenant_id, party_id=work.party_id, enhet_id=unit, type="T1",
            nummer=9001, tittel="Seminarleder", emne="STV-2510",
            gyldig=DateRange(date(2026, 9, 1), date(2027, 2, 1)), budsjett_minutter=6000,
            timesats_oere=21_050, status="signert", opprettet_at=ASKED, signert_at=ASKED,
        ).id  # fmt: skip
    staff.jonas = work
    return staff


@pytest.fixture
def jonas(act_as):
    """Jonas with his contract: 100 hours at 210,50, none of them paid yet."""
    return hired(act_as)


@pytest.fixture
def books(act_as):
    with act_as("uit", "okonomi", ASKED) as actor:
        finance.install_chart(actor=actor, fra=date(2026, 1, 1), now=ASKED)
        finance.open_year(actor=actor, year=2026, now=ASKED)
        payroll.set_utbetalingskonto(
            actor=actor, kontonummer="12345678911", begrunnelse="Kontoen fra banken", now=ASKED
        )


def ask(act_as, staff, oere=200_000, who="ingrid", now=ASKED):
    with act_as("uit", who, now) as actor:
        return hr.request_forskudd(
            actor=actor, kontrakt_id=staff.contract, beloep_oere=oere,
            grunn="Kontrakten kom sent", now=now,
        )  # fmt: skip


def deliver(now=ASKED):
    service = access.service_actor(tenant_by_slug("uit"))
    deliver_due(actor=service, now=now)
    with access.acting(service, now=now) as machine:
        found = payroll.kjoeringer(machine)
    return [run for run in found if run.art == "forskudd"]


@pytest.fixture
def asked(act_as, jonas):
    forskudd = ask(act_as, jonas)
    (run,) = deliver()
    return jonas, forskudd, run


def calculate(act_as, staff, run_id, now=ASKED):
    with act_as("uit", "lonn", now) as actor:
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=run_id, now=now, kilde=staff.source
        )
        payroll.control_loennskjoering(actor=actor, kjoering_id=run_id, now=now)


def approve(act_as, run_id, now=ASKED):
    confirm_all(act_as, "uit", run_id, now)
    with act_as("uit", "lonnsleder", now) as actor:
        payroll.approve_loennskjoering(actor=actor, kjoering_id=run_id, now=now)


def pay(act_as, run_id, now=ASKED, users=("okonomi", "direktor")):
    for user in users:
        with act_as("uit", user, now) as actor:
            payroll.pay_loennskjoering(actor=actor, kjoering_id=run_id, now=now)


def stored(act_as):
    """Everything about the advance that a refusal must leave as it was."""
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=ASKED):
        return (
            list(Loennskjoering.objects.order_by("id").values()),
            list(LoennskjoeringMedlem.objects.order_by("id").values()),
            list(Forskudd.objects.order_by("id").values()),
        )
