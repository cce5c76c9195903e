"""Statens pensjonskasse: the member's 2 % and the employer's premium.

Lov om Statens pensjonskasse; Statens personalhåndbok 5.1.4.2. Which supplements count is a property
of the wage type; whether an employment is a member is a fact from HR.
"""

from samverk.core.money import Ppm, share_of


def medlemsinnskudd(pensjonsgrunnlag_oere: int, sats: Ppm) -> int:
    """The member's contribution in øre of what the pensionable pay of the run comes to.

    A negative base (correction) gives a negative contribution, the exact mirror.
    """
    return share_of(pensjonsgrunnlag_oere, sats)


def arbeidsgiverpremie(pensjonsgrunnlag_oere: int, sats: Ppm) -> int:
    """The employer's premium in øre; itself part of the base of the employer's contribution."""
    return share_of(pensjonsgrunnlag_oere, sats)
