"""What a calculation answers: lines with their traces, and remarks for the controls."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

Trace = tuple[object, ...]
"""(rule key, rate references, whole numbers and words …); nested traces are sub-steps."""

Cost = tuple[tuple[str, int], ...]

BLOCKING_REMARKS = frozenset(
    {
        "arbeidstillatelse",
        "ferietrekk_uten_fastloenn",
        "frikort_uten_beloep",
        "kostnadsfordeling_mangler",
        "negativ_loenn",
        "overtid_uten_fastloenn",
        "skattekort_mangler",
    }
)
"""Remarks that stop the approval of the member until a person has decided."""


class PayLine(NamedTuple):
    """One line. `amount_oere` is signed: plus is paid out (or costs the employer), minus is taken.

    `qty` is in hundredths, `rate_oere` per whole unit; [earned_from, earned_to) is half-open.
    `source` is the claim or deduction the line came from. Never changed after approval.
    """

    employment: str
    wage_type: str
    qty: int | None
    rate_oere: int | None
    amount_oere: int
    earned_from: date
    earned_to: date
    rule_key: str
    trace: Trace
    cost: Cost
    source: str


class Remark(NamedTuple):
    """Something a person should look at; the text is made from code and arguments (`explain`)."""

    code: str
    args: tuple[int | str, ...] = ()

    @property
    def is_blocking(self) -> bool:
        """Stops approval, not only warns."""
        return self.code in BLOCKING_REMARKS


class LeftOver(NamedTuple):
    """What a deduction could not take because the pay ran out; carried to the next run."""

    key: str
    wage_type: str
    amount_oere: int


class PayResult(NamedTuple):
    """The answer for one person and run. Amounts in øre.

    `brutto` is cash pay before deductions, `netto` what goes to the account, `trekkgrunnlag` what
    tax was worked out on (table and percent together), `frikort_brukt` what this run used of a
    frikort.
    """

    member: str
    lines: tuple[PayLine, ...]
    remarks: tuple[Remark, ...]
    left_over: tuple[LeftOver, ...]
    brutto_oere: int
    netto_oere: int
    trekkgrunnlag_oere: int
    frikort_brukt_oere: int

    def is_blocked(self) -> bool:
        """At least one remark stops the approval."""
        return any(remark.is_blocking for remark in self.remarks)


def trace_hash(result: PayResult) -> str:
    """SHA-256 over every line and trace: the same input always gives the same hash."""
    text = json.dumps(
        result.lines, default=date.isoformat, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def used_refs(result: PayResult) -> frozenset[str]:
    """Every rate row (`key@from`) the lines were worked out with."""
    return frozenset(ref for line in result.lines for ref in trace_refs(line.trace))


def trace_refs(trace: Trace) -> Iterator[str]:
    """The rate rows of a trace and of its sub-steps."""
    if len(trace) > 1 and isinstance(trace[1], tuple):
        yield from (ref for ref in trace[1] if isinstance(ref, str))
    for part in trace[2:]:
        if isinstance(part, tuple):
            yield from trace_refs(part)
