"""One person's contracts held against the pension rule: all of them together, once per run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from samverk.core.money import Ppm
from samverk.payroll.engine.facts import Arbeidsgrunnlag
from samverk.payroll.engine.ruleset import Ruleset
from samverk.payroll.rules.pensjon import Medlemskap, medlemskap, stillingsandel

FIXED = frozenset({"1000", "1020"})
HOURS = frozenset({"1010", "1220"})
MONTHS = 12

Medlemskaper = Mapping[UUID, Medlemskap]


def memberships(own: Sequence[Arbeidsgrunnlag], rules: Ruleset) -> Medlemskaper:
    """Membership of each of a person's arbeidsforhold, by its id; positions are added up."""
    fixed = _largest(own)
    hours = sum(
        claim.antall or 0 for one in own for claim in one.claims if claim.wage_type in HOURS
    )
    share = stillingsandel(hours, rules.timer_i_aaret.value * 100 // MONTHS)
    return {
        one.arbeidsforhold_id: medlemskap(
            er_ansatt=one.er_ansatt,
            unntak=one.spk_unntak,
            fast=fixed,
            timer=share,
            er_timeloenn=not one.fixed,
            minste=rules.spk_minste.value,
        )
        for one in own
    }


def _largest(own: Sequence[Arbeidsgrunnlag]) -> Ppm:
    """The most that fixed positions come to on a day; one that begins in the month counts whole."""
    pays = [pay for one in own for pay in one.fixed if pay.wage_type in FIXED]
    sums = (
        sum(
            pay.stillingsprosent
            for pay in pays
            if pay.fra <= day and (pay.til is None or day < pay.til)
        )
        for day in {pay.fra for pay in pays}
    )
    return Ppm(max(sums, default=0))
