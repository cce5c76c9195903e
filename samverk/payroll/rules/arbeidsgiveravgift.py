"""Arbeidsgiveravgift: the employer's contribution to national insurance, by zone.

Folketrygdloven § 23-2 and Stortinget's yearly decision. The zone follows the virksomhet. Rounding
is half up to whole øre per line; the total in the a-melding is whole kroner.
"""

from samverk.core.money import Ppm, divide_half_up, share_of


def arbeidsgiveravgift(grunnlag_oere: int, sats: Ppm) -> int:
    """The contribution in øre of pay, benefits and the employer's pension premium."""
    return share_of(grunnlag_oere, sats)


def arbeidsgiveravgift_sone_1a(
    grunnlag_oere: int, sats: Ppm, full_sats: Ppm, fribeloep_igjen_oere: int
) -> tuple[int, int]:
    """Zone 1a for one employer: (contribution, how much of the fribeløp it used), both in øre.

    The reduced rate holds until what is saved against the full rate has used up the year's
    fribeløp; from there on the full rate holds (Stortinget's decision, zone 1a).
    """
    reduced = share_of(grunnlag_oere, sats)
    full = share_of(grunnlag_oere, full_sats)
    used = min(full - reduced, fribeloep_igjen_oere)
    return full - used, used


def sats_ved_fjernarbeid(arbeidsgivers_sats: Ppm, arbeidsstedets_sats: Ppm) -> Ppm:
    """Home office and remote work: the higher of the two zones' rates."""
    return max(arbeidsgivers_sats, arbeidsstedets_sats)


def sum_i_kroner(sum_oere: int) -> int:
    """`sumArbeidsgiveravgift` in whole kroner, half up once on the total
    (rate `arbeidsgiveravgift.avrunding_sum`, unconfirmed)."""
    return divide_half_up(sum_oere, 100)
