"""Hourly pay from annual pay, and amounts that are a quantity times a rate.

Hovedtariffavtalen i staten as practised by the universities: (annual − OU) / 1950, rounded to
0,10 kr – to the nearest or up is the employer's dated choice (`timeloenn.avrunding`).
"""

from enum import StrEnum

from samverk.core.money import divide_half_up


class Avrunding(StrEnum):
    """How an hourly rate is rounded to its step."""

    NAERMESTE = "naermeste"
    OPP = "opp"


def timeloenn(
    aarsloenn_oere: int, ou_oere: int, divisor: int, trinn_oere: int, avrunding: Avrunding
) -> int:
    """The hourly rate in øre: (annual − OU) / hours, rounded to whole steps of `trinn_oere`."""
    amount = aarsloenn_oere - ou_oere
    if avrunding is Avrunding.OPP:
        return -(-amount // (divisor * trinn_oere)) * trinn_oere
    return divide_half_up(amount, divisor * trinn_oere) * trinn_oere


def antall_ganger_sats(antall_hundredeler: int, sats_oere: int, faktor_hundredeler: int) -> int:
    """Quantity × rate × the contract's factor in øre, half up once at the end.

    Quantities and factors are in hundredths: 7,5 hours are 750, factor 1,25 is 125.
    """
    return divide_half_up(antall_hundredeler * sats_oere * faktor_hundredeler, 10_000)
