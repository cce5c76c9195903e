"""Properties of the whole calculation."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from samverk.core.money import Ppm
from samverk.payroll.engine.calculate import calculate_member
from samverk.payroll.engine.result import trace_hash
from samverk.payroll.engine.snapshot import Claim, Deduction, Employment, FixedPay, HolidayPay
from samverk.payroll.engine.snapshot_json import read_snapshot, snapshot_hash, snapshot_json
from samverk.payroll.rules.kostnadsfordeling import Kostnadsfordeling
from samverk.payroll.rules.skattekort import Korttype, Skattekort
from samverk.payroll.rules.wage_types import CASH_KINDS, Kind
from samverk.payroll.tests.facts import FROM_2020, amounts, person, rules_of, run_of

NOVEMBER, RULES = run_of(2026, 11), rules_of()
MONTH = (date(2026, 11, 1), date(2026, 12, 1))
PERCENTS = st.sampled_from([200_000, 500_000, 750_000, 1_000_000]).map(Ppm)
ANNUAL = st.integers(300_000, 1_500_000).map(lambda kr: kr * 100)


@st.composite
def splits(draw):
    """Shares that cover all days, one change at most, each summing to 100 %."""
    change = draw(st.none() | st.dates(date(2026, 11, 2), date(2026, 11, 29)))
    spans = [(FROM_2020, None)] if change is None else [(FROM_2020, change), (change, None)]
    found = []
    for fra, til in spans:
        first = draw(st.integers(1, 999_999))
        shares = (("310000", Ppm(first)), (draw(st.sampled_from(["P1", "P2"])), Ppm(10**6 - first)))
        found.append(Kostnadsfordeling(fra, til, shares))
    return tuple(found)


CARDS = st.one_of(
    st.none(),
    st.sampled_from(["8000", "8010", "8200", "9100", "7300", "6300", "7350"]).map(
        lambda table: Skattekort(
            2026, type=Korttype.TABELL, trekktabell=table, prosentsats=Ppm(410_000)
        )
    ),
    st.integers(0, 600_000).map(
        lambda share: Skattekort(2026, type=Korttype.PROSENT, prosentsats=Ppm(share))
    ),
    st.integers(1, 10**7).map(
        lambda amount: Skattekort(2026, type=Korttype.FRIKORT, frikortbeloep_oere=amount)
    ),
)
CLAIMS = st.one_of(
    st.builds(
        lambda code, qty, rate: Claim("h", code, *MONTH, antall=qty, sats_oere=rate),
        st.sampled_from(["1010", "1110", "1220"]), st.integers(0, 30_000), st.integers(0, 90_000),
    ),
    st.builds(
        lambda code, amount: Claim("b", code, *MONTH, beloep_oere=amount),
        st.sampled_from(["1300", "1400", "1700", "1800", "2500"]), st.integers(0, 9_000_000),
    ),
    st.builds(lambda qty: Claim("o", "1200", *MONTH, antall=qty), st.integers(0, 5_000)),
)  # fmt: skip
DEDUCTIONS = st.one_of(
    st.builds(
        lambda code, amount: Deduction("d", code, beloep_oere=amount),
        st.sampled_from(["2200", "2300", "2400", "2510"]), st.integers(0, 9_000_000),
    ),
    st.builds(
        lambda code, share: Deduction("p", code, prosent=Ppm(share)),
        st.sampled_from(["2200", "2300"]), st.integers(0, 900_000),
    ),
)  # fmt: skip
HOLIDAYS = st.none() | st.builds(
    HolidayPay,
    grunnlag_oere=st.integers(0, 10**8),
    trekkdager=st.sampled_from([0, 25, 30]),
    er_over_60=st.booleans(),
)
EMPLOYMENTS = st.builds(
    Employment,
    key=st.sampled_from(["a1", "a2"]),
    sone=st.sampled_from(["1", "2", "4a", "5"]),
    is_spk_member=st.booleans(),
    fixed=st.lists(
        st.builds(
            FixedPay, st.sampled_from(["1000", "1020"]), ANNUAL, PERCENTS, st.just(FROM_2020)
        ),
        max_size=2,
    ).map(tuple),
    claims=st.lists(CLAIMS, max_size=4).map(tuple),
    holiday=HOLIDAYS,
    fordelinger=splits(),
    fyller_60_neste_aar=st.booleans(),
)
SNAPSHOTS = st.builds(
    lambda employments, card, deductions, extra: person(
        *employments, skattekort=card, deductions=deductions, frivillig_trekk_kr=extra
    ),
    st.lists(EMPLOYMENTS, min_size=1, max_size=2),
    CARDS,
    st.lists(DEDUCTIONS, max_size=3).map(tuple),
    st.sampled_from([0, 0, 500]),
)


@given(SNAPSHOTS)
@settings(max_examples=150)
def test_the_same_input_gives_the_same_lines_and_the_same_hash(facts):
    once, again = (calculate_member(facts, RULES, NOVEMBER) for _ in range(2))
    assert once == again
    assert trace_hash(once) == trace_hash(again)
    stored = read_snapshot(snapshot_json(facts))
    assert stored == facts
    assert snapshot_hash(stored) == snapshot_hash(facts)
    assert trace_hash(calculate_member(stored, RULES, NOVEMBER)) == trace_hash(once)


@given(SNAPSHOTS)
@settings(max_examples=150)
def test_the_lines_sum_to_net_and_net_is_never_negative(facts):
    result = calculate_member(facts, RULES, NOVEMBER)
    kinds = {code: RULES.wage_type(code).kind for code in amounts(result)}
    cash = sum(oere for code, oere in amounts(result).items() if kinds[code] in CASH_KINDS)
    assert cash == result.netto_oere >= 0
    earned = sum(oere for code, oere in amounts(result).items() if kinds[code] is Kind.EARNING)
    assert earned == result.brutto_oere


@given(SNAPSHOTS)
@settings(max_examples=150)
def test_cost_shares_always_sum_to_the_line(facts):
    for line in calculate_member(facts, RULES, NOVEMBER).lines:
        kind = RULES.wage_type(line.wage_type).kind
        if line.cost or kind in (Kind.EARNING, Kind.BENEFIT, Kind.EMPLOYER):
            assert sum(oere for _, oere in line.cost) == line.amount_oere


@given(SNAPSHOTS)
@settings(max_examples=100)
def test_what_is_left_over_and_what_is_taken_make_up_what_was_wanted(facts):
    result = calculate_member(facts, RULES, NOVEMBER)
    for line in result.lines:
        if line.rule_key == "trekk.begrenset":
            wanted, taken = line.trace[2:4]
            assert line.amount_oere == -taken
            assert any(left.amount_oere == wanted - taken for left in result.left_over)


@given(ANNUAL, splits())
def test_two_half_positions_are_one_whole_within_an_oere(annual, shares):
    half = FixedPay("1000", annual, Ppm(500_000), FROM_2020)
    whole = replace(half, stillingsprosent=Ppm(1_000_000))
    one = person(Employment("a1", "1", fixed=(whole,), fordelinger=shares))
    two = person(Employment("a1", "1", fixed=(half, half), fordelinger=shares))
    first, second = (calculate_member(facts, RULES, NOVEMBER).brutto_oere for facts in (one, two))
    assert abs(first - second) <= 1


@given(
    st.lists(CLAIMS.filter(lambda c: c.wage_type not in ("1200", "1700")), min_size=2, max_size=6)
)
def test_a_month_in_two_payouts_gives_the_same_totals(claims):
    def totals(*payouts):
        results = [
            amounts(calculate_member(
                person(Employment("a1", "1", claims=tuple(part))), RULES, NOVEMBER
            ))
            for part in payouts
        ]  # fmt: skip
        codes = {code for found in results for code in found if code[0] != "2" or code == "2100"}
        return {code: sum(found.get(code, 0) for found in results) for code in codes}

    together, apart = totals(claims), totals(claims[:1], claims[1:])
    for code in together | apart:
        difference = together.get(code, 0) - apart.get(code, 0)
        assert abs(difference) <= (0 if code.startswith("1") else 2)


@given(ANNUAL, st.integers(1, 4_000_000))
def test_pay_and_its_reversal_leave_nothing_behind(annual, amount):
    fixed = (FixedPay("1000", annual, Ppm(1_000_000), FROM_2020),)
    plain = Employment("a1", "1", fixed=fixed)
    both = replace(
        plain,
        claims=(
            Claim("e", "1400", *MONTH, beloep_oere=amount),
            Claim("t", "1410", *MONTH, beloep_oere=amount),
        ),
    )
    once = calculate_member(person(plain), RULES, NOVEMBER)
    again = calculate_member(person(both), RULES, NOVEMBER)
    assert once.netto_oere == again.netto_oere
    assert amounts(once) == {
        code: oere for code, oere in amounts(again).items() if code not in ("1400", "1410")
    }


@given(ANNUAL, st.sampled_from(["1", "2", "3", "4", "4a"]))
def test_moving_the_zone_moves_only_the_levy(annual, zone):
    facts = Employment("a1", zone, fixed=(FixedPay("1000", annual, Ppm(10**6), FROM_2020),))
    here = calculate_member(person(facts), RULES, NOVEMBER)
    there = calculate_member(person(replace(facts, sone="5")), RULES, NOVEMBER)
    moved = {one.wage_type for one in set(here.lines) - set(there.lines)}
    assert moved == {"9100", "9110"}
    assert {one.wage_type for one in set(there.lines) - set(here.lines)} == set()
