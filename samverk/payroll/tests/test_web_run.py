"""The run page: the next act for the one whose turn it is, and for nobody else."""

from datetime import date

import pytest
from django.utils import translation

from samverk.payroll import api as payroll
from samverk.payroll.api import FunnGroup
from samverk.payroll.tests.people import confirm_all
from samverk.payroll.web.run_page import open_findings

NET = 4_135_480  # øre; the page shows whole kroner


def _approve(client, run, **fields):
    return client.post(f"/lonn/kjoringer/{run}/godkjenn/", fields, follow=True).content.decode()


def test_the_page_shows_state_sums_and_the_next_act(sign_in, calculated):
    text = sign_in("uit", "lonnsleder").get(f"/lonn/kjoringer/{calculated}/").content.decode()
    assert "Godkjenn og lås" in text
    assert "41\u202f355" in text
    assert "Satser som må bekreftes" in text


@pytest.mark.parametrize(
    ("language", "one", "more"),
    [
        ("nb", ("1 stopp", "1 varsel"), ("0 stopper", "1\u202f200 varsler")),
        ("nn", ("1 stopp", "1 varsel"), ("0 stoppar", "1\u202f200 varsel")),
        ("en", ("1 stopper", "1 warning"), ("0 stoppers", "1,200 warnings")),
    ],
)
def test_what_is_not_explained_is_counted_in_words_that_fit(language, one, more):
    few = [FunnGroup("a", "stopp", 3, 2, None), FunnGroup("b", "varsel", 1, 0, None)]
    many = [FunnGroup("b", "varsel", 1_000, 0, None), FunnGroup("c", "varsel", 201, 1, None)]
    with translation.override(language):
        assert (open_findings(few), open_findings(many)) == (one, more)


def test_the_one_who_calculated_is_not_offered_approval(sign_in, calculated):
    text = sign_in("uit", "lonn").get(f"/lonn/kjoringer/{calculated}/").content.decode()
    assert "Godkjenn og lås" not in text
    assert "Beregn på nytt" in text


def test_approval_without_confirmed_rates_says_why(sign_in, act_as, calculated, november):
    client = sign_in("uit", "lonnsleder")
    page = _approve(client, calculated, sum=NET)
    assert "To personer må bekrefte" in page
    with act_as("uit", "lonnsleder", november) as actor:
        assert payroll.kjoering(actor, calculated).tilstand == "kontrollert"


def test_approval_is_of_the_sum_that_was_seen(sign_in, act_as, calculated, november):
    confirm_all(act_as, "uit", calculated, november)
    client = sign_in("uit", "lonnsleder")
    for nothing in ({}, {"sum": ""}, {"sum": "²"}, {"sum": "9" * 5_000}):
        assert "Kryss av for at summen stemmer" in _approve(client, calculated, **nothing)
    assert "Summen er en annen" in _approve(client, calculated, sum=NET + 1)
    with act_as("uit", "lonnsleder", november) as actor:
        assert payroll.kjoering(actor, calculated).tilstand == "kontrollert"
    assert "Kjøringen er godkjent og låst." in _approve(client, calculated, sum=NET)


def test_nonsense_in_an_address_or_a_form_is_no_fault(sign_in, act_as, calculated, staff, november):
    client = sign_in("uit", "lonn")
    for month in ("²-9", "2026", "2026-13", "0-9", "99999-9", ""):
        page = client.post("/lonn/kjoringer/", {"maaned": month}, follow=True).content.decode()
        assert ("Måneden må være fra 1 til 12." if month == "2026-13" else "Velg en måned.") in page
    with act_as("uit", "lonn", november) as actor:
        assert [one.id for one in payroll.kjoeringer(actor)] == [calculated]
    here = f"/lonn/kjoringer/{calculated}/funn/foerste_loenn/"
    assert client.post(here, {"ta_ut": "²"}).status_code == 404


def test_others_do_not_see_runs(sign_in, calculated):
    for who in ("jonas", "ingrid"):
        assert sign_in("uit", who).get(f"/lonn/kjoringer/{calculated}/").status_code in {403, 404}
    assert sign_in("uio", "lonn").get(f"/lonn/kjoringer/{calculated}/").status_code == 404


def test_a_voucher_opens_to_its_pay_lines(sign_in, staff, approved):
    page = sign_in("uit", "okonomi").get(f"/lonn/kjoringer/{approved}/bilag/{staff.unit.id}/")
    text = page.content.decode()
    assert "Torgeir Nesvik" in text
    assert "53\u202f000,00" in text


def test_a_voucher_has_a_sum_for_each_wage_type_that_opens_to_its_lines(
    sign_in, act_as, staff, approved, november
):
    with act_as("uit", "okonomi", november) as actor:
        lines = payroll.linjer_bak_bilag(actor, approved, staff.unit.id)
        sums = payroll.summer_bak_bilag(actor, approved, staff.unit.id)
    codes = sorted({line.loennsart for line in lines})
    assert [(one.loennsart, one.linjer, one.beloep_oere) for one in sums] == [
        (
            code,
            sum(line.loennsart == code for line in lines),
            sum(line.beloep_oere for line in lines if line.loennsart == code),
        )
        for code in codes
    ]
    assert len(codes) > 2
    client, here = sign_in("uit", "okonomi"), f"/lonn/kjoringer/{approved}/bilag/{staff.unit.id}/"

    def rows(query=""):
        text = client.get(here + query).content.decode()
        return text.partition('id="linjer"')[2].count("<tr") - 1

    assert rows() == len(lines)
    assert rows(f"?art={codes[0]}") == sums[0].linjer
    assert rows("?art=tull") == len(lines)


def test_a_person_is_taken_out_from_the_finding(sign_in, act_as, staff, november, calculated):
    from samverk.payroll.tests.people import party_of

    with act_as("uit", "lonn", november) as actor:
        staff.hire(party_of(actor, "Synnøve Bakkejord"), annual=700_000)
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=calculated, now=november, kilde=staff.source
        )
        payroll.control_loennskjoering(actor=actor, kjoering_id=calculated, now=november)
    here = f"/lonn/kjoringer/{calculated}/funn/konto_mangler/"
    client = sign_in("uit", "lonn")
    assert "Synnøve Bakkejord" in client.get(here).content.decode()
    answer = client.post(here, {"ta_ut": str(staff.work[-1].party_id), "forklaring": ""})
    assert answer.status_code == 302
    with act_as("uit", "lonn", november) as actor:
        assert payroll.kjoering(actor, calculated).antall == 2


def test_rates_show_certainty_and_take_a_confirmation(sign_in, act_as, november):
    client = sign_in("uit", "lonn")
    assert "Ubekreftet" in client.get("/lonn/satser/?vis=ubekreftet").content.decode()
    answer = client.post(
        "/lonn/satser/spk.arbeidsgiverpremie/",
        {"fra": "2023-01-01", "begrunnelse": "Brev fra SPK av 3. januar"},
        follow=True,
    )
    assert "Én til må gjøre det" in answer.content.decode()


def test_one_person_is_paid_outside_the_ordinary_run(sign_in, act_as, staff, november):
    client = sign_in("uit", "lonn")
    answer = client.post("/lonn/kjoringer/", {"person": str(staff.jonas.party_id)})
    assert answer.status_code == 302
    with act_as("uit", "lonn", november) as actor:
        (run,) = payroll.kjoeringer(actor)
        assert run.art == "utenom"
    assert "Ekstra utbetaling" in client.get(answer["Location"]).content.decode()


def test_the_two_who_release_are_told_which_of_two_they_are(
    sign_in, approved, november, monkeypatch
):
    from samverk.core import clock

    monkeypatch.setattr(clock, "now", lambda: november)
    address = f"/lonn/kjoringer/{approved}/betal/"
    first = sign_in("uit", "okonomi").post(address, follow=True).content.decode()
    assert "Du er den første av to. Betalingen venter på en til." in first
    assert "Betalingen er frigitt." not in first
    second = sign_in("uit", "direktor").post(address, follow=True).content.decode()
    assert "Betalingen er frigitt. Filen til banken kan hentes." in second
    assert "Du er den første av to." not in second


def test_one_payment_is_one_task_for_the_director(act_as, approved, november):
    from samverk.core.ui.registry import tasks as tasks_of

    with act_as("uit", "okonomi", november) as actor:
        payroll.pay_loennskjoering(actor=actor, kjoering_id=approved, now=november)
    with act_as("uit", "direktor", november) as actor:
        rows = [task for task in tasks_of(actor, november) if "betaling" in task.title.lower()]
        assert [task.id for task in rows] == [f"loennskjoering-{approved}"]
        assert [task.due_at.date().isoformat() for task in rows] == ["2026-11-12"]


def test_a_run_that_waits_is_never_crowded_out(act_as, sign_in, calculated, november):
    """Sixty-one runs with a later payout: the ordinary one still waits, and its month is taken."""
    from samverk.core.ui.registry import tasks as tasks_of
    from samverk.payroll.models import Loennskjoering

    with act_as("uit", "lonn", november) as actor:
        Loennskjoering.objects.bulk_create(
            Loennskjoering(
                tenant_id=actor.tenant_id, art="korreksjon", aar=2026, maaned=12, loepenr=nr,
                utbetalingsdato=date(2026, 12, 1), frist_at=november, begrunnelse="Rettelse",
                opprettet_at=november, opprettet_av=actor.bruker_id,
            )
            for nr in range(1, 62)
        )  # fmt: skip
    with act_as("uit", "lonnsleder", november) as actor:
        assert f"loennskjoering-{calculated}" in {one.id for one in tasks_of(actor, november)}
    page = sign_in("uit", "lonn").get("/lonn/kjoringer/").content.decode()
    assert '<option value="2026-10">' in page
    assert '<option value="2026-11">' not in page


def test_the_a_melding_is_due_the_first_working_day_after_a_weekend(act_as, paid, november):
    """5 December 2026 is a Saturday: Monday the 7th, not Friday the 4th."""
    from samverk.core.ui.registry import tasks as tasks_of

    with act_as("uit", "okonomi", november) as actor:
        payroll.post_loennskjoering(actor=actor, kjoering_id=paid, now=november)
    with act_as("uit", "lonn", november) as actor:
        (task,) = [one for one in tasks_of(actor, november) if "a-meldingen" in one.title]
    assert task.due_at.date().isoformat() == "2026-12-07"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", ["10\u202f724 kr per måned", "Livsopphold, enslig", "kilde mangler:"]),
        ("nn", ["10\u202f724 kr per månad", "Livsopphald, einsleg", "kjelde manglar:"]),
        ("en", ["NOK 10,724 per month", "Living expenses, single", "no source:", "day 12 of the"]),
    ],
)
def test_rates_are_read_in_three_languages(sign_in, language, said):
    client = sign_in("uit", "lonn")
    client.cookies["samverk_sprak"] = language
    page = client.get("/lonn/satser/").content.decode()
    assert [text for text in said if text not in page] == []
