"""Overtime: 50 and 100 % on the hourly rate of the annual pay.

Hovedtariffavtalen i staten § 13. That the hourly rate is annual / 1850 is seen for percentage
supplements and unconfirmed for overtime (`overtid.timesats_divisor`).
"""

from samverk.core.money import ONE, Ppm, divide_half_up, share_of


def timesats(aarsloenn_oere: int, divisor: int) -> int:
    """The hour's pay in øre, half up: 636 000 / 1850 = 343,78."""
    return divide_half_up(aarsloenn_oere, divisor)


def overtidssats(timesats_oere: int, tillegg: Ppm) -> int:
    """The hour's pay with the supplement, half up: 343,78 + 50 % = 515,67."""
    return share_of(timesats_oere, Ppm(ONE + tillegg))
