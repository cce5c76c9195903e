"""The rules of one run as ready numbers, each with a pointer to the row of the book it came from.

Tax and employer's contribution follow the pay date, pay rules the month that is earned. Building a
ruleset is the only place where decimal rates become integers; the calculation itself never looks
into the book. Its hash is stamped on the run.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from samverk.core.money import Ppm
from samverk.core.rates.api import Rate, RateBook, RateMissing
from samverk.payroll.rules.trekktabell import Trekkaar
from samverk.payroll.rules.wage_types import WageType, WageTypeMissing

ZONES = ("1", "1a", "2", "3", "4", "4a", "5")
DEFAULT_PREMIUM_KEY = "spk.arbeidsgiverpremie"
NO_CAP = 0


class Share(NamedTuple):
    """A share and the rate row it came from."""

    value: Ppm
    ref: str


class Amount(NamedTuple):
    """A whole number (øre, days, hours, tenths of months) and the rate row it came from."""

    value: int
    ref: str


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Ready numbers for one pay date and one earned month."""

    utbetalingsdato: date
    trekkaar: Trekkaar
    wage_types: dict[str, WageType]
    zones: dict[str, Share]
    feriepenger: Share
    ferietillegg: Share
    ferietillegg_tak: Amount
    ferietillegg_refs: tuple[str, ...]
    ferie_trekkfri: Share
    ferie_dager_i_aaret: Amount
    ferietrekk_reduserer: Amount
    spk_medlem: Share
    spk_premie: Share
    spk_minste: Share
    timer_i_aaret: Amount
    overtid: Share
    overtid_hoyt: Share
    overtid_divisor: Amount
    uten_kort: Share
    frikort_over: Share
    fagforening_tak: Amount
    maaneder_uten_opplysning: Amount
    table_refs: tuple[str, ...]
    percent_refs: tuple[str, ...]
    half_refs: tuple[str, ...]
    off_cycle_refs: tuple[str, ...]
    order_refs: tuple[str, ...]
    day_refs: tuple[str, ...]
    content_hash: str

    def wage_type(self, code: str) -> WageType:
        """The wage type; raises WageTypeMissing for an unknown code."""
        found = self.wage_types.get(code)
        if found is None:
            raise WageTypeMissing(
                "Lønnsart %(code)s finnes ikke.", values={"code": code}, field="loennsart"
            )
        return found

    def zone(self, sone: str) -> Share:
        """The contribution rate of a zone; raises RateMissing for an unknown one."""
        found = self.zones.get(sone)
        if found is None:
            raise RateMissing(
                "Sone %(sone)s for arbeidsgiveravgift finnes ikke.",
                values={"sone": sone},
                field="sone",
            )
        return found


class _Reader:
    """Reads figures on the right day and remembers their rows for the hash."""

    def __init__(self, book: RateBook) -> None:
        self.book = book
        self.rows: list[Rate] = []

    def rate(self, key: str, on: date) -> Rate:
        found = self.book.rate(key, on)
        self.rows.append(found)
        return found

    def share(self, key: str, on: date) -> Share:
        found = self.rate(key, on)
        return Share(found.share, found.ref)

    def amount(self, key: str, on: date, *, times: int = 1) -> Amount:
        found = self.rate(key, on)
        return Amount(int(found.value * times), found.ref)

    def ceiling(self, key: str, on: date) -> Amount:
        """A number of G, in øre of the G of the day."""
        found, grunnbeloep = self.rate(key, on), self.rate("folketrygden.grunnbeloep", on)
        return Amount(int(found.value * grunnbeloep.value * 100), found.ref)

    def yes(self, key: str, on: date) -> Amount:
        """A rule that is chosen with «ja», as 1 or 0."""
        found = self.rate(key, on)
        return Amount(int(found.word == "ja"), found.ref)

    def refs(self, *keys: str, on: date) -> tuple[str, ...]:
        return tuple(self.rate(key, on).ref for key in keys)

    def cap_or_none(self, key: str, on: date) -> Amount:
        """A cap nobody knows the size of lets nothing through, rather than too much."""
        try:
            return self.amount(key, on, times=100)
        except RateMissing:
            return Amount(NO_CAP, "")


def build_ruleset(
    book: RateBook,
    wage_types: dict[str, WageType],
    trekkaar: Trekkaar,
    *,
    utbetalingsdato: date,
    opptjent: date,
    premium_key: str = DEFAULT_PREMIUM_KEY,
) -> Ruleset:
    """Ready numbers for a pay date and a day of the earned month.

    Raises RateMissing, naming the figure, when one is not known. `premium_key` lets an employer
    point at its own SPK premium.
    """
    read, paid, earned = _Reader(book), utbetalingsdato, opptjent
    premium = premium_key if book.has(premium_key) else DEFAULT_PREMIUM_KEY
    return Ruleset(
        utbetalingsdato=paid,
        trekkaar=trekkaar,
        wage_types=wage_types,
        zones={zone: read.share(f"arbeidsgiveravgift.sone_{zone}", paid) for zone in ZONES},
        feriepenger=read.share("feriepenger.sats_stat", earned),
        ferietillegg=read.share("feriepenger.tillegg_over_60", earned),
        ferietillegg_tak=read.ceiling("feriepenger.tillegg_tak", earned),
        ferietillegg_refs=read.refs(
            "feriepenger.tillegg_over_60",
            "feriepenger.tillegg_tak",
            "folketrygden.grunnbeloep",
            on=earned,
        ),
        ferie_trekkfri=read.share("feriepenger.trekkfri_grense", paid),
        ferie_dager_i_aaret=read.amount("feriepenger.dagsats_divisor", earned),
        ferietrekk_reduserer=read.yes("feriepenger.trekk_reduserer_grunnlag", earned),
        spk_medlem=read.share("spk.medlemsinnskudd", earned),
        spk_premie=read.share(premium, earned),
        spk_minste=read.share("spk.minste_stillingsprosent", earned),
        timer_i_aaret=read.amount("timeloenn.divisor", earned),
        overtid=read.share("overtid.tillegg", earned),
        overtid_hoyt=read.share("overtid.tillegg_hoyt", earned),
        overtid_divisor=read.amount("overtid.timesats_divisor", earned),
        uten_kort=read.share("forskuddstrekk.uten_skattekort", paid),
        frikort_over=read.share("forskuddstrekk.frikort_overskytende", paid),
        fagforening_tak=read.cap_or_none("fagforening.fradrag_tak", paid),
        maaneder_uten_opplysning=read.amount("skattekort.maaneder_uten_opplysning", paid, times=10),
        table_refs=read.refs(
            "forskuddstrekk.trekktabell", "forskuddstrekk.avrunding_grunnlag", on=paid
        ),
        percent_refs=read.refs("forskuddstrekk.avrunding_prosent", on=paid),
        half_refs=read.refs("forskuddstrekk.halv_maaned", "forskuddstrekk.halv_avrunding", on=paid),
        off_cycle_refs=read.refs("forskuddstrekk.utenfor_ordinaer_kjoering", on=paid),
        order_refs=read.refs("trekk.rekkefoelge", on=paid),
        day_refs=read.refs("maanedsloenn.delmaaned", on=earned),
        content_hash=_hash(read.rows, wage_types, trekkaar),
    )


def _hash(rows: list[Rate], wage_types: dict[str, WageType], trekkaar: Trekkaar) -> str:
    """Over every figure read, every wage type and the year's withholding routine."""
    digest = hashlib.sha256()
    for row in sorted(rows, key=lambda row: row.ref):
        digest.update(repr(row.digest()).encode())
    for code in sorted(wage_types):
        digest.update(repr(wage_types[code]).encode())
    digest.update(trekkaar.content_hash.encode())
    return digest.hexdigest()


def known_premium(book: RateBook, key: str, on: date) -> str:
    """The employer's own premium where it is known on the day, else the common one."""
    try:
        book.rate(key, on)
    except RateMissing:
        return DEFAULT_PREMIUM_KEY
    return key
