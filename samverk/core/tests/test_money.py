from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samverk.core import money
from samverk.core.money import AmountInvalid, Ppm, ShareInvalid

AMOUNTS = st.integers(min_value=-(10**14), max_value=10**14)
WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=12).filter(any)


def test_kroner_become_oere_and_back():
    assert money.from_kroner(Decimal("18640.50")) == 1864050
    assert money.from_kroner(12) == 1200
    assert money.to_kroner(1864050) == Decimal("18640.50")
    assert str(money.to_kroner(-5)) == "-0.05"


def test_parts_of_an_oere_are_refused_not_rounded():
    with pytest.raises(AmountInvalid, match="deler av et øre"):
        money.from_kroner(Decimal("0.005"))


@pytest.mark.parametrize(
    ("text", "oere"),
    [
        ("18 640,50", 1864050),
        ("18\u202f640,50", 1864050),
        ("18.640,50", 1864050),
        ("1.234", 123400),
        ("1.2", 120),
        ("100.50", 10050),
        ("12", 1200),
        ("\u221212,5", -1250),
        ("-12 kr", -1200),
        ("500,-", 50000),
        ("0", 0),
    ],
)
def test_what_people_type_is_understood(text, oere):
    assert money.parse_amount(text) == oere


@pytest.mark.parametrize("text", ["", "tolv", "1,234", "1,2,3", "--1", "12e3", "1.23.4", "∞"])
def test_other_text_is_refused_at_the_field(text):
    with pytest.raises(AmountInvalid, match="Skriv beløpet som tall") as refused:
        money.parse_amount(text, field="beloep")
    assert refused.value.field == "beloep"
    assert refused.value.code == "amount_invalid"


def test_halves_go_away_from_zero_so_that_a_reversal_is_the_mirror():
    assert money.divide_half_up(25, 10) == 3
    assert money.divide_half_up(-25, 10) == -3
    assert money.divide_half_up(24, 10) == 2
    assert money.divide_half_up(5, -10) == -1
    assert money.round_half_up(Decimal("2.5")) == 3
    assert money.round_half_up(Decimal("-2.5")) == -3
    assert money.multiply(25, Decimal("0.141")) == 4
    assert money.share_of(25, Ppm(141000)) == 4
    assert money.share_of(-25, Ppm(141000)) == -4


@given(AMOUNTS, st.integers(min_value=0, max_value=2_000_000))
def test_a_share_is_never_more_than_half_an_oere_off(oere, share):
    exact = Fraction(oere * share, 10**6)
    found = money.share_of(oere, Ppm(share))
    assert abs(found - exact) <= Fraction(1, 2)
    assert money.share_of(-oere, Ppm(share)) == -found
    assert found == money.round_half_up(Decimal(oere * share).scaleb(-6))


@given(AMOUNTS, st.integers(min_value=1, max_value=10**9))
def test_division_is_half_up_and_symmetric(numerator, denominator):
    found = money.divide_half_up(numerator, denominator)
    assert abs(found - Fraction(numerator, denominator)) <= Fraction(1, 2)
    assert money.divide_half_up(-numerator, denominator) == -found


def test_shares_are_millionths():
    assert money.ppm("0.141") == 141000
    assert money.ppm(Decimal("0.1235")) == 123500
    with pytest.raises(ShareInvalid, match="finere enn en milliondel"):
        money.ppm("0.00000015")
    with pytest.raises(ShareInvalid, match="ikke en andel"):
        money.ppm("14,1 %")


def test_the_odd_oere_goes_to_the_largest_remainder():
    assert money.split(100, [1, 1, 1]) == (34, 33, 33)
    assert money.split(10001, [1, 2]) == (3334, 6667)
    assert money.split(-100, [1, 1, 1]) == (-34, -33, -33)
    assert money.split(0, [1, 1]) == (0, 0)


def test_the_last_share_takes_the_rest():
    assert money.split_last_takes_rest(100, [1, 1, 1]) == (33, 33, 34)
    assert money.split_last_takes_rest(101, [50, 50]) == (51, 50)
    assert money.split_last_takes_rest(100, [3, -1]) == (150, -50)


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_a_split_without_weights_is_refused(weights):
    with pytest.raises(ShareInvalid):
        money.split(100, weights)


def test_a_rest_split_whose_weights_cancel_is_refused():
    with pytest.raises(ShareInvalid):
        money.split_last_takes_rest(100, [1, -1])


@given(AMOUNTS, WEIGHTS)
def test_parts_always_sum_to_the_whole(oere, weights):
    parts = money.split(oere, weights)
    total = sum(weights)
    assert sum(parts) == oere
    assert all(
        abs(part - Fraction(oere * w, total)) < 1 for part, w in zip(parts, weights, strict=True)
    )
    assert money.split(-oere, weights) == tuple(-part for part in parts)
    assert sum(money.split_last_takes_rest(oere, weights)) == oere


def test_amounts_are_shown_with_thin_space_comma_and_real_minus():
    assert money.format_amount(1864050) == "18\u202f640,50"
    assert money.format_amount(-1982350) == "\u221219\u202f823,50"
    assert money.format_amount(5) == "0,05"
    assert money.format_amount(123456789012, language="nn") == "1\u202f234\u202f567\u202f890,12"
    assert money.format_amount(-123456, language="en") == "\u22121,234.56"
    assert money.format_amount(149, with_oere=False) == "1"
    assert money.format_amount(150, with_oere=False) == "2"
    assert money.format_amount(-49, with_oere=False) == "0"


def test_kroner_show_oere_only_when_there_are_any():
    assert money.format_kr(1432300) == "14\u202f323\u00a0kr"
    assert money.format_kr(1432350) == "14\u202f323,50\u00a0kr"
    assert money.format_kr(1432300, language="en") == "NOK\u00a014,323"


def test_percent_has_no_needless_zeros():
    assert money.format_percent(Ppm(141000)) == "14,1\u00a0%"
    assert money.format_percent(Ppm(20000)) == "2\u00a0%"
    assert money.format_percent(Ppm(500000)) == "50\u00a0%"
    assert money.format_percent(Ppm(123400), language="en") == "12.34%"


@given(AMOUNTS)
def test_what_is_shown_can_be_typed_back(oere):
    assert money.parse_amount(money.format_amount(oere)) == oere
