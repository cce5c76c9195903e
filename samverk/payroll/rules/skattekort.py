"""Skattekort: which way of withholding a tax card orders.

Skattebetalingsloven chapter 5 and Skatteetaten's «skattekort til arbeidsgiver». A card is stored as
it was received; this module only decides what follows from it. Nothing is guessed: a frikort
without an amount, or a doubt about the permit to work, stops for a person to decide.
"""

from dataclasses import dataclass
from enum import StrEnum

from samverk.core.errors import Refusal
from samverk.core.money import Ppm

TOLV_MAANEDER = 120


class SkattekortInvalid(Refusal):
    """A card that does not hold together."""


class Resultat(StrEnum):
    """`resultatForSkattekort`, as Skatteetaten writes it."""

    OK = "skattekortopplysningerOK"
    IKKE_SKATTEKORT = "ikkeSkattekort"
    IKKE_TREKKPLIKT = "ikkeTrekkplikt"
    VURDER_ARBEIDSTILLATELSE = "vurderArbeidstillatelse"
    UGYLDIG_IDENT = "ugyldigFoedselsEllerDnummer"
    UGYLDIG_ORGNR = "ugyldigOrganisasjonsnummer"


class Trekkmaate(StrEnum):
    """How a run withholds for a person."""

    TABELL = "tabell"
    PROSENT = "prosent"
    FRIKORT = "frikort"
    UTEN_KORT = "uten_kort"
    INGEN = "ingen"


class Korttype(StrEnum):
    """The variant of `forskuddstrekk` on the card for the employer's trekkode."""

    TABELL = "trekktabell"
    PROSENT = "trekkprosent"
    FRIKORT = "frikort"


@dataclass(frozen=True, slots=True)
class Skattekort:
    """The part of a card that concerns this employer. `antall_maaneder` is in tenths (105, 120);
    None when the card does not say."""

    inntektsaar: int
    resultat: Resultat = Resultat.OK
    identifikator: str = ""
    type: Korttype | None = None
    trekktabell: str = ""
    prosentsats: Ppm | None = None
    antall_maaneder: int | None = None
    frikortbeloep_oere: int | None = None

    def __post_init__(self) -> None:
        if self.resultat is not Resultat.OK:
            return
        if self.type is Korttype.TABELL and not (self.trekktabell and self.prosentsats is not None):
            raise SkattekortInvalid(
                "Et tabellkort må ha både tabellnummer og prosentsats. Hent kortet på nytt.",
                field="skattekort",
            )
        if self.type is Korttype.PROSENT and self.prosentsats is None:
            raise SkattekortInvalid(
                "Et prosentkort må ha prosentsats. Hent kortet på nytt.", field="skattekort"
            )
        if self.type is None:
            raise SkattekortInvalid(
                "Skattekortet sier ikke hvordan det skal trekkes. Hent kortet på nytt.",
                field="skattekort",
            )


_UTEN_KORT = (Trekkmaate.UTEN_KORT, "skattekort_mangler")
_UTEN_OPPLYSNINGER = {
    Resultat.IKKE_TREKKPLIKT: (Trekkmaate.INGEN, ""),
    Resultat.VURDER_ARBEIDSTILLATELSE: (Trekkmaate.UTEN_KORT, "arbeidstillatelse"),
}
_ETTER_KORTTYPE = {
    Korttype.TABELL: Trekkmaate.TABELL,
    Korttype.PROSENT: Trekkmaate.PROSENT,
    Korttype.FRIKORT: Trekkmaate.FRIKORT,
}


def velg_trekkmaate(kort: Skattekort | None, aar: int) -> tuple[Trekkmaate, str]:
    """The way to withhold in the year of the pay date, and a remark code («» when all is well).

    Without a usable card half is withheld; the remark makes payroll confirm it first.
    """
    if kort is None or kort.inntektsaar != aar:
        return _UTEN_KORT
    if kort.resultat is not Resultat.OK:
        return _UTEN_OPPLYSNINGER.get(kort.resultat, _UTEN_KORT)
    if kort.type is Korttype.FRIKORT and not kort.frikortbeloep_oere:
        return Trekkmaate.UTEN_KORT, "frikort_uten_beloep"
    return _ETTER_KORTTYPE[kort.type or Korttype.TABELL], ""


def er_tolv_maaneder(antall_maaneder: int | None, uten_opplysning: int) -> bool:
    """A twelve-month card withholds in holiday pay and gives no half tax. A card that does not say
    counts as `uten_opplysning` tenths of months (`skattekort.maaneder_uten_opplysning`)."""
    return (uten_opplysning if antall_maaneder is None else antall_maaneder) >= TOLV_MAANEDER


def fagforeningsfradrag(kontingent_oere: int, tak_per_aar_oere: int) -> int:
    """How much union dues reduce the basis at one ordinary payout: at most a twelfth of the yearly
    cap (skatteloven § 6-20)."""
    return max(min(kontingent_oere, tak_per_aar_oere // 12), 0)
