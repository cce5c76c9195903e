"""A hire weighs on the budget once: from the order until its hours stand in the ledger."""

from datetime import date
from uuid import uuid4

import pytest

from samverk.core.access import api as access
from samverk.core.organisation import api as organisation
from samverk.core.periods import ONE_DAY, Period
from samverk.core.tenancy.api import tenant_by_slug
from samverk.hr import api as hr
from samverk.payroll import api as payroll
from samverk.processes.hire_to_pay.bound import bound_hires, minutes_left

pytestmark = pytest.mark.django_db
ISV = "Institutt for samfunnsvitenskap"
CENTER = "12401000"
PROJECT = "262401010"
FRA, TIL = date(2026, 11, 2), date(2026, 12, 31)
PAID_LATER = date(2027, 7, 1)
COST_OF_60 = 2_060_726  # the same sixty hours as in payroll's own test of the estimate


@pytest.fixture
def machine(db, now):
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=now) as actor:
        yield actor


@pytest.fixture
def unit(machine, now):
    units = organisation.enheter(machine.tenant_id, on=now.date())
    return next(u for u in units if u.navn == ISV)


@pytest.fixture
def order(act_as, unit, now):
    """Let Ola order sixty hours of Jonas from November to December."""

    def made(**changes):
        with act_as("uit", "jonas") as jonas:
            person = jonas.party_id
        values = {
            "enhet_id": unit.id, "emne": "Sensur", "party_id": person, "stillingskode": "1018",
            "tittel": "Seminarleder", "minutter": 3_600, "timesats_oere": 26_350,
            "koststed": CENTER, "gyldig": Period(FRA, TIL + ONE_DAY),
            "lovhjemmel": "statsansatteloven § 9 første ledd bokstav a",
        }  # fmt: skip
        with act_as("uit", "ola") as ola:
            return hr.order_ansettelse(
                actor=ola, order=hr.NyAnsettelse(**(values | changes)), now=now
            )

    return made


def bound(machine, now, **changes):
    values = {"koststed": CENTER, "delprosjekt": "", "on": now.date()}
    hires = bound_hires(machine, **(values | changes))
    return sum(payroll.cost_of_hires(machine, hires))


def sign(act_as, machine, hire, now):
    """Approve, make the contract, sign it and register the employment; gives the contract."""
    with act_as("uit", "ingrid") as ingrid:
        hr.approve_ansettelse(actor=ingrid, ansettelse_id=hire, now=now)
    yield
    contract = hr.lag_arbeidskontrakt(actor=machine, ansettelse_id=hire, steg_id=uuid4(), now=now)
    yield
    with act_as("uit", "jonas") as jonas:
        hr.sign_kontrakt(
            actor=jonas, kontrakt_id=contract, now=now,
            signering=hr.Signering(
                hr.Identitet("demo", "demo", "Samverk demo"), "Tromsø", "15032080119"
            ),
        )  # fmt: skip
    yield
    hr.registrer_ansettelse(actor=machine, ansettelse_id=hire, now=now)
    yield


def test_the_sum_stands_still_from_the_order_to_the_employment(act_as, machine, order, now):
    hire = order()
    assert bound(machine, now) == COST_OF_60
    assert [bound(machine, now) for _ in sign(act_as, machine, hire, now)] == [COST_OF_60] * 4


def test_what_is_sent_back_or_withdrawn_binds_nothing(act_as, machine, order, now):
    first, second = order(), order(stillingskode="1017", tittel="Stipendiat")
    with act_as("uit", "ingrid") as ingrid:
        hr.return_ansettelse(actor=ingrid, ansettelse_id=first, grunn="Feil sted", now=now)
    assert bound(machine, now) == COST_OF_60
    hr.trekk_ansettelse(actor=machine, ansettelse_id=second, grunn="Ikke likevel", now=now)
    assert bound(machine, now) == 0


@pytest.fixture
def worked(act_as, machine, order, now):
    """Sixteen of the sixty hours are paid, eight by one run and eight by another; the two runs."""
    hire = order()
    for _ in sign(act_as, machine, hire, now):
        pass
    contract = hr.kontrakt_for_ansettelse(machine, hire)
    runs = uuid4(), uuid4()
    for day, run in zip((date(2026, 11, 19), date(2026, 11, 20)), runs, strict=True):
        with act_as("uit", "jonas") as jonas:
            hr.foer_timer(
                actor=jonas, kontrakt_id=contract.id, now=now,
                timer=hr.NyeTimer(dato=day, minutter=480, aktivitet="Seminar", fra=480, til=960),
            )  # fmt: skip
            sheet = hr.send_inn(actor=jonas, kontrakt_id=contract.id, now=now)
        with act_as("uit", "ingrid") as ingrid:
            hr.approve_timer(actor=ingrid, timeliste_ids=[sheet], now=now)
        hr.mark_timer_paid(actor=machine, kjoering_id=run, timeliste_ids=[sheet], now=now)
    return runs


def test_hours_are_taken_off_when_their_run_is_posted_and_not_when_it_is_paid(
    machine, worked, now, monkeypatch
):
    assert bound(machine, now) == COST_OF_60
    monkeypatch.setattr(payroll, "posted_kjoeringer", lambda actor, ids: frozenset(worked[:1]))
    assert bound(machine, now) == 1_785_962  # 52 hours
    monkeypatch.setattr(payroll, "posted_kjoeringer", lambda actor, ids: frozenset(worked))
    assert bound(machine, now) == 1_511_199  # 44 hours


def test_what_nobody_claimed_is_free_again_when_it_cannot_be_claimed(machine, worked, now):
    last = PAID_LATER - ONE_DAY
    assert bound(machine, now, on=last) == COST_OF_60
    assert bound(machine, now, on=PAID_LATER) == 549_527  # sixteen hours, paid and not posted


def test_each_hire_has_the_zone_of_its_own_unit(machine, unit, order, now):
    """A project is charged by several units; a cost centre's budget carries its projects too."""
    organisation.change_orgenhet(
        tenant_id=machine.tenant_id, enhet_id=unit.id, gjelder_fra=now.date(),
        changes={"aga_sone": "1"},
    )  # fmt: skip
    order(delprosjekt=PROJECT)
    assert bound(machine, now) == 2_179_137
    assert bound(machine, now, koststed="99999999", delprosjekt=PROJECT) == 2_179_137
    assert bound(machine, now, koststed="99999999") == 0


@pytest.mark.parametrize(
    ("fra", "til_og_med", "posted", "left"),
    [
        (date(2026, 12, 1), date(2026, 12, 31), 0, 3_600),
        (date(2026, 12, 1), date(2026, 12, 31), 600, 3_000),
        (date(2026, 12, 2), date(2027, 1, 30), 0, 1_800),  # thirty days on each side
        (date(2026, 12, 2), date(2027, 1, 30), 1_200, 600),
        (date(2026, 12, 2), date(2027, 1, 30), 2_400, 0),  # more than planned is done already
        (date(2027, 1, 1), date(2027, 1, 31), 0, 0),
        (date(2025, 12, 2), date(2026, 1, 30), 0, 3_600),  # late hours are posted now
    ],
)
def test_a_hire_falls_on_the_budget_of_its_days(fra, til_og_med, posted, left):
    assert minutes_left(3_600, fra, til_og_med, 2026, posted=posted) == left


def test_an_order_over_new_year_binds_this_years_part(machine, order, now):
    order(gyldig=Period(date(2026, 12, 2), date(2027, 1, 31)))
    assert bound(machine, now) == 1_030_363
