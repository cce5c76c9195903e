"""What payroll needs to know about work, in payroll's own words.

HR's answer is turned into these once, at the door; the rest of payroll knows nothing of HR's rows.
Periods are half-open, shares millionths, quantities hundredths, amounts øre.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from samverk.payroll.engine.snapshot import Claim, FixedPay, UnpaidLeave
from samverk.payroll.rules.kostnadsfordeling import Kostnadsfordeling


@dataclass(frozen=True, slots=True)
class Arbeidsgrunnlag:
    """One arbeidsforhold in one month: where it belongs, what it pays, what was claimed."""

    arbeidsforhold_id: UUID
    party_id: UUID
    enhet_id: UUID
    sone: str
    er_ansatt: bool = True
    spk_unntak: str = ""
    fixed: tuple[FixedPay, ...] = ()
    leaves: tuple[UnpaidLeave, ...] = ()
    claims: tuple[Claim, ...] = ()
    fordelinger: tuple[Kostnadsfordeling, ...] = ()
    foedselsdato: date | None = None


@dataclass(frozen=True, slots=True)
class Hittil:
    """What earlier approved runs of a person add up to, for the year of the pay date."""

    feriegrunnlag_oere: int = 0
    feriegrunnlag_i_fjor_oere: int = 0
    frikort_brukt_oere: int = 0
    snittloenn_oere: int = 0
    forskudd_utestaaende_oere: int = 0
