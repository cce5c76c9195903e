"""Feriepenger in the state: 12 % of the base of the earning year, paid in June.

Ferieloven § 10 and Særavtale om ferie for statstjenestemenn §§ 3–4. The pay for the holiday weeks
is deducted at the same time, always as its own line, so that neither figure hides the other.
"""

from samverk.core.money import Ppm, divide_half_up, share_of


def feriepenger(grunnlag_oere: int, sats: Ppm) -> int:
    """Holiday pay in øre of the base earned the year before (Særavtale om ferie § 3)."""
    return share_of(grunnlag_oere, sats)


def feriepenger_tillegg(grunnlag_oere: int, sats: Ppm, tak_oere: int) -> int:
    """The supplement from the year one turns 60, of a base up to 6 G (ferieloven § 10 nr. 3)."""
    return share_of(min(grunnlag_oere, tak_oere), sats)


def fyller_60(foedselsaar: int, ferieaar: int) -> bool:
    """Turns 60 or more in the holiday year (ferieloven § 10 nr. 3, § 5 nr. 2)."""
    return ferieaar - foedselsaar >= 60


def trekk_i_loenn_for_ferie(
    aarsloenn_oere: int, stillingsprosent: Ppm, dager: int, dager_i_aaret: int
) -> int:
    """Pay for the holiday weeks at June pay, in øre: annual × percent / 260 × 25 (or 30) days.

    Særavtale om ferie § 4; the same as annual × 5 / 52 (or 6 / 52).
    """
    return divide_half_up(aarsloenn_oere * stillingsprosent * dager, dager_i_aaret * 1_000_000)


def trekkpliktig_del(feriepenger_oere: int, grunnlag_oere: int, grense: Ppm) -> int:
    """The part of ordinary holiday pay that is withheld: what passes 12.34 % of the base.

    Skatteetaten's guide to the a-melding, Feriepenger. Does not hold for a twelve-month card, which
    withholds all of it, nor for the supplement over 60, which is always withheld.
    """
    return max(feriepenger_oere - share_of(grunnlag_oere, grense), 0)
