"""Ask for an advance: within the contract, one at a time, never for oneself; payroll answers."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import Error, transaction

from samverk.core.access.api import AccessDenied
from samverk.core.outbox.api import Event
from samverk.hr import api as hr
from samverk.hr.models import Forskudd
from samverk.hr.services.timer import KontraktMissing


def ask(actor, contract, now, oere=200_000, grunn="Kontrakten kom sent"):
    return hr.request_forskudd(
        actor=actor, kontrakt_id=contract, beloep_oere=oere, grunn=grunn, now=now
    )


def sums(gross, proposed):
    return {
        "timesats_oere": 26_350, "brutto_oere": gross, "beloep_oere": proposed,
        "igjen_oere": 1_317_500,
    }  # fmt: skip


def rows():
    return sorted(Forskudd.objects.values_list("beloep_oere", "status"))


def test_the_leader_asks_and_payroll_hears_of_it_once(hourly, act_as, now):
    contract = hourly(minutes=600)  # ten hours at 263.50
    with act_as("uit", "ingrid") as leader:
        made = ask(leader, contract, now)
        assert rows() == [(200_000, "bedt_om")]
        told = Event.objects.get(type="hr.forskudd.bedt_om.v1")
        assert (told.subject_id, told.data) == (made, {"kontrakt_id": str(contract)})
        assert hr.newest_forskudd(leader, [contract])[contract].id == made


@pytest.mark.parametrize("oere", [0, -1, 263_501])
def test_an_advance_is_within_what_the_contract_is_worth(hourly, act_as, now, oere):
    contract = hourly(minutes=600)
    with act_as("uit", "ingrid") as leader:
        with pytest.raises(hr.ForskuddRefused) as refused:
            ask(leader, contract, now, oere)
        assert refused.value.field == "beloep"
        assert rows() == []


def test_a_second_one_waits_until_the_first_is_paid(hourly, act_as, machine, now):
    contract = hourly(minutes=600)
    with act_as("uit", "ingrid") as leader:
        made = ask(leader, contract, now)
        with pytest.raises(hr.ForskuddRefused, match="alt bedt om forskudd"):
            ask(leader, contract, now, 1_000)
        assert rows() == [(200_000, "bedt_om")]
    with machine() as payroll:
        for svar in ("innvilget", "utbetalt"):
            hr.answer_forskudd(
                actor=payroll, forskudd_id=made, svar=svar, now=now,
                utbetalingsdato=date(2026, 11, 27),
            )  # fmt: skip
    with act_as("uit", "ingrid") as leader:
        with pytest.raises(hr.ForskuddRefused, match="igjen av kontrakten"):
            ask(leader, contract, now, 63_501)
        ask(leader, contract, now, 63_500)
        assert rows() == [(63_500, "bedt_om"), (200_000, "utbetalt")]


def test_what_is_refused_counts_no_longer(hourly, act_as, machine, now):
    contract = hourly(minutes=600)
    with act_as("uit", "ingrid") as leader:
        made = ask(leader, contract, now)
    with machine() as payroll:
        for _twice in range(2):
            hr.answer_forskudd(
                actor=payroll, forskudd_id=made, svar="avslaatt", grunn="Lønna rekker", now=now
            )
        assert Event.objects.filter(type="hr.forskudd.besvart.v1").count() == 1
    with act_as("uit", "ingrid") as leader:
        ask(leader, contract, now, 263_500)
        assert rows() == [(200_000, "avslaatt"), (263_500, "bedt_om")]


def test_nobody_asks_for_themselves(hourly, act_as, now):
    contract = hourly()
    with act_as("uit", "jonas") as own:
        with pytest.raises(hr.ForskuddRefused, match="deg selv"):
            ask(own, contract, now)
        with pytest.raises(Error) as refused, transaction.atomic():
            Forskudd.objects.create(
                tenant_id=own.tenant_id, kontrakt_id=contract, party_id=own.party_id,
                enhet_id=uuid4(), beloep_oere=1, grunn="Meg selv", bedt_av_id=own.bruker_id,
                bedt_at=now,
            )  # fmt: skip
        assert refused.value.__cause__.sqlstate == "SV030"
        assert rows() == []


@pytest.mark.parametrize(("slug", "who"), [("uit", "amalie"), ("uio", "karin")])
def test_others_do_not_reach_the_contract(hourly, act_as, now, slug, who):
    contract = hourly()
    with act_as(slug, who) as other, pytest.raises((KontraktMissing, AccessDenied)):
        ask(other, contract, now)
    with act_as("uit", "ingrid"):
        assert rows() == []


def test_a_reason_is_needed(hourly, act_as, now):
    contract = hourly()
    with act_as("uit", "ingrid") as leader:
        with pytest.raises(hr.ForskuddRefused) as refused:
            ask(leader, contract, now, grunn="  ")
        assert refused.value.field == "grunn"
        assert rows() == []


def test_what_is_asked_for_is_frozen_and_answers_follow_a_map(hourly, act_as, machine, now):
    contract = hourly()
    with act_as("uit", "ingrid") as leader:
        made = ask(leader, contract, now)
    with machine() as payroll:
        for change, code in (
            ({"beloep_oere": 1}, "SV001"),
            ({"status": "utbetalt", "utbetalingsdato": date(2026, 11, 27)}, "SV029"),
        ):
            with pytest.raises(Error) as refused, transaction.atomic():
                Forskudd.objects.filter(id=made).update(**change)
            assert refused.value.__cause__.sqlstate == code
        with pytest.raises(hr.ForskuddRefused):
            hr.answer_forskudd(actor=payroll, forskudd_id=uuid4(), svar="utbetalt", now=now)
        assert rows() == [(200_000, "bedt_om")]
    with act_as("uit", "ingrid"):  # the leader cannot answer their own question
        assert Forskudd.objects.filter(id=made).update(status="innvilget") == 0


def test_the_proposal_rests_on_hours_or_on_an_even_month(hourly, act_as, now):
    contract = hourly(minutes=3_000)  # 50 hours, September to January: five months
    half = 500_000
    with act_as("uit", "ingrid") as leader:
        found = hr.propose_forskudd(leader, contract, holdes_igjen=half)
    # 600 minutes at 263.50: 2 635.00; half is 1 317.50, in whole kroner 1 317.
    assert found == hr.Forslag(600, er_foert=False, **sums(263_500, 131_700))
    with act_as("uit", "jonas") as jonas:
        hr.foer_timer(
            actor=jonas, kontrakt_id=contract, now=now,
            timer=hr.NyeTimer(date(2026, 11, 20), 480, "Seminar"),
        )  # fmt: skip
    with act_as("uit", "ingrid") as leader:
        found = hr.propose_forskudd(leader, contract, holdes_igjen=half)
    # 8 hours at 263.50: 2 108.00, half is 1 054.
    assert found == hr.Forslag(480, er_foert=True, **sums(210_800, 105_400))


@pytest.mark.parametrize(
    ("status", "day", "stands"),
    [
        ("utbetalt", date(2026, 11, 22), "utbetalt"), ("utbetalt", date(2026, 11, 23), "utbetalt"),
        ("utbetalt", date(2026, 11, 24), "innvilget"), ("bedt_om", None, "bedt_om"),
        ("avslaatt", None, "avslaatt"),
    ],
)  # fmt: skip
def test_released_money_is_on_its_way_until_the_day(now, status, day, stands):
    advance = hr.ForskuddFacts(
        uuid4(), uuid4(), uuid4(), "Jonas Lyngmo", uuid4(), "Seminar", None, 100_000, "Sen lønn",
        uuid4(), now, status, day, "",
    )  # fmt: skip
    assert advance.stands(date(2026, 11, 23)) == stands
