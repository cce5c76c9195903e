"""Wage types (lønnsarter): what a pay line is, and what it counts towards.

A wage type is dated reference data with slip text in three languages. The engine knows nothing of a
code beyond these properties, so a new wage type is a new row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from samverk.core.errors import Refusal


class WageTypeMissing(Refusal):
    """No wage type has the code on the day."""


class WageTypeInvalid(Refusal):
    """A row of the wage type list breaks its form."""


class Kind(StrEnum):
    """What a line is to the person and to the employer."""

    EARNING = "earning"
    BENEFIT = "benefit"
    REIMBURSEMENT = "reimbursement"
    TAX = "tax"
    DEDUCTION_PRE_TAX = "deduction_pre_tax"
    DEDUCTION = "deduction"
    ADVANCE = "advance"
    EMPLOYER = "employer"


CASH_KINDS = frozenset(Kind) - {Kind.BENEFIT, Kind.EMPLOYER}
"""Kinds that change what is paid into the account."""


class Treatment(StrEnum):
    """How a line enters the withholding."""

    TABLE = "table"
    PERCENT = "percent"
    NONE = "none"
    NONE_IF_10_5 = "none_if_10_5"
    REDUCES = "reduces"
    REDUCES_CAPPED = "reduces_capped"
    IRRELEVANT = "-"


@dataclass(frozen=True, slots=True)
class WageType:
    """One lønnsart. `sign` is +1 for what the person or the cost gets, −1 for what is taken."""

    code: str
    valid_from: date
    names: Mapping[str, str]
    kind: Kind
    sign: int
    treatment: Treatment
    is_aga: bool
    is_holiday_base: bool
    is_pension_base: bool
    amelding_type: str
    amelding_code: str
    fordel: str
    has_quantity: bool
    priority: int
    account_hint: str
    legal_ref: str
    owner: str
    note: str
    certainty: str

    def name(self, language: str = "nb") -> str:
        """The slip text."""
        return self.names.get(language, self.names["nb"])

    @property
    def is_cash(self) -> bool:
        """The line changes what is paid into the account."""
        return self.kind in CASH_KINDS


def parse_wage_type(row: Mapping[str, str]) -> WageType:
    """A row of `loennsarter.csv`; raises WageTypeInvalid for a word outside the lists."""
    try:
        return WageType(
            code=row["kode"],
            valid_from=date.fromisoformat(row["fra"]),
            names={"nb": row["navn_nb"], "nn": row["navn_nn"], "en": row["navn_en"]},
            kind=Kind(row["art"]),
            sign=int(row["fortegn"]),
            treatment=Treatment(row["trekk"]),
            is_aga=row["aga"] == "1",
            is_holiday_base=row["feriegrunnlag"] == "1",
            is_pension_base=row["pensjonsgrunnlag"] == "1",
            amelding_type=row["amelding_type"],
            amelding_code=row["amelding_kode"],
            fordel=row["fordel"],
            has_quantity=row["har_antall"] == "1",
            priority=int(row["prioritet"]),
            account_hint=row["konto_forslag"],
            legal_ref=row["hjemmel"],
            owner=row["eier"],
            note=row["merknad"],
            certainty=row["sikkerhet"],
        )
    except (KeyError, ValueError) as problem:
        raise WageTypeInvalid(
            "Lønnsart %(verdi)s: %(problem)s", values={"verdi": row.get("kode"), "problem": problem}
        ) from problem


def in_force(wage_types: Iterable[WageType], on: date) -> dict[str, WageType]:
    """The newest row of each code on the day, by code."""
    found: dict[str, WageType] = {}
    for wage_type in sorted(wage_types, key=lambda one: (one.code, one.valid_from)):
        if wage_type.valid_from <= on:
            found[wage_type.code] = wage_type
    return found
