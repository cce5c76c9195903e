"""The facts the engine tests start from: one ordinary employee, one run, the national rules."""

from datetime import date
from functools import lru_cache

from samverk.core.money import ONE, Ppm
from samverk.core.periods import Period
from samverk.core.rates.api import national_book
from samverk.payroll.engine.result import PayLine, PayResult
from samverk.payroll.engine.ruleset import Ruleset, build_ruleset
from samverk.payroll.engine.run import Run, make_run
from samverk.payroll.engine.snapshot import (
    Claim,
    Deduction,
    Employment,
    FixedPay,
    Snapshot,
)
from samverk.payroll.rates.tables import trekkaar, wage_types
from samverk.payroll.rules.kostnadsfordeling import Kostnadsfordeling
from samverk.payroll.rules.skattekort import Korttype, Skattekort

FROM_2020 = date(2020, 1, 1)
WHOLE = (Kostnadsfordeling(FROM_2020, None, (("310000", ONE),)),)
TABLE_8010 = Skattekort(
    2026, type=Korttype.TABELL, trekktabell="8010", prosentsats=Ppm(410_000), antall_maaneder=105
)
UNION = Deduction("forening", "2200", prosent=Ppm(13_500), av_fastloenn=True)


def kr(amount: float | str) -> int:
    """Kroner as written in a test → øre."""
    return round(float(str(amount).replace(" ", "")) * 100)


def run_of(year: int, month: int, **changes: object) -> Run:
    """An ordinary run of the month, paid on the 12th."""
    return make_run(Period.month(year, month), date(year, month, 12), **changes)


@lru_cache(maxsize=8)
def rules_of(pay_date: date = date(2026, 11, 12)) -> Ruleset:
    return build_ruleset(
        national_book(), wage_types(pay_date), trekkaar(pay_date.year),
        utbetalingsdato=pay_date, opptjent=pay_date.replace(day=1),
    )  # fmt: skip


def salary(annual: int = 636_000, percent: int = 1_000_000, **changes: object) -> FixedPay:
    return FixedPay("1000", annual * 100, Ppm(percent), changes.pop("fra", FROM_2020), **changes)


def employment(**changes: object) -> Employment:
    facts = {"key": "a1", "sone": "1", "fixed": (salary(),), "fordelinger": WHOLE}
    return Employment(**(facts | changes))


def person(*employments: Employment, **changes: object) -> Snapshot:
    facts = {"member": "m1", "skattekort": TABLE_8010}
    return Snapshot(employments=employments or (employment(),), **(facts | changes))


def claim(wage_type: str, **changes: object) -> Claim:
    facts = {"key": "k1", "fra": date(2026, 10, 1), "til": date(2026, 11, 1)}
    return Claim(wage_type=wage_type, **(facts | changes))


def amounts(result: PayResult) -> dict[str, int]:
    """Sum per wage type, in øre."""
    found: dict[str, int] = {}
    for line in result.lines:
        found[line.wage_type] = found.get(line.wage_type, 0) + line.amount_oere
    return found


def line_of(result: PayResult, code: str) -> PayLine:
    """The only line of a wage type."""
    (found,) = [line for line in result.lines if line.wage_type == code]
    return found
