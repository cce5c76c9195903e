"""The estimate uses the run's own rules, to the øre, and says what nobody has confirmed."""

from datetime import date

import pytest

from samverk.payroll import api

pytestmark = pytest.mark.django_db


def cost(actor, minutter: int, fra: date, til_og_med: date, language: str = "nb") -> api.Overslag:
    return api.hire_cost(
        actor, aga_sone="4a", minutter=minutter, timesats_oere=26350,
        fra=fra, til_og_med=til_og_med, language=language,
    )  # fmt: skip


def test_sixty_hours_in_tromsoe(act_as):
    """Few hours make a member too: there is no lower limit from 2025."""
    with act_as("uit", "ola") as actor:
        found = cost(actor, 60 * 60, date(2026, 11, 25), date(2027, 1, 31))
    assert [(line.noekkel, line.beloep_oere) for line in found.linjer] == [
        ("loenn", 1_581_000),
        ("feriepenger", 189_720),
        ("pensjon", 139_128),
        ("arbeidsgiveravgift", 135_890),
        ("arbeidsgiveravgift_feriepenger", 14_988),
    ]
    assert found.sum_oere == 2_060_726
    assert found.is_medlem
    assert found.hvorfor_ikke_medlem == ""
    assert "60" in found.linjer[0].forklaring
    assert "Arbeidsgivers premie til Statens pensjonskasse" in found.ubekreftet


def test_an_employer_whose_own_premium_has_run_out_uses_the_common_one_as_the_run_does(act_as):
    """NTNU's own row ends with 2023; a hire of today is still told what it costs."""
    with act_as("ntnu", "lars") as actor:
        found = cost(actor, 60 * 60, date(2026, 11, 25), date(2027, 1, 31))
    premium = next(line for line in found.linjer if line.noekkel == "pensjon")
    assert premium.beloep_oere == 139_128
    assert "Arbeidsgivers premie til Statens pensjonskasse" in found.ubekreftet


def test_until_2024_few_hours_made_nobody_a_member(act_as):
    """60 hours of the 363,28 that 68 days of a full position hold are 16,5 %, below the limit."""
    with act_as("uit", "ola") as actor:
        found = cost(actor, 60 * 60, date(2024, 9, 25), date(2024, 12, 1), "en")
        enough = cost(actor, 73 * 60, date(2024, 9, 25), date(2024, 12, 1))
    assert [line.noekkel for line in found.linjer] == [
        "loenn", "feriepenger", "arbeidsgiveravgift", "arbeidsgiveravgift_feriepenger",
    ]  # fmt: skip
    assert not found.is_medlem
    assert found.hvorfor_ikke_medlem == (
        "You are not a member of the Norwegian Public Service Pension Fund because"
        " you work 16.5161% of a full position, and the limit is 20%."
    )
    assert enough.is_medlem
