"""Ask for an advance: within the contract, one at a time, never for oneself; payroll answers."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import Error, transaction

from samverk.core.access.api import AccessDenied
from samverk.core.outbox.api import Event
from samverk.core.ui import api as ui
from samverk.hr import api as hr
from samverk.hr.models import Forskudd
from samverk.hr.queries import forskudd as advances
from samverk.hr.services.timer import KontraktMissing
from samverk.hr.web.views.risiko import advance_words


def ask(actor, contract, now, oere=200_000, grunn="Kontrakten kom sent"):
    return hr.request_forskudd(
        actor=actor, kontrakt_id=contract, beloep_oere=oere, grunn=grunn, now=now
    )


def sums(gross, proposed, owed=0, left=1_317_500):
    return {
        "timesats_oere": 26_350, "brutto_oere": gross, "utestaaende_oere": owed,
        "beloep_oere": proposed, "igjen_oere": left,
    }  # fmt: skip


def answer(machine, made, now, *steps):
    with machine() as payroll:
        for svar in steps:
            hr.answer_forskudd(
                actor=payroll, forskudd_id=made, svar=svar, now=now,
                utbetalingsdato=date(2026, 11, 20),
            )  # fmt: skip


def rows():
    return sorted(Forskudd.objects.values_list("beloep_oere", "status"))


def test_the_leader_asks_and_payroll_hears_of_it_once(hourly, act_as, now):
    contract = hourly(minutes=1_200)  # twenty hours at 263.50; half is kept
    with act_as("uit", "ingrid") as leader:
        made = ask(leader, contract, now)
        assert rows() == [(200_000, "bedt_om")]
        told = Event.objects.get(type="hr.forskudd.bedt_om.v1")
        assert (told.subject_id, told.data) == (made, {"kontrakt_id": str(contract)})
        assert hr.newest_forskudd(leader, [contract])[contract].id == made


@pytest.mark.parametrize("oere", [0, -1, 263_501])
def test_an_advance_is_within_what_the_pay_that_is_left_covers(hourly, act_as, now, oere):
    contract = hourly(minutes=1_200)
    with act_as("uit", "ingrid") as leader:
        with pytest.raises(hr.ForskuddRefused) as refused:
            ask(leader, contract, now, oere)
        assert refused.value.field == "beloep"
        assert rows() == []


def test_a_second_one_waits_until_the_first_is_paid(hourly, act_as, machine, now, monkeypatch):
    contract = hourly(minutes=1_200)
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
    monkeypatch.setattr(advances, "_outstanding", [lambda _actor, _party: 200_000])
    with act_as("uit", "ingrid") as leader:
        with pytest.raises(hr.ForskuddRefused, match="igjen av kontrakten"):
            ask(leader, contract, now, 63_501)
        ask(leader, contract, now, 63_500)
        assert rows() == [(63_500, "bedt_om"), (200_000, "utbetalt")]


def test_what_is_refused_counts_no_longer(hourly, act_as, machine, now):
    contract = hourly(minutes=1_200)
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
    ("outstanding", "owed", "proposed"),
    [
        (0, 0, 105_400),  # everything is taken back: the hours cover a new one in full
        (40_050, 40_050, 65_300),  # 1 054.00 less 400.50 is 653.50
        (100_000, 100_000, 5_400),
        (900_000, 100_000, 5_400),  # the rest stems from other contracts, which cover their own
    ],
)
def test_what_is_still_to_be_taken_back_is_not_proposed_again(
    hourly, act_as, machine, now, monkeypatch, outstanding, owed, proposed
):
    monkeypatch.setattr(advances, "_outstanding", [lambda _actor, _party: outstanding])
    contract = hourly(minutes=3_000)
    with act_as("uit", "jonas") as jonas:
        hr.foer_timer(
            actor=jonas, kontrakt_id=contract, now=now,
            timer=hr.NyeTimer(date(2026, 11, 20), 480, "Seminar"),
        )  # fmt: skip
    with act_as("uit", "ingrid") as leader:
        made = ask(leader, contract, now, 100_000)
    answer(machine, made, now, "innvilget", "utbetalt")
    with act_as("uit", "ingrid") as leader:
        found = hr.propose_forskudd(leader, contract, holdes_igjen=500_000)
    expected = sums(210_800, proposed, owed, left=1_217_500)
    assert found == hr.Forslag(480, er_foert=True, **expected)


def test_the_page_says_what_is_taken_off_for_earlier_advances(
    hourly, act_as, machine, now, monkeypatch, sign_in
):
    monkeypatch.setattr(advances, "_outstanding", [lambda _actor, _party: 100_000])
    contract = hourly(minutes=3_000)
    with act_as("uit", "jonas") as jonas:
        hr.foer_timer(
            actor=jonas, kontrakt_id=contract, now=now,
            timer=hr.NyeTimer(date(2026, 11, 20), 480, "Seminar"),
        )  # fmt: skip
    with act_as("uit", "ingrid") as leader:
        made = ask(leader, contract, now, 100_000)
    answer(machine, made, now, "innvilget", "utbetalt")
    page = sign_in("uit", "ingrid").get(f"/folk/risiko/{contract}/forskudd/").content.decode()
    assert "Forskudd som er gitt og ikke trukket ennå" in page
    assert ui.words.amount(-100_000) in page
    assert "minus det som holdes igjen og forskudd som ikke er trukket" in page


def test_each_contract_has_its_newest_advance_however_many_there_are(hourly, act_as, machine, now):
    first, second = hourly(), hourly("amalie")
    with act_as("uit", "ingrid") as leader:
        old = ask(leader, first, now - timedelta(days=1), 100)
        for n in range(51):
            made = ask(leader, second, now + timedelta(minutes=n), 100)
            if n < 50:
                with machine() as payroll:
                    hr.answer_forskudd(
                        actor=payroll, forskudd_id=made, svar="avslaatt", grunn="Nei", now=now
                    )
        found = hr.newest_forskudd(leader, [first, second])
    assert {key: row.id for key, row in found.items()} == {first: old, second: made}


def test_nobody_asks_in_the_name_of_another(hourly, act_as, now):
    contract = hourly()
    with act_as("uit", "ola") as ola:
        other = ola.bruker_id
    with act_as("uit", "ingrid") as leader:
        unit = hr.kontrakt(leader, contract)
        with pytest.raises(Error) as refused, transaction.atomic():
            Forskudd.objects.create(
                tenant_id=leader.tenant_id, kontrakt_id=contract, party_id=unit.party_id,
                enhet_id=unit.enhet_id, beloep_oere=1, grunn="En annen", bedt_av_id=other,
                bedt_at=now,
            )  # fmt: skip
        assert refused.value.__cause__.sqlstate == "42501"
        assert rows() == []


@pytest.mark.parametrize(
    ("status", "day", "stands", "said"),
    [
        ("utbetalt", date(2026, 11, 22), "utbetalt", "Forskudd på 1000 kr ble betalt 22. november"),
        ("utbetalt", date(2026, 11, 23), "utbetalt", "Forskudd på 1000 kr ble betalt 23. november"),
        ("utbetalt", date(2026, 11, 24), "paa_vei", "frigitt til betaling, på konto 24. november"),
        ("innvilget", date(2026, 11, 24), "innvilget", "er innvilget, men betalingen er ikke"
         " frigitt ennå. Planlagt på konto 24. november"),
        ("bedt_om", None, "bedt_om", "Bedt om forskudd på 1000 kr. Lønn har ikke avgjort det ennå"),
        ("avslaatt", None, "avslaatt", "Forskudd avslått"),
    ],
)  # fmt: skip
def test_where_an_advance_stands_is_said_as_it_is(now, status, day, stands, said):
    advance = hr.ForskuddFacts(
        uuid4(), uuid4(), uuid4(), "Jonas Lyngmo", uuid4(), "Seminar", None, 100_000, "Sen lønn",
        uuid4(), now, status, day, "",
    )  # fmt: skip
    on = date(2026, 11, 23)
    assert advance.stands(on) == stands
    text = advance_words(advance, on)[1].replace("\u202f", "").replace("\u00a0", " ")
    assert said in text
