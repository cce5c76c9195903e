"""Fixed monthly pay: annual × position percent / 12, and parts of a month by days.

Hovedtariffavtalen i staten. Whether parts of a month count calendar days or working days is the
employer's dated choice (`maanedsloenn.delmaaned`); the caller counts the days accordingly.
"""

from samverk.core.money import Ppm, divide_half_up


def maanedsloenn(
    aarsloenn_oere: int, stillingsprosent: Ppm, dager: int, dager_i_maaneden: int
) -> int:
    """Pay in øre for `dager` of a month's `dager_i_maaneden`, half up once at the end."""
    return divide_half_up(aarsloenn_oere * stillingsprosent * dager, 12_000_000 * dager_i_maaneden)
