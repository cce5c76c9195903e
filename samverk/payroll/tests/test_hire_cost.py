"""The estimate uses the run's own rules, to the øre, and says what nobody has confirmed."""

from datetime import date

import pytest

from samverk.payroll import api

pytestmark = pytest.mark.django_db


def test_sixty_hours_in_tromsoe(act_as):
    with act_as("uit", "ola") as actor:
        found = api.hire_cost(
            actor, aga_sone="4a", minutter=60 * 60, timesats_oere=26350,
            fra=date(2026, 11, 25), til_og_med=date(2027, 1, 31),
        )  # fmt: skip
    assert [(line.noekkel, line.beloep_oere) for line in found.linjer] == [
        ("loenn", 1_581_000),
        ("feriepenger", 189_720),
        ("arbeidsgiveravgift", 124_899),
        ("arbeidsgiveravgift_feriepenger", 14_988),
    ]
    assert found.sum_oere == 1_910_607
    assert not found.is_medlem
    assert "60" in found.linjer[0].forklaring


def test_many_hours_make_a_member_of_the_pension_fund(act_as):
    with act_as("uit", "ola") as actor:
        found = api.hire_cost(
            actor, aga_sone="4a", minutter=200 * 60, timesats_oere=26350,
            fra=date(2026, 11, 25), til_og_med=date(2027, 1, 31), language="en",
        )  # fmt: skip
    assert found.is_medlem
    assert [line.noekkel for line in found.linjer][2] == "pensjon"
    assert found.ubekreftet
