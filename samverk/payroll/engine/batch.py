"""Calculates many people: pure work in processes, results as text ready for COPY.

A worker gets snapshots and gives back three blocks of COPY text (snapshot, lines, sums) and what
the run needs to know about the whole: the figures it used and the sums. Lines never travel as
objects between processes; encoding them where they are made is what makes two cores worth it.
"""

from __future__ import annotations

import gc
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context

from samverk.payroll.engine.calculate import calculate_member
from samverk.payroll.engine.result import PayLine, PayResult, trace_hash, trace_refs
from samverk.payroll.engine.ruleset import Ruleset
from samverk.payroll.engine.run import Run
from samverk.payroll.engine.snapshot import Snapshot
from samverk.payroll.engine.snapshot_json import snapshot_json
from samverk.payroll.rules.wage_types import Kind

IN_PROCESSES_FROM = 2_000
CHUNK = 1_250
PROCESSES = 2
HOLIDAY_DEDUCTION = "1520"
_NULL = "\\N"


@dataclass(frozen=True, slots=True)
class Job:
    """One person to calculate: the snapshot and what the stored rows need beside it.

    Attributes:
        snapshot: the facts; enheter: unit of each arbeidsforhold key, the main one under "".
        skattekort_id: the card version used, or "".
    """

    snapshot: Snapshot
    enheter: dict[str, str]
    skattekort_id: str = ""


@dataclass(slots=True)
class Batch:
    """COPY text of the three tables, and the sums of the whole batch in øre."""

    inndata: list[str] = field(default_factory=list)
    linjer: list[str] = field(default_factory=list)
    resultater: list[str] = field(default_factory=list)
    refs: set[str] = field(default_factory=set)
    antall: int = 0
    linjeantall: int = 0

    def add(self, other: Batch) -> None:
        """Take in another batch."""
        self.inndata += other.inndata
        self.linjer += other.linjer
        self.resultater += other.resultater
        self.refs |= other.refs
        self.antall += other.antall
        self.linjeantall += other.linjeantall


@contextmanager
def many_objects() -> Iterator[None]:
    """Let the collector rest while a whole staff is in memory: nothing here refers in circles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def calculate_batch(
    jobs: Sequence[Job],
    ruleset: Ruleset,
    run: Run,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Batch:
    """Calculate everyone; in processes when there are many.

    Args:
        jobs: whom; ruleset, run: the rules and the run, equal for all.
        progress: called with (done, all) after each chunk.
    """
    total = Batch()
    for part in _parts(jobs, ruleset, run):
        total.add(part)
        if progress is not None:
            progress(total.antall, len(jobs))
    return total


def _parts(jobs: Sequence[Job], ruleset: Ruleset, run: Run) -> Iterator[Batch]:
    chunks = [jobs[i : i + CHUNK] for i in range(0, len(jobs), CHUNK)]
    if len(jobs) < IN_PROCESSES_FROM:
        yield from (_calculate(chunk, ruleset, run) for chunk in chunks)
        return
    # Spawned, not forked: a child must never share the parent's database connection.
    with ProcessPoolExecutor(
        PROCESSES, get_context("spawn"), initializer=_start, initargs=(ruleset, run)
    ) as pool:
        yield from pool.map(_calculate_here, chunks)


_rules: tuple[Ruleset, Run] | None = None


def _start(ruleset: Ruleset, run: Run) -> None:
    global _rules  # noqa: PLW0603 - set once per worker process
    gc.disable()  # the process lives for one run
    _rules = (ruleset, run)


def _calculate_here(jobs: Sequence[Job]) -> Batch:
    assert _rules is not None
    return _calculate(jobs, *_rules)


def _calculate(jobs: Iterable[Job], ruleset: Ruleset, run: Run) -> Batch:
    batch = Batch()
    for job in jobs:
        result = calculate_member(job.snapshot, ruleset, run)
        member = job.snapshot.member
        text = snapshot_json(job.snapshot)
        batch.inndata.append(
            f"{member}\t{hashlib.sha256(text.encode()).hexdigest()}\t{_escape(text)}\n"
        )
        for number, line in enumerate(result.lines, 1):
            batch.linjer.append(_line_row(member, number, line, job))
            batch.refs.update(trace_refs(line.trace))
        batch.resultater.append(_result_row(job, result, ruleset))
        batch.antall += 1
        batch.linjeantall += len(result.lines)
    return batch


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\")


def _json(value: object) -> str:
    return _escape(
        json.dumps(value, default=date.isoformat, ensure_ascii=False, separators=(",", ":"))
    )


def _number(value: int | None) -> str:
    return _NULL if value is None else str(value)


def _line_row(member: str, number: int, line: PayLine, job: Job) -> str:
    cost = line.cost
    one = cost[0][0] if len(cost) == 1 else ""
    enhet = job.enheter.get(line.employment) or job.enheter[""]
    return "\t".join(
        (
            member, str(number), line.employment or _NULL, enhet, line.wage_type,
            _number(line.qty), _number(line.rate_oere), str(line.amount_oere),
            line.earned_from.isoformat(), line.earned_to.isoformat(), line.source, one,
            _json(cost) if len(cost) > 1 else _NULL, _json(line.trace),
        )
    ) + "\n"  # fmt: skip


def _result_row(job: Job, result: PayResult, ruleset: Ruleset) -> str:
    sums: dict[str, int] = defaultdict(int)
    reduces = bool(ruleset.ferietrekk_reduserer.value)
    for line in result.lines:
        wage_type = ruleset.wage_type(line.wage_type)
        if wage_type.kind is Kind.TAX:
            sums["skatt"] -= line.amount_oere
        elif wage_type.kind is Kind.DEDUCTION_PRE_TAX:
            sums["pensjon"] -= line.amount_oere
        elif wage_type.kind is Kind.DEDUCTION:
            sums["andre"] -= line.amount_oere
        elif wage_type.kind is Kind.EMPLOYER:
            sums["arbeidsgiver"] += line.amount_oere
        if wage_type.is_aga:
            sums["avgift"] += line.amount_oere
        if wage_type.is_holiday_base or (wage_type.code == HOLIDAY_DEDUCTION and reduces):
            sums["ferie"] += line.amount_oere
    remarks = [[remark.code, *remark.args] for remark in result.remarks]
    remarks += [["igjen", left.wage_type, left.amount_oere] for left in result.left_over]
    return "\t".join(
        (
            job.snapshot.member, job.enheter[""], str(result.brutto_oere),
            str(result.trekkgrunnlag_oere), str(sums["skatt"]), str(sums["pensjon"]),
            str(sums["andre"]), str(result.netto_oere), str(sums["ferie"]), str(sums["avgift"]),
            str(sums["arbeidsgiver"]), str(result.frikort_brukt_oere),
            job.skattekort_id or _NULL, trace_hash(result), _json(remarks),
        )
    ) + "\n"  # fmt: skip
