"""Statens pensjonskasse: who is a member, the member's 2 % and the employer's premium.

Lov om Statens pensjonskasse § 5: whoever is employed in the service of the state is a member. Until
31 December 2024 the positions together had to be 20 % of a full one or more (§ 5 as it read then,
seen). From 1 January 2025 there is no lower limit (Prop. 120 L (2022–2023) and spk.no, seen; the
consolidated text of the law was not seen, so the figure is marked `sekundaer`). Forskrift
2003-12-19-1618 § 1 leaves out members of boards, apprentices and those on pensionist terms (seen).
An assignment is no employment. The basis is fixed pay and hourly pay up to one full position:
hours beside a full position count for nothing (spk.no, seen, undated). What spk.no said before 2025
of jobs shorter than a month is not applied: nothing newer was found, and the advice there is to
take the contribution from the first day.

Which supplements count is a property of the wage type.
"""

from typing import NamedTuple

from samverk.core.money import ONE, Ppm, share_of

OPPDRAG, UNDER_GRENSEN, FULL_STILLING = "oppdrag", "under_grensen", "full_stilling"
LAERLING, STYREVERV, PENSJONISTVILKAAR = "laerling", "styreverv", "pensjonistvilkaar"


class Medlemskap(NamedTuple):
    """Whether a contract is in the fund; `grunn` says why not, `andel` is all positions together.

    Hours beside a full position are outside it, though the person is a member by the position.
    """

    er_medlem: bool
    grunn: str
    andel: Ppm


def medlemskap(
    *, er_ansatt: bool, unntak: str, fast: Ppm, timer: Ppm, er_timeloenn: bool, minste: Ppm
) -> Medlemskap:
    """Tell whether pay under a contract is pensionable.

    Args:
        er_ansatt: false for an assignment; unntak: a ground of the regulation, or empty.
        fast: share of a full position on fixed pay, over all contracts with the employer.
        timer: the same for hourly pay.
        er_timeloenn: the contract asked about pays by the hour; minste: the lower limit of the day.
    """
    andel = Ppm(fast + timer)
    grunn = ""
    if not er_ansatt:
        grunn = OPPDRAG
    elif unntak:
        grunn = unntak
    elif andel < minste:
        grunn = UNDER_GRENSEN
    elif er_timeloenn and fast >= ONE:
        grunn = FULL_STILLING
    return Medlemskap(not grunn, grunn, andel)


def stillingsandel(timer_hundredeler: int, fulle_hundredeler: int) -> Ppm:
    """Hours as a share of a full position, rounded down: 19,99 % is below 20 % (spk.no)."""
    return Ppm(timer_hundredeler * ONE // fulle_hundredeler)


def medlemsinnskudd(pensjonsgrunnlag_oere: int, sats: Ppm) -> int:
    """The member's contribution in øre of what the pensionable pay of the run comes to.

    A negative base (correction) gives a negative contribution, the exact mirror.
    """
    return share_of(pensjonsgrunnlag_oere, sats)


def arbeidsgiverpremie(pensjonsgrunnlag_oere: int, sats: Ppm) -> int:
    """The employer's premium in øre; itself part of the base of the employer's contribution."""
    return share_of(pensjonsgrunnlag_oere, sats)
