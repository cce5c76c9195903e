"""Payroll's answer to an advance: as asked or less, told to both, and never to oneself."""

from datetime import date, datetime

import pytest
from psycopg.types.range import DateRange

from samverk.core.access import api as access
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.ui import api as ui
from samverk.core.ui.models import Varsel
from samverk.hr import api as hr
from samverk.hr.models import Kontrakt
from samverk.payroll import api as payroll
from samverk.payroll.tests.advance import (
    ASKED,
    OSLO,
    approve,
    ask,
    calculate,
    deliver,
    pay,
    stored,
)
from samverk.payroll.tests.test_calculate_loennskjoering import lines

LATER = datetime(2026, 10, 20, 9, 0, tzinfo=OSLO)


def grant(act_as, run, oere, grunn="", who="lonn"):
    with act_as("uit", who, ASKED) as actor:
        payroll.grant_forskudd(
            actor=actor, kjoering_id=run.id, beloep_oere=oere, grunn=grunn, now=ASKED
        )


def told(act_as, who):
    """What the notices of the answer say, newest first; the first spaces are not the same."""
    deliver()
    with act_as("uit", who, LATER) as actor:
        rows = ui.my_notices(actor).rows
    texts = [(row.text.replace("\u202f", " ").replace("\xa0", " "), row.url) for row in rows]
    return [one for one in texts if "orskudd" in one[0] and "bedt om et" not in one[0]]


def test_granted_as_asked_is_told_to_the_asker_and_the_receiver(act_as, asked, books):
    staff, _forskudd, run = asked
    calculate(act_as, staff, run.id)
    approve(act_as, run.id)
    assert told(act_as, "ingrid") == [
        ("Forskuddet på 2 000 kr til Jonas Lyngmo er innvilget, på konto 16. oktober 2026",
         "/folk/risiko/"),
    ]  # fmt: skip
    assert told(act_as, "jonas") == [
        ("Forskuddet ditt på 2 000 kr er innvilget, på konto 16. oktober 2026", "/lonn/"),
    ]
    pay(act_as, run.id)
    assert told(act_as, "ingrid")[0] == (
        "Forskuddet på 2 000 kr til Jonas Lyngmo er betalt, på konto 16. oktober 2026",
        "/folk/risiko/",
    )
    (slip, *_rest) = told(act_as, "jonas")
    assert slip[0] == "Forskuddet ditt er betalt. Penger på konto 16. oktober 2026"
    assert len(told(act_as, "ingrid")) == len(told(act_as, "jonas")) == 2


def test_a_notice_from_before_the_answer_was_kept_is_of_a_granted_one(
    act_as, asked, books, sign_in
):
    staff, _forskudd, run = asked
    calculate(act_as, staff, run.id)
    approve(act_as, run.id)
    deliver()
    pay(act_as, run.id)
    with act_as("uit", "jonas", ASKED):
        row = Varsel.objects.get(art="loenn.forskudd_svar")
    assert row.data == {"svar": "innvilget"}
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=ASKED) as machine:
        with_none = {"bruker_id": row.bruker_id, "art": row.art, "gruppe": row.gruppe}
        event = publish(
            actor=machine, event=NewEvent("prove.ting.v1", "ting", row.objekt_id), now=ASKED
        )
        Varsel.objects.create(
            tenant_id=row.tenant_id, event_id=event, objekt_id=row.objekt_id, data={},
            skjedde_at=ASKED, registrert_at=ASKED, **with_none,
        )  # fmt: skip
    page = sign_in("uit", "jonas").get("/varsler/")
    assert page.status_code == 200
    text = page.content.decode().replace("\u202f", " ").replace("\xa0", " ")
    assert text.count("Forskuddet ditt på 2 000 kr er innvilget, på konto 16. oktober 2026") == 2


def test_refused_is_told_to_both_with_the_reason(act_as, asked):
    _staff, _forskudd, run = asked
    with act_as("uit", "lonn", ASKED) as actor:
        payroll.cancel_forskudd(
            actor=actor, kjoering_id=run.id, grunn="Lønna rekker likevel", now=ASKED
        )
    assert told(act_as, "ingrid") == [
        ("Forskuddet på 2 000 kr til Jonas Lyngmo er avslått: Lønna rekker likevel",
         "/folk/risiko/"),
    ]  # fmt: skip
    assert told(act_as, "jonas") == [
        ("Forskuddet ditt på 2 000 kr er avslått: Lønna rekker likevel", "/lonn/"),
    ]
    assert told(act_as, "ola") == []


def test_less_is_granted_with_a_reason_and_both_see_both_figures(act_as, asked, books, sign_in):
    staff, forskudd, run = asked
    grant(act_as, run, 150_000, "Ni timer er ikke godkjent")
    calculate(act_as, staff, run.id)
    with act_as("uit", "lonn", ASKED):
        assert lines(staff.jonas.party_id, run.id) == [("2500", 1_500_00)]
    approve(act_as, run.id)
    with act_as("uit", "ingrid", ASKED) as ingrid:
        facts = hr.forskudd(ingrid, forskudd)
        assert (facts.beloep_oere, facts.innvilget_oere, facts.sum_oere) == (
            200_000, 150_000, 150_000,
        )  # fmt: skip
        assert facts.svar == "Ni timer er ikke godkjent"
    assert told(act_as, "ingrid")[0][0] == (
        "Forskuddet til Jonas Lyngmo er satt ned fra 2 000 kr til 1 500 kr,"
        " på konto 16. oktober 2026: Ni timer er ikke godkjent"
    )
    assert told(act_as, "jonas")[0][0] == (
        "Forskuddet ditt er satt ned fra 2 000 kr til 1 500 kr,"
        " på konto 16. oktober 2026: Ni timer er ikke godkjent"
    )
    approved = sign_in("uit", "jonas").get("/lonn/").content.decode()
    assert "Ikke frigitt til betaling ennå, planlagt på konto" in approved
    pay(act_as, run.id)
    with act_as("uit", "lonn", ASKED) as actor:
        assert payroll.forskudd_left(actor, staff.jonas.party_id) == 150_000
    with act_as("uit", "ingrid", ASKED) as ingrid:
        # What was not granted can be asked for again: 21 050 less 1 500.
        assert hr.forskudd(ingrid, forskudd).svar == "Ni timer er ikke godkjent"
        proposed = hr.propose_forskudd(ingrid, staff.contract, holdes_igjen=500_000)
        assert proposed.igjen_oere == 1_955_000
    mine = sign_in("uit", "jonas").get("/lonn/").content.decode()
    assert "1\u202f500" in mine
    assert "Satt ned fra 2\u202f000\u00a0kr: Ni timer er ikke godkjent. På konto" in mine
    assert "Ikke frigitt til betaling ennå" not in mine


@pytest.mark.parametrize(
    ("oere", "grunn", "field", "says"),
    [
        (0, "Ikke noe", "beloep", "over null"),
        (200_001, "Mer enn bedt om", "beloep", "ikke mer enn det er bedt om: 2\u202f000"),
        (199_999, " nei ", "grunn", "Skriv hvorfor"),
    ],
)
def test_a_sum_that_is_refused_changes_nothing(act_as, asked, oere, grunn, field, says):
    _staff, _forskudd, run = asked
    before = stored(act_as)
    with pytest.raises(payroll.LoennskjoeringRefused, match=says) as refused:
        grant(act_as, run, oere, grunn)
    assert refused.value.field == field
    assert stored(act_as) == before


def second_contract(staff):
    """Another contract of the same person: 20 hours in October at 210,50."""
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=ASKED) as machine:
        first = Kontrakt.objects.get(id=staff.contract)
        return Kontrakt.objects.create(
            tenant_id=machine.tenant_id, party_id=first.party_id, enhet_id=first.enhet_id,
            type="T1", nummer=9002, tittel="Seminarleder", emne="STV-1000",
            gyldig=DateRange(date(2026, 10, 1), date(2026, 11, 1)), budsjett_minutter=1_200,
            timesats_oere=21_050, status="signert", opprettet_at=ASKED, signert_at=ASKED,
        ).id  # fmt: skip


def test_what_is_proposed_on_a_second_contract_may_be_granted(act_as, asked, books):
    # 2 000 is paid in advance on the first contract. On the second 20 hours at 210,50 are 4 210;
    # half is kept: 2 105 is proposed, and 2 105 may be granted.
    staff, _forskudd, run = asked
    calculate(act_as, staff, run.id)
    approve(act_as, run.id)
    pay(act_as, run.id)
    first, second = staff.contract, second_contract(staff)
    with act_as("uit", "ingrid", ASKED) as ingrid:
        found = hr.propose_forskudd(ingrid, second, holdes_igjen=500_000)
        assert (found.utestaaende_oere, found.beloep_oere) == (0, 210_500)
        assert hr.propose_forskudd(ingrid, first, holdes_igjen=500_000).utestaaende_oere == 200_000
    staff.contract = second
    with pytest.raises(hr.ForskuddRefused, match="høyst 2\u202f105"):
        ask(act_as, staff, 210_501)
    ask(act_as, staff, 210_500)
    [new] = [one for one in deliver() if one.id != run.id]
    with act_as("uit", "lonn", ASKED) as actor:
        assert payroll.forskuddstak(actor, new.id).dekket_oere == 210_500
    grant(act_as, new, 210_500, "Mer dekker ikke lønna")
    with act_as("uit", "lonn", ASKED) as actor:
        assert payroll.forskuddstak(actor, new.id).satt_oere == 210_500


def test_an_earlier_advance_on_the_same_contract_is_taken_off_what_may_be_granted(
    act_as, asked, books
):
    # 100 hours at 210,50 are 21 050; half is kept, and 2 000 is paid already: 8 525.
    staff, _forskudd, run = asked
    calculate(act_as, staff, run.id)
    approve(act_as, run.id)
    pay(act_as, run.id)
    with pytest.raises(hr.ForskuddRefused, match="høyst 8\u202f525"):
        ask(act_as, staff, 852_501)
    ask(act_as, staff, 852_500)
    [new] = [one for one in deliver() if one.id != run.id]
    with act_as("uit", "lonn", ASKED) as actor:
        assert payroll.forskuddstak(actor, new.id).dekket_oere == 852_500


def test_never_more_than_the_pay_that_is_left_covers(act_as, jonas, monkeypatch):
    # 100 hours at 210,50 is 21 050; half is kept for deductions: 10 525. More was left when it was
    # asked for.
    then = hr.Forskuddstak(2_400_000, 500_000, 0, 1_200_000)
    monkeypatch.setattr("samverk.hr.services.forskudd.forskuddstak", lambda *_, **__: then)
    ask(act_as, jonas, 1_200_000)
    (run,) = deliver()
    before = stored(act_as)
    with act_as("uit", "lonn", ASKED) as actor:
        tak = payroll.forskuddstak(actor, run.id)
    assert (tak.bedt_oere, tak.satt_oere, tak.dekket_oere) == (1_200_000, 1_200_000, 1_052_500)
    with pytest.raises(payroll.LoennskjoeringRefused, match="dekker 10\u202f525"):
        grant(act_as, run, 1_052_501, "Bare litt over")
    with pytest.raises(payroll.LoennskjoeringRefused, match="dekker 10\u202f525"):
        calculate(act_as, jonas, run.id)
    assert stored(act_as) == before
    grant(act_as, run, 1_052_500, "Ikke mer enn lønna dekker")
    calculate(act_as, jonas, run.id)
    with act_as("uit", "lonn", ASKED) as actor:
        assert payroll.kjoering(actor, run.id).netto_oere == 1_052_500


def test_a_sum_set_after_control_is_calculated_again(act_as, asked):
    staff, _forskudd, run = asked
    calculate(act_as, staff, run.id)
    grant(act_as, run, 100_000, "Halve beløpet holder")
    with act_as("uit", "lonn", ASKED) as actor:
        now = payroll.kjoering(actor, run.id)
        assert (now.tilstand, now.netto_oere, now.nedsatt_grunn) == (
            "aapen", 0, "Halve beløpet holder",
        )  # fmt: skip
    grant(act_as, run, 200_000, "Likevel alt sammen")
    with act_as("uit", "lonn", ASKED) as actor:
        assert payroll.kjoering(actor, run.id).nedsatt_grunn == ""
    calculate(act_as, staff, run.id)
    approve(act_as, run.id)
    before = stored(act_as)
    with pytest.raises(payroll.LoennskjoeringRefused, match="alt avgjort"):
        grant(act_as, run, 100_000, "For sent nå")
    assert stored(act_as) == before


def test_the_form_answers_at_the_field_and_keeps_what_was_typed(
    act_as, asked, sign_in, monkeypatch
):
    staff, _forskudd, run = asked
    monkeypatch.setattr("samverk.payroll.services.beregning.work_of", staff.source)
    here = f"/lonn/kjoringer/{run.id}/innvilg/"
    before = stored(act_as)
    for beloep, says in (
        ("2500", "ikke mer enn det er bedt om"),
        ("tull", "beløp"),
        ("", "Fyll ut"),
    ):
        answer = sign_in("uit", "lonn").post(here, {"beloep": beloep, "grunn": "Fordi det er så"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert says in page
        assert f'value="{beloep}"' in page or not beloep
        assert "Fordi det er så" in page
    assert stored(act_as) == before
    for slug, user, status in (
        ("uit", "jonas", 404),
        ("uio", "lonn", 404),
        ("uit", "okonomi", 422),
    ):
        answer = sign_in(slug, user).post(here, {"beloep": "1500", "grunn": "Fordi det er så"})
        assert answer.status_code == status
    assert stored(act_as) == before
    answer = sign_in("uit", "lonn").post(
        here, {"beloep": "1 500", "grunn": "Ni timer er ikke godkjent"}, follow=True
    )
    page = answer.content.decode()
    assert "Satt ned til" in page
    assert "Ni timer er ikke godkjent" in page
    with act_as("uit", "lonn", ASKED) as actor:
        done = payroll.kjoering(actor, run.id)
        assert (done.tilstand, done.netto_oere) == ("kontrollert", 150_000)
