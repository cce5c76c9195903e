"""One hourly person through 2026, month by month, worked out by hand from the rules.

Zone 4a (7,9 %), table 8010, premium 8,8 % (NTNU's of 2023, which stands for the unknown one), rate
263,50 and from May 275,00, no pay in July. February as an example:
60 t × 263,50 = 15 810,00; pension 2 % = 316,20; basis 15 493 → 15 450 × 12,12 = 187 254; less
minstefradrag 75 800, table deduction 10 000 and personfradrag 114 540 nothing is left to tax;
trygdeavgift 7,6 % of 187 254 = 14 231, ÷ 10,5 = 1 355. Net 15 810 − 316,20 − 1 355 = 14 138,80.
Premium 8,8 % = 1 391,28; AGA 7,9 % of 17 201,28 = 1 358,90; holiday pay 12 % = 1 897,20 and 7,9 %
of that = 149,88. June pays 12 % of the 48 000 earned in 2025 free of tax; December halves nothing,
for 6 468 kr a month is below what tax is taken of.
"""

from datetime import date

import pytest

from samverk.core.periods import Period
from samverk.payroll.engine.calculate import calculate_member
from samverk.payroll.engine.snapshot import Claim, HolidayPay
from samverk.payroll.tests.facts import amounts, employment, kr, person, rules_of, run_of

RATES = {month: 263.50 if month < 5 else 275 for month in range(1, 13)}
# month: hours; gross, holiday base, withholding, pension, AGA, net
YEAR = {
    1: (40, 10_540, 10_540, 614, 210.80, 905.93, 9_715.20),
    2: (60, 15_810, 15_810, 1_355, 316.20, 1_358.90, 14_138.80),
    3: (60, 15_810, 15_810, 1_355, 316.20, 1_358.90, 14_138.80),
    4: (45.5, 11_989.25, 11_989.25, 1_018, 239.79, 1_030.50, 10_731.46),
    5: (30, 8_250, 8_250, 0, 165, 709.10, 8_085),
    6: (10, 8_510, 2_750, 0, 55, 691.41, 8_455),
    8: (20, 5_500, 5_500, 0, 110, 472.74, 5_390),
    9: (60, 16_500, 16_500, 1_417, 330, 1_418.21, 14_753),
    10: (62.5, 17_187.50, 17_187.50, 1_478, 343.75, 1_477.30, 15_365.75),
    11: (60, 16_500, 16_500, 1_417, 330, 1_418.21, 14_753),
    12: (24, 6_600, 6_600, 0, 132, 567.28, 6_468),
}
TOTALS = (133_196.75, 127_436.75, 8_654, 2_548.74, 11_408.48, 121_994.01)


def series(month: int) -> tuple[int, ...]:
    """What the engine makes of the month: the six figures, in øre."""
    days = Period.month(2026, month)
    hours = Claim(
        key=f"t{month}", wage_type="1010", fra=days.fra, til=days.til,
        antall=round(YEAR[month][0] * 100), sats_oere=kr(RATES[month]),
    )  # fmt: skip
    june = HolidayPay(grunnlag_oere=kr(48_000)) if month == 6 else None
    work = employment(fixed=(), sone="4a", claims=(hours,), holiday=june)
    rules = rules_of(date(2026, month, 12))
    result = calculate_member(
        person(work, snittloenn_oere=kr(12_000)),
        rules,
        run_of(2026, month, is_half_tax=month == 12),
    )
    found = amounts(result)
    base = sum(
        line.amount_oere for line in result.lines if rules.wage_type(line.wage_type).is_holiday_base
    )
    return (
        result.brutto_oere, base, -found.get("2000", 0), -found["2100"], found["9100"],
        result.netto_oere,
    )  # fmt: skip


@pytest.mark.parametrize("month", YEAR)
def test_each_month_is_as_worked_out_by_hand(month):
    assert series(month) == tuple(kr(figure) for figure in YEAR[month][1:])


def test_the_year_adds_up():
    months = [series(month) for month in YEAR]
    assert tuple(sum(column) for column in zip(*months, strict=True)) == tuple(
        kr(figure) for figure in TOTALS
    )
    gross, base, tax, pension, _aga, net = (kr(figure) for figure in TOTALS)
    assert gross - tax - pension == net
    assert gross - base == kr(5_760)
    assert base * 2 // 100 in range(pension - 2, pension + 3)  # rounded month by month


def test_holiday_pay_and_its_contribution_are_set_aside_month_by_month():
    days = Period.month(2026, 2)
    hours = Claim("t", "1010", days.fra, days.til, antall=6_000, sats_oere=kr(263.50))
    found = amounts(
        calculate_member(
            person(employment(fixed=(), sone="4a", claims=(hours,))),
            rules_of(date(2026, 2, 12)), run_of(2026, 2),
        )
    )  # fmt: skip
    assert found == {
        "1010": kr(15_810), "2000": -kr(1_355), "2100": -kr(316.20), "9200": kr(1_391.28),
        "9100": kr(1_358.90), "9000": kr(1_897.20), "9110": kr(149.88),
    }  # fmt: skip
