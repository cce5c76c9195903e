"""The sheet one person's pay is worked out on: lines so far and the bases they add up to."""

from datetime import date

from samverk.payroll.engine.result import Cost, LeftOver, PayLine, Remark, Trace
from samverk.payroll.engine.ruleset import Ruleset
from samverk.payroll.engine.run import Run
from samverk.payroll.engine.snapshot import Employment
from samverk.payroll.rules.kostnadsfordeling import (
    Kostnadsfordeling,
    KostnadsfordelingMissing,
    fordel,
    fordel_som,
)
from samverk.payroll.rules.wage_types import Kind, Treatment, WageType

TAX, PENSION = "2000", "2100"
REASONED = frozenset({TAX, PENSION})


class Account:
    """One employment's bases, and which cost objects they fell on."""

    __slots__ = ("aga", "costs", "employment", "fixed", "holiday", "pension")

    def __init__(self, employment: Employment) -> None:
        self.employment = employment
        self.aga = 0
        self.holiday = 0
        self.pension = 0
        self.fixed = 0
        self.costs: list[tuple[Cost, WageType]] = []

    def cost_like(self, amount_oere: int, base: str) -> Cost:
        """Split an employer's cost as the base (`is_aga` …) it comes from was split."""
        weights: dict[str, int] = {}
        for cost, wage_type in self.costs:
            if getattr(wage_type, base):
                for kontering, oere in cost:
                    weights[kontering] = weights.get(kontering, 0) + oere
        return fordel_som(amount_oere, tuple(weights.items()))


class Sheet:
    """Lines, remarks and running sums. Amounts in øre.

    `cash` is pay that deductions may take from; `passed_on` is reimbursements and advances, which
    they may not. `table`, `percent` are the two bases of withholding, `less_pension` and
    `less_union` what is taken off them, `fixed_table` the part of `table` that is fixed pay.
    """

    __slots__ = (
        "accounts", "cash", "fixed_table", "left_over", "less_pension", "less_union", "lines",
        "passed_on", "percent", "remarks", "rules", "run", "table",
    )  # fmt: skip

    def __init__(self, rules: Ruleset, run: Run) -> None:
        self.rules = rules
        self.run = run
        self.lines: list[PayLine] = []
        self.remarks: list[Remark] = []
        self.left_over: list[LeftOver] = []
        self.accounts: list[Account] = []
        self.cash = self.passed_on = 0
        self.table = self.percent = self.fixed_table = 0
        self.less_pension = self.less_union = 0

    @property
    def reduces(self) -> int:
        """What is taken off the basis before tax."""
        return self.less_pension + self.less_union

    def add_pay(
        self,
        account: Account,
        wage_type: WageType,
        amount: int,
        earned: tuple[date, date],
        trace: Trace,
        *,
        quantity: tuple[int | None, int | None] = (None, None),
        source: str = "",
        fordelinger: tuple[Kostnadsfordeling, ...] = (),
    ) -> None:
        """A line of pay or benefit, counted towards every base its wage type names."""
        fra, til = earned
        cost = self._cost(account, amount, fra, til, fordelinger)
        self.lines.append(
            PayLine(
                account.employment.key,
                wage_type.code,
                quantity[0],
                quantity[1],
                amount,
                fra,
                til,
                str(trace[0]),
                trace,
                cost,
                source,
            )
        )
        account.costs.append((cost, wage_type))
        kind, treatment = wage_type.kind, wage_type.treatment
        if kind is Kind.EARNING:
            self.cash += amount
        elif kind is not Kind.BENEFIT:
            self.passed_on += amount
        if treatment is Treatment.TABLE:
            self.table += amount
        elif treatment is Treatment.PERCENT:
            self.percent += amount
        if wage_type.is_aga:
            account.aga += amount
        if wage_type.is_holiday_base:
            account.holiday += amount
        if wage_type.is_pension_base:
            account.pension += amount

    def add_line(
        self, employment: str, code: str, amount: int, trace: Trace, *, cost: Cost = (),
        source: str = "",
    ) -> None:  # fmt: skip
        """A line of deduction or employer's cost, which counts towards nothing further.

        A line of nothing is left out, but for tax and pension: that nothing is withheld needs its
        reason too.
        """
        if amount or code in REASONED:
            run = self.run
            self.lines.append(
                PayLine(
                    employment,
                    code,
                    None,
                    None,
                    amount,
                    run.fra,
                    run.til,
                    str(trace[0]),
                    trace,
                    cost,
                    source,
                )
            )

    def remark(self, code: str, *args: int | str) -> None:
        """Note something for the controls."""
        self.remarks.append(Remark(code, args))

    def leave_over(self, key: str, code: str, amount: int) -> None:
        """Carry what could not be taken to the next run."""
        self.left_over.append(LeftOver(key, code, amount))

    def _cost(
        self,
        account: Account,
        amount: int,
        fra: date,
        til: date,
        own: tuple[Kostnadsfordeling, ...],
    ) -> Cost:
        fordelinger = own or account.employment.fordelinger
        if not fordelinger:
            return ()
        try:
            return fordel(amount, fra, til, fordelinger)
        except KostnadsfordelingMissing:
            self.remark("kostnadsfordeling_mangler", account.employment.key, fra.isoformat())
            return ()
