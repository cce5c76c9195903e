"""Report a run: an a-melding that agrees with the pay lines to the krone."""

import json
from decimal import Decimal

import pytest
from django.db import transaction

from samverk.payroll import api as payroll
from samverk.payroll.tests.official_vectors import standards_file
from samverk.payroll.wire import amelding


@pytest.fixture
def posted(act_as, paid, november):
    with act_as("uit", "okonomi", november) as actor:
        payroll.post_loennskjoering(actor=actor, kjoering_id=paid, now=november)
    return paid


@pytest.fixture
def message(act_as, posted, november):
    with act_as("uit", "lonn", november) as actor:
        assert payroll.report_loennskjoering(actor=actor, kjoering_id=posted, now=november) == 2
        return json.loads(payroll.amelding_file(actor=actor, kjoering_id=posted))


def test_the_sums_agree_with_the_lines(message):
    payment = message["leveranse"]["oppgave"]["betalingsinformasjon"]
    # AGA 7,9 % of 57 210,00 pay and 5 034,48 pension premium: 4 917,31, whole kroner 4 917.
    assert payment == {
        "sumForskuddstrekk": 14_711,
        "sumArbeidsgiveravgift": 4_917,
        "sumForskuddstrekkPerLoennsutbetalingsdato": [
            {"loennsutbetalingsdato": "2026-11-12", "beloep": 14_711}
        ],
    }
    place = message["leveranse"]["oppgave"]["virksomhet"][0]
    income = {
        row["loennsinntekt"]["beskrivelse"]: row
        for person in place["inntektsmottaker"]
        for row in person["inntekt"]
    }
    assert income["fastloenn"]["beloep"] == "53000.00"
    assert income["timeloenn"]["beloep"] == "4210.00"
    assert income["timeloenn"]["loennsinntekt"]["antall"] == "20.00"
    assert place["arbeidsgiveravgift"]["loennOgGodtgjoerelse"] == [
        {
            "beregningskodeForArbeidsgiveravgift": "generelleNaeringer",
            "sone": "4a",
            "avgiftsgrunnlagBeloep": "57210.00",
            "prosentsatsForAvgiftsberegning": "7.9",
        }
    ]


def test_taken_amounts_are_negative_and_pay_is_not(message):
    people = message["leveranse"]["oppgave"]["virksomhet"][0]["inntektsmottaker"]
    assert [row["beloep"] for p in people for row in p.get("forskuddstrekk", [])] == [-14_711]
    taken = sum(Decimal(row["beloep"]) for p in people for row in p["fradrag"])
    assert taken == Decimal("-1144.20")


def test_the_message_passes_its_own_check_and_a_broken_one_does_not(message):
    assert amelding.check_leveranse(message) == []
    people = message["leveranse"]["oppgave"]["virksomhet"][0]["inntektsmottaker"]
    payment = message["leveranse"]["oppgave"]["betalingsinformasjon"]
    payment["sumForskuddstrekk"] = 14_712
    people[0]["inntekt"][0]["ukjent"] = 1
    del people[1]["inntekt"][0]["fordel"]
    found = "\n".join(amelding.check_leveranse(message))
    assert "sumForskuddstrekk: stemmer ikke" in found
    assert "ukjent: ukjent element" in found
    assert "fordel: mangler" in found


@pytest.mark.standards
def test_the_structure_checked_against_is_that_of_the_standards_pack():
    pack = json.loads(standards_file("payroll/amelding/structure_v2_3.json").read_text("utf8"))
    assert amelding.structure() == {
        kind: [[e["name"], e["type"], e["required"], e["many"]] for e in elements]
        for kind, elements in pack["types"].items()
    }


def test_elements_out_of_order_are_found():
    data = {"leveranse": {"kildesystem": "Samverk", "kalendermaaned": "2026-11"}}
    found = amelding.check_leveranse(data)
    assert "leveranse: elementene står i feil rekkefølge" in found
    assert "leveranse.meldingsId: mangler" in found


def test_a_run_is_reported_once_and_only_when_posted(act_as, paid, november):
    with act_as("uit", "lonn", november) as actor:
        with pytest.raises(payroll.LoennskjoeringRefused, match="bokføres"), transaction.atomic():
            payroll.report_loennskjoering(actor=actor, kjoering_id=paid, now=november)
        assert payroll.amelding_file(actor=actor, kjoering_id=paid) is None
