"""Which ledger account a pay line falls on, by role; the ledger knows the account of each role.

What is paid out or taken falls on one account, with what is owed to the person on the other side.
The employer's own costs fall on a cost account and a liability of their own. Benefits in kind move
no money and are not booked. Bokføringsloven § 4; roles as in the state's chart of accounts.
"""

from collections.abc import Iterable
from typing import NamedTuple

from samverk.core.errors import Refusal
from samverk.payroll.rules.wage_types import Kind, WageType

SKYLDIG_LOENN = "loenn_skyldig"
BANK = "bank_utbetaling"


class KontoMissing(Refusal):
    """A wage type has no place in the ledger."""


class Bokfoering(NamedTuple):
    """Roles of a pay line. `motrolle` is empty where the person is the other side."""

    rolle: str
    motrolle: str = ""
    har_kontering: bool = True


_EMPLOYER = {
    "9000": Bokfoering("feriepenger_kostnad", "feriepenger"),
    "9100": Bokfoering("aga_kostnad", "aga_skyldig_netto"),
    "9110": Bokfoering("aga_kostnad_feriepenger", "aga_palopt"),
    "9200": Bokfoering("pensjon_kostnad", "pensjon_skyldig"),
}
_BALANCE = {
    "1500": "feriepenger", "1505": "feriepenger", "1510": "feriepenger",
    "2000": "skattetrekk", "2010": "skattetrekk", "2020": "skattetrekk",
    "2100": "pensjonstrekk", "2200": "fagforeningstrekk", "2300": "paaleggstrekk",
    "2305": "paaleggstrekk", "2310": "paaleggstrekk", "2320": "bidragstrekk",
    "2400": "andre_trekk", "2500": "loenn_forskudd", "2510": "loenn_forskudd",
}  # fmt: skip
_COST = {
    "1010": "loenn_midlertidig", "1220": "loenn_midlertidig", "1200": "loenn_overtid",
    "1210": "loenn_overtid", "1300": "loenn_honorar", "1310": "loenn_honorar",
    "1800": "diett", "1810": "diett", "1820": "bilgodtgjorelse", "1830": "bilgodtgjorelse",
    "1840": "reise",
}  # fmt: skip


def bokfoering(wage_type: WageType) -> Bokfoering | None:
    """Where a line of the wage type is booked; None for what is not booked at all.

    Raises:
        KontoMissing: an employer's cost without a place.
    """
    if wage_type.kind is Kind.BENEFIT:
        return None
    if wage_type.kind is Kind.EMPLOYER:
        found = _EMPLOYER.get(wage_type.code)
        if found is None:
            raise KontoMissing(
                "Lønnsart %(code)s har ingen konto i regnskapet.",
                values={"code": wage_type.code},
                field="loennsart",
            )
        return found
    if wage_type.code in _BALANCE:
        return Bokfoering(_BALANCE[wage_type.code], har_kontering=False)
    return Bokfoering(_COST.get(wage_type.code, "loenn_fast"))


def roles(wage_types: Iterable[WageType]) -> frozenset[str]:
    """Every role that the wage types need an account for."""
    found = {SKYLDIG_LOENN}
    for wage_type in wage_types:
        if wage_type.code in _EMPLOYER or wage_type.kind is not Kind.EMPLOYER:
            place = bokfoering(wage_type)
            if place is not None:
                found |= {place.rolle, place.motrolle} - {""}
    return frozenset(found)
